'use strict'

// What using an item does to the land: whether its owner lets it be used so, and what block appears.

const { SIDES } = require('./sight')
const { holds } = require('./waits')

// What sets no block, and takes none that counts as dug.
const HARMLESS = /^(bow|crossbow|ender_pearl|experience_bottle|fishing_rod|milk_bucket|shield|snowball|spyglass|stick|trident|(splash_|lingering_)?potion)$|_(sword|pickaxe)$|^leather_/
// What sets none, but takes or changes what is there.
const TAKES = /^(bucket|glass_bottle|shears)$|_(axe|hoe|shovel)$/
const SETS = {
  water_bucket: ['water'],
  lava_bucket: ['lava'],
  flint_and_steel: ['fire', 'soul_fire', 'nether_portal'],
  fire_charge: ['fire', 'soul_fire', 'nether_portal']
}
const ARM = 5
const APPEARS_MS = 1200

/** Returns what the bot must be allowed in order to use an item on the land; null if nothing. */
function needs (item) {
  if (HARMLESS.test(item)) return null
  return TAKES.test(item) ? 'dig' : 'place'
}

/** Returns whether an item may be used at all, wherever. */
function mayUse ({ limits }, item) {
  const need = needs(item)
  return need === null || limits.may(need)
}

/** Returns whether an item may be used on a block: all that it may change is in the bot's area. */
function mayUseOn ({ limits }, item, cell) {
  if (!limits.inside(cell.x, cell.z)) return false
  return needs(item) === null || around(cell).every(({ x, z }) => limits.inside(x, z))
}

/** Returns whether an item may be used where the bot looks, which reaches as far as its arm. */
function mayUseHere ({ limits, feet: { x, z } }, item) {
  return needs(item) === null || [-ARM, ARM].every((d) => limits.inside(x + d, z + d))
}

const around = ({ x, y, z }) => [[0, 0, 0], ...SIDES].map(([dx, dy, dz]) => ({ x: x + dx, y: y + dy, z: z + dz }))

/** The cells at a block before something is used on it. */
class Before {
  constructor (body, cell) {
    this._body = body
    this._cells = cell === null ? [] : around(cell).map((c) => ({ ...c, before: nameAt(body, c) }))
  }

  /** Waits until a block has appeared by the use of an item that sets one: the server may be late. */
  async changed (item) {
    if (needs(item) === 'place') await this._body.during(holds(() => this._appeared(item), { ms: APPEARS_MS }))
  }

  /** Says which block has appeared since by the use of an item, if any has. */
  tell (item) {
    const body = this._body
    const appeared = this._appeared(item)
    if (appeared) body.emit('block_placed', { block: appeared.now, x: appeared.x, y: appeared.y, z: appeared.z })
  }

  _appeared (item) {
    const body = this._body
    return this._cells
      .map((c) => ({ ...c, now: nameAt(body, c) }))
      .find(({ before, now }) => now !== before && isOf(body, item, now))
  }
}

const nameAt = ({ sight }, { x, y, z }) => sight.kindAt(x, y, z).name

/** Returns whether a block is what an item sets: the item itself, or the plant of a seed. */
function isOf (body, item, block) {
  if (SETS[item]) return SETS[item].includes(block)
  if (needs(item) !== 'place' || block.endsWith('air')) return false
  return body.words.isBlock(item) ? block === item : block !== 'water' && block !== 'lava'
}

module.exports = { Before, mayUse, mayUseHere, mayUseOn }
