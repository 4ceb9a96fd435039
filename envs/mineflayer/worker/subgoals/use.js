'use strict'

// Uses a carried item on a block, an entity or another carried item, or in the air.

const { blockAt, hold } = require('../mining')
const { Reach, canReach, walkTo } = require('../moving')
const { goals } = require('mineflayer-pathfinder')
const { Before, mayUse, mayUseHere, mayUseOn } = require('../setting')
const { xyz } = require('../state')
const { settled } = require('../waits')
const { hasCarried, invalid, knownItem } = require('../words')

const WALK_TICKS = 400
const ARM_BLOCKS = 3
const ARM_LOOKS = 5
const USE_TICKS = 6
const ACT_MS = 3000
const WASHED = /(leather_(helmet|chestplate|leggings|boots|horse_armor)|_banner|_shulker_box)$/

/** Uses it so many times. */
module.exports = async function use (body, subgoal) {
  const { item, on = null, count } = subgoal
  if (!knownItem(body, 'item') || !hasCarried(body, item)) return
  if (on !== null && !isWord(body, on)) return invalid(body, 'on', on)
  for (let n = 0; n < count; n++) {
    if (!hasCarried(body, item)) return
    const done = await once(body, subgoal)
    if (!done) return
  }
}

const isWord = ({ words }, name) => words.isBlock(name) || words.isEntity(name) || words.isItem(name)

async function once (body, { item, on }) {
  if (on === null || on === undefined) return inTheAir(body, item)
  const entity = body.sight.entities().find((e) => body.words.matches(on, body.names.ofEntityName(e.name)))
  if (entity) return onEntity(body, item, entity, on)
  const cells = body.sight.blocks((name) => body.words.matches(on, name)).slice(0, 8)
  if (cells.length > 0) return onAllowed(body, item, cells, on)
  if (body.words.isItem(on) && body.carried(on) > 0) return notHere(body, on)
  const { y } = body.feet
  body.emit('searched', { target: on, cells: 16, low: y, high: y })
  return false
}

/** Says that a client has no one way to use one carried item on another. */
function notHere (body, on) {
  body.emit('refused', { need: 'station', name: on, count: 1 })
  return false
}

/** Says that the bot's owner doesn't let an item be used there. */
function notLet (body, item) {
  body.emit('refused', { need: 'room', name: item, count: 1 })
  return false
}

async function inTheAir (body, item) {
  if (!mayUse(body, item) || !mayUseHere(body, item)) return notLet(body, item)
  if (!(await hold(body, item))) return false
  const { bot, ledger } = body
  const before = new Before(body, bot.blockAtCursor(ARM_LOOKS)?.position ?? null)
  await ledger.by('use', async () => {
    bot.activateItem()
    await body.spend(USE_TICKS)
    await before.changed(item)
    bot.deactivateItem()
  })
  before.tell(item)
  return true
}

async function onEntity (body, item, entity, on) {
  const { bot, ledger, limits } = body
  if (entity.type === 'player' && !limits.may('attack_players')) return notHere(body, on)
  if (!limits.inside(entity.position.x, entity.position.z)) return notLet(body, item)
  const near = () => entity.position.distanceTo(bot.entity.position) <= ARM_BLOCKS
  await walkTo(body, new goals.GoalFollow(entity, ARM_BLOCKS - 1), { ticks: WALK_TICKS, unless: near })
  if (!near() || !(await hold(body, item))) {
    body.emit('path_failed', { target: on, ...xyz(entity.position.floored()) })
    return false
  }
  await ledger.by('use', async () => {
    await body.during(settled(bot.activateEntity(entity), { ms: ACT_MS }))
    await body.spend(USE_TICKS)
  })
  return true
}

async function onAllowed (body, item, cells, on) {
  const allowed = mayUse(body, item) ? cells.filter((c) => mayUseOn(body, item, c)) : []
  return allowed.length > 0 ? onBlock(body, item, allowed, on) : notLet(body, item)
}

async function onBlock (body, item, cells, on) {
  const { bot, ledger, names } = body
  await walkTo(body, new Reach(body, cells), { ticks: WALK_TICKS })
  const cell = cells.find((c) => canReach(body, body.feet, c))
  if (!cell || !(await hold(body, item))) {
    body.emit('path_failed', { target: on, ...xyz(cells[0]) })
    return false
  }
  const name = names.ofBlock(blockAt(body, cell))
  const before = new Before(body, cell)
  await ledger.by('use', async () => {
    await body.during(settled(bot.activateBlock(blockAt(body, cell)), { ms: ACT_MS }))
    // Buckets work where one looks, not on what one clicks.
    if (/bucket$/.test(item)) bot.activateItem()
    await body.spend(USE_TICKS)
    await before.changed(item)
    if (bot.usingHeldItem) bot.deactivateItem()
  })
  before.tell(item)
  if (name.endsWith('cauldron') && WASHED.test(item)) body.emit('used', { verb: 'washed', object: item })
  return true
}
