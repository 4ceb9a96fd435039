'use strict'

// Trades with somebody in view, or in a village that is known.

const { goals } = require('mineflayer-pathfinder')
const { travel, walkTo } = require('../moving')
const { xyz } = require('../state')
const { settled } = require('../waits')
const { knownEntity, knownItem } = require('../words')

const TRADER = 'villager'
const VILLAGE_NEAR = 4
const WALK_TICKS = 400
const ARM_BLOCKS = 3
const OPENS_MS = 4000
const TRADES_MS = 8000

/** Trades until enough was got. */
module.exports = async function trade (body, subgoal) {
  if (!knownItem(body, 'item') || !knownEntity(body, 'entity')) return
  const asked = new Set()
  let met = false
  for (let trader = await next(body, subgoal, asked); trader; trader = await next(body, subgoal, asked)) {
    asked.add(trader.id)
    if (!(await walkedUp(body, trader, subgoal))) continue
    const window = await talked(body, trader, subgoal)
    if (window === null) continue
    met = true
    const offer = window.trades.find((t) => t.outputItem && body.names.ofItem(t.outputItem) === subgoal.item)
    if (offer) return makeTrades(body, subgoal, window, offer)
    body.bot.closeWindow(window)
  }
  if (met) body.emit('refused', { need: 'offer', name: subgoal.item, count: 1 })
  else if (asked.size === 0) body.emit('refused', { need: 'entity', name: subgoal.entity, count: 1 })
}

/** Returns the nearest who wasn't asked, going to a known village if need be. */
async function next (body, { entity }, asked) {
  const visible = () => body.sight.entities().find((e) => body.names.ofEntityName(e.name) === entity && !asked.has(e.id)) ?? null
  const village = entity === TRADER ? body.session.places.nearest('village') : null
  if (visible() === null && village !== null) await travel(body, village.x, village.z, VILLAGE_NEAR)
  return visible()
}

async function walkedUp (body, trader, { entity }) {
  const near = () => trader.position.distanceTo(body.bot.entity.position) <= ARM_BLOCKS
  await walkTo(body, new goals.GoalFollow(trader, ARM_BLOCKS - 1), { ticks: WALK_TICKS, unless: near })
  if (!near()) body.emit('path_failed', { target: entity, ...xyz(trader.position.floored()) })
  return near()
}

async function talked (body, trader, { entity }) {
  const { bot, session } = body
  session.window = entity
  const window = await body.during(settled(bot.openVillager(trader), { ms: OPENS_MS, otherwise: null }))
  if (window?.trades) {
    body.emit('window_opened', { window: entity })
    return window
  }
  session.window = null
  if (window) bot.closeWindow(window)
  body.emit('path_failed', { target: entity, ...xyz(trader.position.floored()) })
  return null
}

async function makeTrades (body, subgoal, window, offer) {
  const { ledger, names } = body
  for (let got = 0; got < subgoal.count;) {
    const lacking = price(offer, names)
      .map(({ item, count }) => ({ item, count: count - body.carried(item) }))
      .filter((lack) => lack.count > 0)
    if (lacking.length > 0 || offer.tradeDisabled) {
      return body.emit('window_rejected', { window: subgoal.entity, item: subgoal.item, lacking: body.session.recipeBook && lacking.length > 0 ? lacking : null })
    }
    if (!ledger.hasRoom(subgoal.item)) return body.emit('item_left', { item: subgoal.item, count: offer.outputItem.count })
    const before = body.carried(subgoal.item)
    await ledger.by('trade', () => body.during(settled(body.bot.trade(window, window.trades.indexOf(offer), 1), { ms: TRADES_MS })))
    const more = body.carried(subgoal.item) - before
    if (more <= 0) return body.emit('window_rejected', { window: subgoal.entity, item: subgoal.item })
    body.emit('traded', { item: subgoal.item, count: more, entity: subgoal.entity })
    got += more
  }
}

/** Returns what an offer asks, at today's price: [{item, count}]. */
function price ({ inputItem1, inputItem2, hasItem2, realPrice }, names) {
  const parts = [{ item: names.ofItem(inputItem1), count: realPrice ?? inputItem1.count }]
  if (hasItem2) parts.push({ item: names.ofItem(inputItem2), count: inputItem2.count })
  return parts
}
