'use strict'

// How the bot waits while nobody asks anything of it, which may be long: it steps out of what burns,
// hurts or drowns, and away from creatures that hunt players, a few blocks on foot, inside its area.
// It digs and builds nothing for that, and stays where it was left as long as nothing is near.

const { goals } = require('mineflayer-pathfinder')
const { steps } = require('./enclosed')

const THINKS_MS = 1000
const WALKS_MS = 6000
const NEAR_BLOCKS = 8
const LEASH_BLOCKS = 12
const MOST_CELLS = 500
const GAIN_BLOCKS = 2

const HUNTERS = new Set([
  'blaze', 'bogged', 'breeze', 'cave_spider', 'creaking', 'creeper', 'drowned', 'elder_guardian', 'endermite', 'evoker', 'ghast', 'guardian',
  'hoglin', 'husk', 'illusioner', 'magma_cube', 'phantom', 'piglin_brute', 'pillager', 'ravager', 'shulker', 'silverfish', 'skeleton', 'slime',
  'spider', 'stray', 'vex', 'vindicator', 'warden', 'witch', 'wither', 'wither_skeleton', 'zoglin', 'zombie', 'zombie_villager'
])
const HARMS = /^(water|lava|fire|soul_fire|campfire|soul_campfire|cactus|sweet_berry_bush|powder_snow|wither_rose|cobweb)$/

class Refuge {
  /** @param {Session} session whose bot waits */
  constructor (session) {
    this._session = session
    this._idleSince = null
    this._left = null
    this._until = 0
  }

  /** Lets the bot mind itself from a moment later on, here. */
  begin () {
    this._idleSince = Date.now()
    this._left = this._feet
  }

  /** Has the bot stand still: something is asked of it. */
  end () {
    this._idleSince = null
    if (this._until > 0) this._stop()
  }

  /** Steps to where it is safer, if there is something to be safe from; to be called now and then. */
  look () {
    const now = Date.now()
    if (this._idleSince === null || now - this._idleSince < THINKS_MS) return
    if (this._until > 0 && now < this._until && this._session.bot.pathfinder.isMoving()) return
    if (this._until > 0) this._stop()
    const foes = this._foes()
    const here = this._feet
    // It may have been put somewhere else.
    if (apart(here, this._left) > 2 * LEASH_BLOCKS) this._left = here
    if (foes.length === 0 && !this._harms(here)) return
    const cell = this._best(here, foes)
    if (cell === null) return
    this._until = now + WALKS_MS
    this._session.bot.pathfinder.setGoal(new goals.GoalBlock(cell.x, cell.y, cell.z))
  }

  get _feet () {
    return this._session.bot.entity.position.offset(0, 0.01, 0).floored()
  }

  _stop () {
    const { bot } = this._session
    this._until = 0
    bot.pathfinder.setGoal(null)
    bot.clearControlStates()
  }

  _foes () {
    const { sight, names } = this._session
    return sight.entities(NEAR_BLOCKS).filter((e) => HUNTERS.has(names.ofEntityName(e.name))).map((e) => e.position)
  }

  _harms ({ x, y, z }) {
    const { sight } = this._session
    return HARMS.test(sight.kindAt(x, y, z).name) || sight.kindAt(x, y - 1, z).name === 'magma_block'
  }

  /** Returns the harmless place within a few steps that is farthest from all foes, null if none is better. */
  _best (here, foes) {
    const away = ({ x, y, z }) => Math.min(Infinity, ...foes.map((foe) => Math.hypot(foe.x - x - 0.5, foe.y - y, foe.z - z - 0.5)))
    let best = null
    let most = this._harms(here) ? -Infinity : away(here) + GAIN_BLOCKS
    for (const cell of this._about(here)) {
      const distance = away(cell)
      if (distance <= most) continue
      best = cell
      most = distance
    }
    return best
  }

  /** Yields where one can walk to from here without going far, the nearest first. */
  * _about (here) {
    const { sight, limits } = this._session
    const start = sight.kindAt(here.x, here.y, here.z).name
    const known = new Set()
    const queue = [[here.x, here.y, here.z]]
    for (let n = 0; n < queue.length && n < MOST_CELLS; n++) {
      for (const [x, y, z] of steps(sight, queue[n])) {
        const key = `${x},${y},${z}`
        if (known.has(key) || apart({ x, z }, this._left) > LEASH_BLOCKS || !limits.inside(x, z)) continue
        known.add(key)
        const harms = this._harms({ x, y, z })
        // Out of a pond one goes through it.
        if (!harms || sight.kindAt(x, y, z).name === start) queue.push([x, y, z])
        if (!harms) yield { x, y, z }
      }
    }
  }
}

const apart = (a, b) => Math.hypot(a.x - b.x, a.z - b.z)

module.exports = { HUNTERS, Refuge }
