'use strict'

// What the bot's owner lets it do. Nobody need be attacked, so it starts without that.

const { Wrong } = require('./faults')

const ALL = ['dig', 'place', 'attack_players', 'commands']
const USUAL = ['dig', 'place', 'commands']

class Limits {
  /**
   * @param {object} with_
   * @param {string[]} [with_.allow] what it may do besides the usual
   * @param {string[]} [with_.deny] what of all that it may not do
   * @param {number[]|null} [with_.area] [x0, z0, x1, z1]: columns that it doesn't leave
   * @param {number[]|null} [with_.home] [x, y, z]: where it starts, inside the area
   * @throws {Wrong} if one of them can't be had
   */
  constructor ({ allow = [], deny = [], area = null, home = null }) {
    for (const name of [...allow, ...deny]) {
      if (!ALL.includes(name)) throw new Wrong(`Unknown permission '${name}'. There are: ${ALL.join(', ')}.`)
    }
    this._may = new Set([...USUAL, ...allow].filter((name) => !deny.includes(name)))
    if (area !== null && (area.length !== 4 || !area.every(Number.isFinite))) {
      throw new Wrong('The area is four numbers: x and z of one corner, x and z of the other.')
    }
    this._area = area
    if (home !== null && !this.inside(home[0], home[2])) throw new Wrong(`The home ${home.join(' ')} is outside the area ${area.join(' ')}.`)
  }

  may (name) {
    return this._may.has(name)
  }

  /** Returns whether a column is in the area that the bot doesn't leave. */
  inside (x, z) {
    if (this._area === null) return true
    const [x0, z0, x1, z1] = this._area
    return x >= Math.min(x0, x1) && x <= Math.max(x0, x1) && z >= Math.min(z0, z1) && z <= Math.max(z0, z1)
  }

  get hasArea () {
    return this._area !== null
  }
}

module.exports = { Limits }
