'use strict'

// Lets time pass, and looks now and then whether what is waited for is so.

const { evaluate } = require('../conditions')
const { observe } = require('../state')

const LOOK_TICKS = 20

/** Waits so many ticks, or until the condition holds. */
module.exports = async function wait (body, { ticks, until = null }) {
  if (until === null) return body.spend(ticks)
  for (let left = ticks; !holds(body, until) && left > 0; left -= LOOK_TICKS) {
    await body.spend(Math.min(left, LOOK_TICKS))
  }
}

function holds ({ session, events, words }, condition) {
  return evaluate(condition, { state: observe(session), events, words }) === true
}
