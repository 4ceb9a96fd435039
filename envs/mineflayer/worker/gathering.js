'use strict'

// Going to wanted blocks, breaking them and picking up what drops.

const { Fetcher } = require('./fetching')
const { bestTool, blockAt, dig, harvests } = require('./mining')
const { Reach, canReach, walkTo } = require('./moving')
const { sidesOf } = require('./sight')
const { toolCarried } = require('./words')

const CANDIDATES = 8
const WALK_TICKS = 400
const FRUITLESS = 3
const LEFT_BEHIND = 8

const key = ({ x, y, z }) => `${x},${y},${z}`

class Gathering {
  /**
   * @param {Body} body who gathers
   * @param {string} source the name or #tag of the blocks to break
   */
  constructor (body, source) {
    this.body = body
    this.source = source
    this._item = body.subgoal.item
    this._fetcher = new Fetcher(body, this._item)
    this._givenUp = new Set()
    this._fruitless = 0
  }

  get enough () {
    return this.body.carried(this._item) >= this.body.subgoal.count
  }

  wants (name) {
    return this.body.words.matches(this.source, name)
  }

  /** Returns the wanted blocks in view, the nearest first, without those that were given up. */
  inView (box) {
    const { sight, limits } = this.body
    const cells = sight.blocks((name) => this.wants(name), box)
    return cells.filter((c) => !this._givenUp.has(key(c)) && limits.inside(c.x, c.z))
  }

  /** Goes to the nearest of some blocks and takes it; returns whether to go on. */
  async take (cells) {
    const { body } = this
    const near = cells.slice(0, CANDIDATES)
    let cell = this._reachable(near)
    if (!cell) {
      await walkTo(body, new Reach(body, near), { ticks: WALK_TICKS })
      cell = this._reachable(near)
    }
    if (!cell) {
      near.forEach((c) => this._abandon(c))
      return true
    }
    return this.breakBlock(cell)
  }

  _reachable (cells) {
    const { body } = this
    const there = cells.filter((c) => this.wants(body.sight.kindAt(c.x, c.y, c.z).name))
    return there.find((c) => canReach(body, body.feet, c) && !this._standsOn(c)) ?? there.find((c) => canReach(body, body.feet, c))
  }

  _standsOn ({ x, y, z }) {
    const feet = this.body.feet
    return x === feet.x && z === feet.z && y === feet.y - 1
  }

  /** Breaks a wanted block in reach; returns whether to go on. */
  async breakBlock (cell) {
    const { body } = this
    if (!toolCarried(body)) return false
    if (this._isRisky(cell)) {
      this._abandon(cell)
      return true
    }
    const tool = body.subgoal.tool ?? bestTool(body, cell)
    const harvested = harvests(body, blockAt(body, cell), tool)
    const before = body.carried(this._item)
    this._fetcher.begin()
    if (!(await dig(body, cell, tool))) {
      this._abandon(cell)
      return true
    }
    await this._fetcher.fetch()
    const gained = body.carried(this._item) > before
    if (gained) this._fetcher.leftBehind = 0
    this._fruitless = harvested || gained ? 0 : this._fruitless + 1
    if (this._fruitless >= FRUITLESS) return false
    if (this._fetcher.leftBehind >= LEFT_BEHIND) {
      this._abandon(cell)
      return false
    }
    return gained || this._fetcher.full() === null
  }

  /** Returns whether lava is seen beside a block. */
  _isRisky (cell) {
    return this.body.sight.liquidIn(sidesOf(cell))
  }

  _abandon (cell) {
    this._givenUp.add(key(cell))
    this.body.emit('path_failed', { target: this.source, x: cell.x, y: cell.y, z: cell.z })
  }
}

module.exports = { Gathering }
