'use strict'

// Bringing the bot to a defined start, as far as the server lets it: with operator rights at home
// by day in fine weather, fed, whole, with nothing carried, under vanilla's game rules; without,
// as it stands.

const { landed, sentAbout, surrounded } = require('./connecting')
const { Fault } = require('./faults')
const { ruled } = require('./gamerules')
const { observe, timeOfDay } = require('./state')
const { holds, sleep } = require('./waits')

const ANSWER_MS = 2500
const BACK_MS = 10000
const MORNING = 1000
const NEAR_BLOCKS = 3
const FULL = 20

/**
 * Brings the bot to its start and returns what could not be done, one sentence each.
 *
 * @throws {Fault} if the bot stays dead, or no land is loaded about it
 */
async function brought (session, { biome = null }) {
  const { bot, watch, ledger, places, clock } = session
  const notes = []
  await back(session)
  if (bot.currentWindow) bot.closeWindow(bot.currentWindow)
  if (session.limits.may('commands')) await ordered(session, notes)
  else notes.push('The bot may give no commands, so that it starts as it stands.')
  await back(session)
  await landed(bot, session.address)
  ledger.begin()
  watch.begin()
  places.forget()
  clock.restart()
  if (biome !== null && observe(session).biome !== biome) {
    notes.push(`The task starts in the biome ${biome}; the bot stands in ${observe(session).biome}.`)
  }
  return notes
}

/** Waits until the bot lives; throws if it stays dead. */
async function back ({ bot, watch, address }) {
  const lives = () => bot._client.ended || (!watch.dead && isWell(bot, 1))
  if (!(await holds(lives, { ms: BACK_MS }))) throw new Fault(`The bot is dead, and the server at ${address} doesn't let it come back.`)
}

/** Returns whether the bot has so many points of health, as far as the server tells. */
const isWell = (bot, points) => (bot.health ?? FULL) >= points

async function ordered (session, notes) {
  const { bot, ledger } = session
  const [x, y, z] = home(session)
  const affect = (effect, seconds, level) => (bot.supportFeature('theFlattening')
    ? `/effect give ${bot.username} minecraft:${effect} ${seconds} ${level}`
    : `/effect ${bot.username} minecraft:${effect} ${seconds} ${level}`)
  const near = () => Math.hypot(bot.entity.position.x - x - 0.5, bot.entity.position.z - z - 0.5) <= NEAR_BLOCKS
  const early = () => Math.abs((timeOfDay(bot) ?? MORNING) - MORNING) < 1000
  const orders = [
    [() => bot.game.gameMode === 'survival', '/gamemode survival', `The bot plays in the mode ${bot.game.gameMode}.`],
    [() => ledger.all().size === 0, '/clear', 'What the bot carried stays with it.'],
    [near, `/tp ${x} ${y} ${z}`, `The bot starts where it is, not at ${x} ${y} ${z}.`],
    [early, `/time set ${MORNING}`, 'The time of day stays as it is.'],
    [() => !bot.isRaining, '/weather clear', 'The weather stays as it is.'],
    [() => isWell(bot, FULL), affect('instant_health', 1, 10), `The bot starts with ${bot.health} points of health.`],
    [() => (bot.food ?? FULL) >= FULL, affect('saturation', 1, 20), `The bot starts with ${bot.food} points of food.`]
  ]
  session.unruled ??= await ruled(bot)
  if (session.unruled.length > 0) notes.push(`It isn't known whether the game rules ${session.unruled.join(', ')} hold.`)
  for (const [holdsNow, order, otherwise] of orders) {
    if (bot._client.ended) return
    if (holdsNow()) continue
    bot.chat(order)
    if (!(await holds(holdsNow, { ms: ANSWER_MS }))) notes.push(otherwise)
  }
  await surrounded(bot, session.address)
  await sentAbout(bot, ANSWER_MS)
  await sleep(100)
}

function home (session) {
  const { home, homeGiven } = session
  return homeGiven ?? [home.x, home.y, home.z]
}

module.exports = { brought }
