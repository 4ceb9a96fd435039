'use strict'

// Clicks in a crafting window: ingredients are laid out one by one, the result is taken once the
// server shows it, and what remains goes back.

const { holds, settled } = require('./waits')

const CLICK_MS = 6000
const SHOWS_MS = [800, 2500]

/** Clicks; throws if the server refuses. */
async function click (body, slot, button) {
  await body.during(settledOrThrow(body.bot.clickWindow(slot, button, 0), CLICK_MS))
}

function settledOrThrow (promise, ms) {
  const late = {}
  return settled(promise.then(() => null, (error) => error), { ms, otherwise: late }).then((error) => {
    if (error === late) throw new Error('The server answered no click.')
    if (error) throw error
  })
}

/**
 * Crafts once in an open window.
 *
 * @param {Window} window the table's window, or the bag
 * @param {number} side how wide its grid is
 * @param {object[]} cells what goes where: {x, y, word}
 * @param {string} item what comes of it
 * @param {number} patience 0, or 1 to wait longer for the result
 * @returns {Promise<boolean>} whether the server gave the result
 */
async function craftOnce (body, window, side, cells, item, patience) {
  const { names, bot } = body
  try {
    for (const word of new Set(cells.map((c) => c.word))) {
      await layOut(body, window, side, cells.filter((c) => c.word === word), word)
    }
    const shown = () => window.slots[0] && names.ofItem(window.slots[0]) === item
    if (!(await body.during(holds(shown, { ms: SHOWS_MS[patience], every: 20 })))) return false
    const leaves = cells.map((c) => remainder(bot, window.slots[slotOf(c, side)]))
    await click(body, 0, 0)
    cells.forEach((c, n) => window.updateSlot(slotOf(c, side), leaves[n]))
    await putAway(body, window)
    await clear(body, window, side)
    return true
  } catch (error) {
    if (body.over !== null) throw error
    console.error(error.message)
    return false
  }
}

const slotOf = ({ x, y }, side) => 1 + x + y * side

/** Returns what is left in a cell where an ingredient was used up, such as a bucket. */
function remainder (bot, item) {
  if (!item || !/_bucket$/.test(item.name)) return null
  const Item = item.constructor
  return new Item(bot.registry.itemsByName.bucket.id, 1)
}

async function layOut (body, window, side, cells, word) {
  let left = [...cells]
  while (left.length > 0) {
    const source = window.slots.slice(window.inventoryStart, window.inventoryEnd).find((item) => item && body.names.ofItem(item) === word)
    if (!source) throw new Error(`There is no ${word} any more.`)
    const { slot, count } = source
    await click(body, slot, 0)
    for (const cell of left.slice(0, count)) await click(body, slotOf(cell, side), 1)
    left = left.slice(count)
    if (window.selectedItem) await click(body, slot, 0)
  }
}

/** Puts what hangs at the pointer into the bag. */
async function putAway (body, window) {
  const { bot } = body
  await body.during(settledOrThrow(bot.putSelectedItemRange(window.inventoryStart, window.inventoryEnd, window, null), CLICK_MS))
}

/** Puts back what lies in the grid. */
async function clear (body, window, side) {
  if (window.selectedItem) await putAway(body, window)
  for (let slot = 1; slot <= side * side; slot++) {
    if (!window.slots[slot]) continue
    await click(body, slot, 0)
    if (window.selectedItem) await putAway(body, window)
  }
}

module.exports = { clear, craftOnce }
