'use strict'

// Takes an item into the hand, or puts it on if it is armor.

const { hold } = require('../mining')
const { settled } = require('../waits')
const { hasCarried, knownItem } = require('../words')

const WORN = [[/(_helmet|_skull|_head|^carved_pumpkin|^turtle_helmet)$/, 'head'], [/(_chestplate|^elytra)$/, 'torso'], [/_leggings$/, 'legs'], [/_boots$/, 'feet'], [/^shield$/, 'off-hand']]
const WEAR_MS = 3000

/** Holds or wears the item. */
module.exports = async function equip (body, { item }) {
  const { bot, names, ledger } = body
  if (Object.values(ledger.worn()).some((worn) => names.ofItem(worn) === item)) return
  if (!knownItem(body, 'item') || !hasCarried(body, item)) return
  const place = WORN.find(([pattern]) => pattern.test(item))
  if (!place || (place[1] === 'off-hand' && bot.supportFeature('doesntHaveOffHandSlot'))) await hold(body, item)
  else await body.during(settled(bot.equip(body.stacks(item)[0], place[1]), { ms: WEAR_MS }))
  ledger.settle()
}
