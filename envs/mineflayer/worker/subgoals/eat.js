'use strict'

// Eats or drinks what is carried.

const { hold } = require('../mining')
const { settled, heard } = require('../waits')
const { hasCarried, invalid, knownItem } = require('../words')

const EAT_MS = 5000
const FULL = 20
const DRINKS = ['honey_bottle', 'milk_bucket', 'potion', 'ominous_bottle']
const ALWAYS = ['chorus_fruit', 'enchanted_golden_apple', 'golden_apple', 'suspicious_stew', ...DRINKS]

/** Eats the item, unless nobody could eat it, or the bot isn't hungry. */
module.exports = async function eat (body, { item }) {
  if (!knownItem(body, 'item') || !hasCarried(body, item)) return
  const { bot, ledger } = body
  if (!isFood(bot, item)) return invalid(body, 'item', item)
  if (bot.food >= FULL && !ALWAYS.includes(item)) return body.emit('refused', { need: 'room', name: item, count: 1 })
  if (!(await hold(body, item))) return body.emit('refused', { need: 'item', name: item, count: 1 })
  const before = body.carried(item)
  await ledger.by('eat', () => body.during(consumed(body, () => body.carried(item) < before)))
  await body.spend(2)
  ledger.settle('eat')
  if (body.carried(item) < before) body.emit('used', { verb: DRINKS.includes(item) ? 'drunk' : 'eaten', object: item })
}

/** Keeps the item at the mouth until it is gone. */
async function consumed (body, isGone) {
  const { bot } = body
  bot.activateItem()
  await settled(heard(bot.inventory, 'updateSlot', { ms: EAT_MS, until: isGone }), { ms: EAT_MS })
  bot.deactivateItem()
}

// Some versions' data count buckets with fish among the food.
const isFood = (bot, item) => ALWAYS.includes(item) || (bot.registry.foodsByName?.[item] !== undefined && !item.endsWith('_bucket'))
