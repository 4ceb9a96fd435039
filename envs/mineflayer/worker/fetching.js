'use strict'

// Going to what lies about and picking it up.

const { goals } = require('mineflayer-pathfinder')
const { walkTo } = require('./moving')
const { itemOf, xyz } = require('./state')

const FETCHED_BLOCKS = 8
const FETCH_TICKS = 60
const DROPS_TICKS = 10
const PICKUP_TICKS = 14
const TRIES = 3
const LOOK_TICKS = 2
const COLLECT_TICKS = 600
const STRANGE_BLOCKS = 5
const DROPPED = new Set(['item', 'Item', 'item_stack'])

/** Returns what lies in view and is wanted, the nearest first: [{entity, name, count}]. */
function lying (body, pattern, { radius, left = new Set() }) {
  return body.sight.entities(radius)
    .filter((e) => !left.has(e.id))
    .map((entity) => ({ entity, item: itemOf(entity) }))
    .filter(({ item }) => item !== null)
    .map(({ entity, item }) => ({ entity, name: body.names.ofItem(item), count: Math.max(1, item.count) }))
    .filter(({ entity, name }) => body.words.matches(pattern, name) && !body.session.thrown?.has(entity.id))
}

/** Returns what lies near of which the server doesn't tell what it is, as `lying` does. */
function nameless (body, except) {
  return body.sight.entities(STRANGE_BLOCKS)
    .filter((e) => isStrange(e) && !except.has(e.id))
    .map((entity) => ({ entity, name: null, count: 1 }))
}

const isStrange = (e) => DROPPED.has(e.name) && itemOf(e) === null

/** Goes to something that fell, or still falls, until it is picked up; returns whether it was. */
async function pickUp (body, drop, ticks) {
  const { entity, name } = drop
  const gone = () => !body.bot.entities[entity.id]
  for (let tried = 0; tried < TRIES && !gone(); tried++) {
    const { x, y, z } = entity.position.floored()
    const came = await walkTo(body, new goals.GoalNear(x, y, z, 0.9), { ticks, unless: gone })
    for (let waited = 0; waited < PICKUP_TICKS && !gone(); waited += LOOK_TICKS) {
      if (!body.ledger.hasRoom(name)) return false
      await body.spend(LOOK_TICKS)
    }
    if (!came && entity.position.floored().y >= y) break
  }
  return gone()
}

/** Picks up what is wanted; what it was in vain for once isn't tried again. */
class Fetcher {
  constructor (body, pattern) {
    this._body = body
    this._pattern = pattern
    this.left = new Set()
    this.leftBehind = 0
  }

  /** Waits for what a block or creature drops, and picks up what lies within a few blocks. */
  async fetch () {
    const body = this._body
    if (this._pattern === null) return
    for (let waited = 0; waited < DROPS_TICKS && this._near().length === 0; waited += LOOK_TICKS) {
      if (body.carried(this._pattern) > this._before) break
      await body.spend(LOOK_TICKS)
    }
    for (let drop = this._near()[0]; drop; drop = this._near()[0]) {
      if (!body.ledger.hasRoom(drop.name)) return
      if (await pickUp(body, drop, FETCH_TICKS)) continue
      this.left.add(drop.entity.id)
      this.leftBehind++
    }
    // What was picked up is told a moment later.
    await body.spend(LOOK_TICKS)
    body.ledger.settle()
  }

  /** Notes what is carried before something is broken or killed. */
  begin () {
    this._there = new Set(nameless(this._body, new Set()).map(({ entity }) => entity.id))
    this._before = this._pattern === null ? 0 : this._body.carried(this._pattern)
  }

  /** Returns what is wanted and lies near; or else what has come to lie there, whatever it may be. */
  _near () {
    const wanted = lying(this._body, this._pattern, { radius: FETCHED_BLOCKS, left: this.left })
    return wanted.length > 0 ? wanted : nameless(this._body, new Set([...this._there, ...this.left]))
  }

  /** Returns what is wanted, lies within reach and finds no room; says so. */
  full () {
    const body = this._body
    if (this._pattern === null) return null
    const drop = lying(body, this._pattern, { radius: FETCHED_BLOCKS }).find((d) => !body.ledger.hasRoom(d.name))
    if (!drop) return null
    if (!body.happened('item_left', (e) => e.item === drop.name)) body.emit('item_left', { item: drop.name, count: drop.count })
    return drop
  }
}

/** Goes to what lies in view and picks it up; returns whether anything was. */
async function collect (body, pattern, enough) {
  const left = new Set()
  const before = body.carried(pattern)
  while (!enough()) {
    const drop = lying(body, pattern, { radius: 32, left })[0]
    if (!drop) break
    left.add(drop.entity.id)
    if (!body.ledger.hasRoom(drop.name)) {
      body.emit('item_left', { item: drop.name, count: drop.count })
    } else if (!(await pickUp(body, drop, COLLECT_TICKS))) {
      body.emit('path_failed', { target: pattern, ...xyz(drop.entity.position.floored()) })
    }
    await body.spend(LOOK_TICKS)
    body.ledger.settle()
  }
  return body.carried(pattern) > before
}

module.exports = { Fetcher, collect, lying }
