'use strict'

// Going up to a station or container and opening its window.

const { once } = require('events')
const prismarineItem = require('prismarine-item')
const { blockAt } = require('./mining')
const { Reach, canReach, walkTo } = require('./moving')
const { STATION_BLOCKS, xyz } = require('./state')
const { settled } = require('./waits')

const WALK_TICKS = 240
const OPENS_MS = 3000
const TRIES = 2
const SYNCS_MS = 2000
const SYNCS_TICKS = 10

/** Returns where such blocks are in view near enough to be walked to, the nearest first. */
function seen (body, matches) {
  const { feet } = body
  return body.sight.blocks(matches, { radius: STATION_BLOCKS, height: STATION_BLOCKS })
    .filter((c) => Math.hypot(c.x - feet.x, c.y - feet.y, c.z - feet.z) <= STATION_BLOCKS)
}

/** Goes to the nearest such block and returns its cell; says so if it can't. */
async function reached (body, station, need = 'station') {
  const cells = seen(body, (name) => name === station)
  const refused = () => body.emit('refused', { need, name: station, count: 1 })
  if (cells.length === 0) {
    refused()
    return null
  }
  if (!(await walkTo(body, new Reach(body, cells.slice(0, 4)), { ticks: WALK_TICKS }))) {
    body.emit('path_failed', { target: station, ...xyz(cells[0]) })
    refused()
    return null
  }
  return cells.find((c) => canReach(body, body.feet, c)) ?? cells[0]
}

/** Opens the nearest such block's window; says so if it can't. Returns {window, cell} or null. */
async function opened (body, station, need = 'station') {
  const cell = await reached(body, station, need)
  if (cell === null) return null
  const window = await openedAt(body, station, cell)
  return window === null ? null : { window, cell }
}

/** Opens a block's window; says that it can't be got at if the server opens none, which is no refusal. */
async function openedAt (body, station, cell) {
  const { bot, session } = body
  const open = station.endsWith('furnace') || station === 'smoker' ? () => bot.openFurnace(blockAt(body, cell)) : () => bot.openBlock(blockAt(body, cell))
  for (let tried = 0; tried < TRIES; tried++) {
    session.window = station
    const window = await body.during(settled(open(), { ms: OPENS_MS, otherwise: null }))
    if (window) {
      body.emit('window_opened', { window: station })
      return window
    }
    session.window = null
  }
  body.emit('path_failed', { target: station, ...xyz(cell) })
  return null
}

/** Closes a window, and waits until the bag is as the server has it. */
async function closed (body, window) {
  const { bot, session } = body
  if (bot.currentWindow === window) bot.closeWindow(window)
  session.window = null
  await resynced(body)
}

/** Has the server tell all that lies in the open window, or else in the bag. */
async function resynced (body) {
  const { bot } = body
  const window = bot.currentWindow ?? bot.inventory
  if (bot.supportFeature('stateIdUsed')) {
    await body.during(settled(bot._syncWindow(window), { ms: SYNCS_MS }))
    return
  }
  if (!bot.supportFeature('transactionPacketExists')) return body.spend(SYNCS_TICKS) // 1.17 alone
  // Before 1.17.1 a click that can't be so, outside with something that isn't there, is refused
  // and everything told anew.
  const told = once(bot, `setWindowItems:${window.id}`)
  bot._client.write('window_click', { windowId: window.id, slot: -999, mouseButton: 0, action: 32767, mode: 0, item: oddItem(bot) })
  await body.during(settled(told, { ms: SYNCS_MS }))
}

function oddItem (bot) {
  const Item = prismarineItem(bot.registry)
  return Item.toNotch(new Item(bot.registry.itemsByName.stick.id, 1))
}

module.exports = { closed, opened, openedAt, reached, resynced, seen }
