'use strict'

// Looking for something that isn't in view: walking in a widening square, looking each time.

const { leg } = require('./moving')
const { VIEW_RADIUS } = require('./sight')
const { xyz } = require('./state')

const SPACING = 40
const NEAR = 3
const TURNS = 48
const MISSES = 8

class Search {
  /**
   * @param {Body} body who looks
   * @param {string} target what for
   * @param {number} [spacing] blocks between two turns of the way
   */
  constructor (body, target, spacing = SPACING) {
    this._body = body
    this._target = target
    this._start = body.feet
    this._corners = squareSpiral(this._start, spacing)
    this._aim = null
    this._turns = 0
    this._misses = 0
    this._cells = new Set()
    this._went = false
    this._low = this._high = this._start.y
    this._looked()
  }

  /** Walks to where the next look is worth it; returns false once all was looked at. */
  async goOn () {
    const body = this._body
    if (this._aim === null) {
      if (this._turns >= TURNS || this._misses >= MISSES) return false
      this._turns++
      this._aim = this._corners.next().value
    }
    const [x, z] = this._aim
    const away = () => Math.hypot(x + 0.5 - body.bot.entity.position.x, z + 0.5 - body.bot.entity.position.z)
    const before = away()
    if (body.limits.inside(x, z)) await leg(body, x, z, NEAR)
    this._misses = away() < before - 1 ? 0 : this._misses + 1
    if (away() <= NEAR + 1 || away() >= before - 1) this._aim = null
    this._looked()
    return true
  }

  /** Says that nothing was found, or that it could go nowhere to look. */
  giveUp () {
    const body = this._body
    if (!this._went) body.emit('path_failed', { target: this._target, ...xyz(body.feet) })
    else body.emit('searched', { target: this._target, cells: this._cells.size, low: this._low, high: this._high })
  }

  _looked () {
    const { x, y, z } = this._body.feet
    this._went ||= Math.hypot(x - this._start.x, y - this._start.y, z - this._start.z) > NEAR
    this._low = Math.min(this._low, y)
    this._high = Math.max(this._high, y)
    for (let cx = (x - VIEW_RADIUS) >> 4; cx <= (x + VIEW_RADIUS) >> 4; cx++) {
      for (let cz = (z - VIEW_RADIUS) >> 4; cz <= (z + VIEW_RADIUS) >> 4; cz++) this._cells.add(`${cx},${cz}`)
    }
  }
}

/** Yields the corners of a widening square around a column. */
function * squareSpiral ({ x, z }, spacing) {
  let [dx, dz] = [1, 0]
  for (let steps = 1; ; steps++) {
    for (let twice = 0; twice < 2; twice++) {
      for (let n = 0; n < steps; n++) {
        x += spacing * dx
        z += spacing * dz
        yield [x, z]
      }
      [dx, dz] = [-dz, dx]
    }
  }
}

module.exports = { SPACING, Search }
