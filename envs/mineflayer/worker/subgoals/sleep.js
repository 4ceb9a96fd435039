'use strict'

// Sleeps in a bed in view, or in one that is carried, which is set first.

const { blockAt } = require('../mining')
const { Reach, canReach, walkTo } = require('../moving')
const { freeSpots, placed } = require('../placing')
const { seen } = require('../stations')
const { timeOfDay, xyz } = require('../state')
const { holds, settled } = require('../waits')

const WALK_TICKS = 400
const LIES_DOWN_MS = 3000
const MORNING_TICKS = 12000
const LOOK_TICKS = 10
const MORNING_MS = 2500
const DAWN = 23460

/** Sleeps until morning, or until somebody wakes the bot. */
module.exports = async function sleep (body) {
  const bed = await found(body)
  if (bed === null) return
  const { bot, session, names } = body
  const block = blockAt(body, bed)
  const name = names.ofBlock(block)
  const told = body.events.length
  await body.during(settled(bot.activateBlock(block), { ms: LIES_DOWN_MS }))
  session.places.only('bed', bed)
  // If it doesn't lie down the server says why.
  const answered = () => bot.isSleeping || body.events.slice(told).some((e) => e.kind === 'chat')
  await body.during(holds(answered, { ms: LIES_DOWN_MS }))
  if (!bot.isSleeping) return
  const evening = timeOfDay(bot)
  const woke = () => !bot.isSleeping || timeOfDay(bot) < evening
  for (let waited = 0; waited < MORNING_TICKS && !woke(); waited += LOOK_TICKS) await body.spend(LOOK_TICKS)
  // The time is told a moment later. Who was only woken hasn't slept.
  const morning = () => timeOfDay(bot) < evening || timeOfDay(bot) >= DAWN
  if (await body.during(holds(morning, { ms: MORNING_MS }))) body.emit('used', { verb: 'slept', object: name })
}

/** Returns a bed in reach, or null; says so if there is none. */
async function found (body) {
  const standing = seen(body, (name) => name.endsWith('_bed'))
  if (standing.length > 0 && (await walkTo(body, new Reach(body, standing.slice(0, 4)), { ticks: WALK_TICKS }))) {
    return standing.find((c) => canReach(body, body.feet, c)) ?? standing[0]
  }
  if (standing.length > 0) body.emit('path_failed', { target: standing[0].name, ...xyz(standing[0]) })
  const carried = [...body.ledger.carried().keys()].find((name) => name.endsWith('_bed'))
  if (!carried) return refused(body, 'bed', '#beds')
  for (const spot of body.limits.may('place') ? freeSpots(body).slice(0, 6) : []) {
    if (await placed(body, carried, spot)) return spot
  }
  return refused(body, 'room', carried)
}

function refused (body, need, name) {
  body.emit('refused', { need, name, count: 1 })
  return null
}
