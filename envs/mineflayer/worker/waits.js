'use strict'

// Waiting, always with a time-out, and always with the listeners taken off in the end.

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Waits for an event.
 *
 * @param {EventEmitter} emitter
 * @param {string} event
 * @param {object} how
 * @param {number} how.ms the time-out in milliseconds
 * @param {(...data) => boolean} [how.until] what must hold for the event to count
 * @returns {Promise<any[]|null>} what came with the event; null if the time was up first
 */
function heard (emitter, event, { ms, until = () => true }) {
  return new Promise((resolve) => {
    const finish = (data) => {
      clearTimeout(timer)
      emitter.removeListener(event, listener)
      resolve(data)
    }
    const listener = (...data) => {
      if (until(...data)) finish(data)
    }
    const timer = setTimeout(() => finish(null), ms)
    emitter.on(event, listener)
  })
}

/** Waits until something holds, and returns whether it came to that in time. */
async function holds (condition, { ms, every = 50 }) {
  const until = Date.now() + ms
  while (!condition()) {
    if (Date.now() >= until) return false
    await sleep(every)
  }
  return true
}

/** Waits for a promise; returns what came of it, or `otherwise` if it failed or the time was up. */
function settled (promise, { ms, otherwise = undefined }) {
  let timer
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(otherwise), ms)
  })
  return Promise.race([promise.catch(() => otherwise), late]).finally(() => clearTimeout(timer))
}

module.exports = { heard, holds, settled, sleep }
