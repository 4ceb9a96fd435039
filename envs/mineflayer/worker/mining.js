'use strict'

// Breaking single blocks, and what is held for it.

const { Vec3 } = require('vec3')
const { TICK_MS } = require('./clock')
const { heard, holds, settled } = require('./waits')

const SEEN_TICKS = 3
const LONGEST_PING_MS = 1000
const ANSWERS_MS = 800
const HOLD_MS = 2500
const LANDS_MS = 500
const DIG_SLACK = 40

/** Takes an item into the hand by its name, `"none"` for the bare hand; returns whether it is. */
async function hold (body, name) {
  const { bot, names } = body
  const held = bot.heldItem ? names.ofItem(bot.heldItem) : 'none'
  if (held === name) return true
  if (name === 'none') return bareHand(body)
  const item = mostUsed(body.stacks(name))
  if (!item) return false
  await body.during(settled(body.ledger.by(null, () => bot.equip(item, 'hand')), { ms: HOLD_MS }))
  return bot.heldItem !== null && bot.heldItem !== undefined && names.ofItem(bot.heldItem) === name
}

/** Returns the stack that is worn most: it is used up first. */
function mostUsed (stacks) {
  return [...stacks].sort((a, b) => (b.durabilityUsed ?? 0) - (a.durabilityUsed ?? 0))[0]
}

async function bareHand (body) {
  const { bot } = body
  const { hotbarStart } = bot.inventory
  for (let slot = 0; slot < 9; slot++) {
    if (!bot.inventory.slots[hotbarStart + slot]) {
      bot.setQuickBarSlot(slot)
      return true
    }
  }
  // With a full bag what is held would be thrown away.
  if (body.ledger.freeSlots() === 0) return false
  await body.during(settled(bot.unequip('hand'), { ms: HOLD_MS }))
  return !bot.heldItem
}

/** Returns the name of the carried item that breaks a block soonest; "none" for the bare hand. */
function bestTool (body, cell) {
  const block = blockAt(body, cell)
  if (!block) return 'none'
  let best = ['none', digMs(body, block, null)]
  for (const item of body.ledger.stacks()) {
    const ms = digMs(body, block, item)
    if (ms < best[1]) best = [body.names.ofItem(item), ms]
  }
  // Where nothing is quicker than the hand, it may as well hold what it holds.
  const { heldItem } = body.bot
  return best[0] === 'none' && heldItem && body.ledger.freeSlots() === 0 ? body.names.ofItem(heldItem) : best[0]
}

/** Returns how long a block takes with an item in the hand, in ms; Infinity if it never breaks. */
function digMs (body, block, item) {
  if (!block.diggable) return Infinity
  try {
    return block.digTime(item ? item.type : null, false, false, false, item?.enchants ?? [], body.bot.entity.effects)
  } catch {
    return Infinity
  }
}

/** Returns whether breaking a block with an item leaves what it drops. */
function harvests (body, block, name) {
  if (!block.harvestTools) return true
  const item = name === 'none' ? null : body.stacks(name)[0]
  return item !== null && item !== undefined && block.harvestTools[item.type] === true
}

const blockAt = (body, { x, y, z }) => body.bot.blockAt(new Vec3(x, y, z))

/**
 * Breaks a block within reach.
 *
 * @param {string} tool the name of what to hold, "none" for the bare hand
 * @returns {Promise<boolean>} whether the server lets it be broken
 */
async function dig (body, cell, tool) {
  const { bot, names, limits } = body
  if (!limits.may('dig') || !limits.inside(cell.x, cell.z)) return false
  const block = blockAt(body, cell)
  if (!block || !block.diggable) return false
  if (!(await hold(body, tool))) return false
  const name = names.ofBlock(block)
  const { type } = block
  // Whoever doesn't stand digs five times as slowly.
  await body.during(holds(() => bot.entity.onGround || bot.entity.isInWater, { ms: LANDS_MS, every: 20 }))
  const ms = bot.digTime(block)
  if (!Number.isFinite(ms)) return false
  const dug = bot.dig(block, true).then(() => true, () => false)
  const done = await body.during(settled(dug, { ms: ms + DIG_SLACK * 50, otherwise: false }))
  if (!done) return false
  await answered(body)
  // A server that doesn't agree puts the block back.
  if (blockAt(body, cell)?.type === type) return false
  body.emit('block_broken', { block: name, tool, x: cell.x, y: cell.y, z: cell.z })
  return true
}

/** Waits for what the server says of a block that was broken, as long as it may take to say it. */
async function answered (body) {
  const { bot, session } = body
  const ping = Math.min(bot.player?.ping ?? 0, LONGEST_PING_MS)
  const ms = session.answersDigging ? ANSWERS_MS : SEEN_TICKS * TICK_MS + ping
  await body.during(heard(bot._client, 'acknowledge_player_digging', { ms }))
}

module.exports = { bestTool, blockAt, dig, digMs, harvests, hold }
