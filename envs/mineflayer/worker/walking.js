'use strict'

// How the bot walks: it digs nothing, builds nothing and stays in its area. Where it has to dig
// itself out it leaves alone what somebody may have built.

const { Movements } = require('mineflayer-pathfinder')

const MANNER = { canDig: false, allow1by1towers: false, allowParkour: true, allowSprinting: true, scafoldingBlocks: [], maxDropDown: 3, infiniteLiquidDropdownDistance: false }

// What the ground is of, also as it was called before 1.13.
const NATURAL = new RegExp('^(' + [
  'stone', 'granite', 'diorite', 'andesite', 'deepslate', 'tuff', 'calcite', 'cobblestone', 'sandstone', 'red_sandstone',
  'dirt', 'coarse_dirt', 'rooted_dirt', 'grass', 'grass_block', 'podzol', 'mycelium', 'mud', 'moss_block', 'clay', 'gravel', 'sand', 'red_sand',
  'snow', 'snow_block', 'snow_layer', 'ice', 'packed_ice', 'hardened_clay', 'stained_hardened_clay', '((?!.*glazed).*_)?terracotta',
  'netherrack', 'basalt', 'blackstone', 'soul_sand', 'soul_soil', 'magma_block', '.*_nylium', 'end_stone', 'obsidian', 'dripstone_block',
  '.*_ore', 'leaves2?', '.*_leaves'
].join('|') + ')$')

class Walking extends Movements {
  constructor (bot, limits) {
    super(bot)
    Object.assign(this, MANNER)
    this._limits = limits
    for (const { id, name } of bot.registry.blocksArray) if (!NATURAL.test(name)) this.blocksCantBreak.add(id)
  }

  /** Returns the moves from a cell, without those that lead out of the area or dig there. */
  getNeighbors (node) {
    const moves = super.getNeighbors(node)
    // Who was put outside may come back.
    if (!this._limits.hasArea || !this._inside(node)) return moves
    return moves.filter((move) => this._inside(move) && move.toBreak.every((cell) => this._inside(cell)) && (!move.parkour || this._inside(beyond(node, move))))
  }

  _inside ({ x, z }) {
    return this._limits.inside(x, z)
  }
}

/** Returns where a jump's run carries on to. */
const beyond = (from, to) => ({ x: to.x + Math.sign(to.x - from.x), z: to.z + Math.sign(to.z - from.z) })

module.exports = { Walking }
