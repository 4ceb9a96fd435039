'use strict'

// What the bot knows by name: where it died, its bed, villages and portals that it saw.

const { dimension, xyz } = require('./state')

const APART = { village: 96, nether_portal: 16 }
const MOST = 64
// A bell, or somebody who lives there, is what a village is known by.
const SIGNS = { bell: 'village', nether_portal: 'nether_portal' }

class Places {
  constructor (bot) {
    this._bot = bot
    this._places = []
  }

  /** Notes a place in the dimension where the bot is; of its kind only the last counts. */
  only (name, cell) {
    this._places = this._places.filter((p) => p.name !== name)
    this._add(name, cell)
  }

  /** Notes a place, unless one of its kind is known near it. */
  see (name, cell) {
    const here = dimension(this._bot)
    const near = (p) => p.name === name && p.dimension === here && Math.hypot(p.x - cell.x, p.z - cell.z) < (APART[name] ?? 32)
    if (!this._places.some(near)) this._add(name, cell)
  }

  /** Notes what blocks and entities in view are signs of. */
  look (blocks, entities) {
    for (const block of blocks) {
      if (SIGNS[block.name]) this.see(SIGNS[block.name], block)
    }
    const villager = entities.find((e) => e.name === 'villager')
    if (villager) this.see('village', villager)
  }

  _add (name, cell) {
    if (this._places.length >= MOST) this._places.shift()
    this._places.push({ name, ...xyz(cell), dimension: dimension(this._bot) })
  }

  forget () {
    this._places = []
  }

  list () {
    const order = (p) => [p.name, p.x, p.y, p.z]
    return [...this._places].sort((a, b) => compare(order(a), order(b)))
  }

  /** Returns the nearest place of a name in this dimension, or null. */
  nearest (name) {
    const here = dimension(this._bot)
    const { x, z } = this._bot.entity.position
    const known = this._places.filter((p) => p.name === name && p.dimension === here)
    known.sort((a, b) => Math.hypot(a.x - x, a.z - z) - Math.hypot(b.x - x, b.z - z))
    return known[0] ?? null
  }
}

function compare (a, b) {
  const index = a.findIndex((value, n) => value !== b[n])
  return index < 0 ? 0 : a[index] < b[index] ? -1 : 1
}

module.exports = { Places }
