'use strict'

const { performance } = require('perf_hooks')

const TICK_MS = 50

/** Counts ticks, 20 a second, since the episode began. */
class Clock {
  constructor () {
    this.restart()
  }

  restart () {
    this._start = performance.now()
  }

  get tick () {
    return Math.floor((performance.now() - this._start) / TICK_MS)
  }
}

module.exports = { Clock, TICK_MS }
