'use strict'

// How the bot walks: it digs nothing, builds nothing and stays in its area.

const { Movements } = require('mineflayer-pathfinder')

const MANNER = { canDig: false, allow1by1towers: false, allowParkour: true, allowSprinting: true, scafoldingBlocks: [], maxDropDown: 3, infiniteLiquidDropdownDistance: false }

class Walking extends Movements {
  constructor (bot, limits) {
    super(bot)
    Object.assign(this, MANNER)
    this._limits = limits
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
