'use strict'

// Digging one's way: a staircase to some heights, then a tunnel between them. It keeps clear of
// lava and water that can be seen, and of holes.

const { Vec3 } = require('vec3')
const { bestTool, dig } = require('./mining')
const { VIEW_RADIUS, sidesOf } = require('./sight')
const { xyz } = require('./state')
const { holds } = require('./waits')

const STEP_MS = 2000
const MOST_STEPS = 400
const INSIDE = 4 // a tunnel lays open about so many blocks above and below it
const HEADINGS = [[1, 0], [0, 1], [-1, 0], [0, -1]]
const TRIES = 4
const LIQUIDS = ['lava', 'water']

class Drift {
  /**
   * @param {Body} body who digs
   * @param {number[]} heights the lowest and the highest y; it digs on inside them, so that what
   *   it lays open lies between them, and in the middle of them if they are close
   */
  constructor (body, [low, high]) {
    const inside = Math.min(INSIDE, Math.floor((high - low) / 2))
    this._body = body
    this._lowest = low + inside
    this._highest = high - inside
    this._heading = 0
    this._steps = 0
    this._cells = new Set()
    this._seen = [body.feet.y, body.feet.y]
    this._looked()
  }

  /** Takes the next step; returns whether it could, false after so many that all was looked at. */
  async goOn () {
    if (!this._body.limits.may('dig') || this._steps >= MOST_STEPS) return false
    for (let turned = 0; turned < TRIES; turned++) {
      if (await this._step(this._rise())) {
        this._steps++
        this._looked()
        return true
      }
      this._heading = (this._heading + 1) % HEADINGS.length
    }
    return false
  }

  /** Returns by how much the next step leads up or down. */
  _rise () {
    const { y } = this._body.feet
    if (y > this._highest) return -1
    return y < this._lowest ? 1 : 0
  }

  async _step (rise) {
    const body = this._body
    const [dx, dz] = HEADINGS[this._heading]
    const { x, y, z } = body.feet
    const to = { x: x + dx, y: y + rise, z: z + dz }
    if (!body.limits.inside(to.x, to.z) || this._isBad(to)) return false
    const high = Math.max(y, to.y) + 1
    const cells = []
    if (rise > 0) cells.push({ x, y: y + 2, z })
    for (let up = high; up >= to.y; up--) cells.push({ x: to.x, y: up, z: to.z })
    for (const cell of cells) if (!(await this._opened(cell))) return false
    // Now it is seen what the rock hid.
    if (this._isBad(to)) return false
    return this._walked(to, rise)
  }

  /** Walks straight on into a cell beside the bot; returns whether it stands there. */
  async _walked (to, rise) {
    const { bot } = this._body
    const there = () => this._body.feet.x === to.x && this._body.feet.z === to.z && this._body.feet.y === to.y && bot.entity.onGround
    await this._body.during(bot.lookAt(new Vec3(to.x + 0.5, to.y + 1.62, to.z + 0.5), true))
    bot.setControlState('forward', true)
    bot.setControlState('jump', rise > 0)
    try {
      return await this._body.during(holds(there, { ms: STEP_MS, every: 25 }))
    } finally {
      bot.clearControlStates()
    }
  }

  /** Returns whether one sees that one can't stand in a cell, or that something runs in there. */
  _isBad ({ x, y, z }) {
    const { sight } = this._body
    const closed = sight.kindAt(x, y, z).solid
    if (!closed && !sight.kindAt(x, y - 1, z).solid) return true
    return sight.liquidIn([{ x, y, z }, { x, y: y + 1, z }], LIQUIDS)
  }

  async _opened (cell) {
    const { sight } = this._body
    const kind = sight.kindAt(cell.x, cell.y, cell.z)
    if (kind.liquid) return false
    if (!kind.solid) return true
    return !sight.liquidIn(sidesOf(cell), LIQUIDS) && dig(this._body, cell, bestTool(this._body, cell))
  }

  _looked () {
    const { x, y, z } = this._body.feet
    this._seen = [Math.min(this._seen[0], y), Math.max(this._seen[1], y)]
    for (const dx of [-VIEW_RADIUS, 0, VIEW_RADIUS]) for (const dz of [-VIEW_RADIUS, 0, VIEW_RADIUS]) this._cells.add(`${(x + dx) >> 4},${(z + dz) >> 4}`)
  }

  /** Says that nothing was found, or that there was no way on. */
  giveUp (target) {
    const body = this._body
    if (this._steps < MOST_STEPS) body.emit('path_failed', { target, ...xyz(body.feet) })
    else body.emit('searched', { target, cells: this._cells.size, low: this._seen[0], high: this._seen[1] })
  }
}

module.exports = { Drift }
