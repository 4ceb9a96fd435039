'use strict'

// Kills creatures and picks up what they drop.

const { goals } = require('mineflayer-pathfinder')
const { Fetcher } = require('../fetching')
const { hold } = require('../mining')
const { walkTo } = require('../moving')
const { Search } = require('../searching')
const { xyz } = require('../state')
const { knownEntity, knownItem, knownTool, toolCarried } = require('../words')

const ARM_BLOCKS = 3
const BLOW_TICKS = 13
const CHASE_TICKS = 1200
const WALK_TICKS = 100
const WEAPONS = ['sword', 'axe']
const TIERS = ['netherite', 'diamond', 'iron', 'stone', 'golden', 'wooden']

/** Hunts until enough is carried, or enough are dead, or none is found. */
module.exports = async function hunt (body, subgoal) {
  if (!knownEntity(body, 'entity') || (subgoal.item && !knownItem(body, 'item')) || !knownTool(body)) return
  const hunting = new Hunting(body, subgoal)
  if (subgoal.entity === 'player' && !body.limits.may('attack_players')) return hunting.refused()
  if (hunting.enough || !toolCarried(body)) return
  await hunting.run()
}

class Hunting {
  constructor (body, subgoal) {
    this._body = body
    this._subgoal = subgoal
    this._fetcher = new Fetcher(body, subgoal.item ?? null)
    this._letBe = new Set()
    this._found = false
  }

  get enough () {
    const { item, entity, count } = this._subgoal
    if (item) return this._body.carried(item) >= count
    return this._body.events.filter((e) => e.kind === 'killed' && e.entity === entity).length >= count
  }

  refused () {
    this._body.emit('refused', { need: 'entity', name: this._subgoal.entity, count: 1 })
  }

  async run () {
    const search = new Search(this._body, this._subgoal.entity)
    while (!this.enough) {
      const prey = this._nearest()
      if (prey) {
        this._note(prey)
        if (!(await this._kill(prey))) return
      } else {
        this._found = false
        if (!(await search.goOn())) return search.giveUp()
      }
    }
  }

  _nearest () {
    const { sight, names, limits } = this._body
    const { entity } = this._subgoal
    const wanted = (e) => names.ofEntityName(e.name) === entity && !this._letBe.has(e.id)
    return sight.entities().find((e) => wanted(e) && limits.inside(e.position.x, e.position.z))
  }

  _note (prey) {
    if (!this._found) this._body.emit('found', { target: this._subgoal.entity, ...xyz(prey.position.floored()) })
    this._found = true
  }

  /** Goes after one creature until it is dead or away; returns whether to go on. */
  async _kill (prey) {
    const body = this._body
    const until = body.tick + CHASE_TICKS
    this._fetcher.begin()
    while (body.tick < until) {
      if (!body.bot.entities[prey.id]) return this._fetched()
      const aim = new goals.GoalFollow(prey, ARM_BLOCKS - 1)
      if (away(body, prey) > ARM_BLOCKS && !(await walkTo(body, aim, { ticks: WALK_TICKS, unless: () => away(body, prey) <= ARM_BLOCKS })) && away(body, prey) > ARM_BLOCKS) break
      if (!(await this._strike(prey))) return false
    }
    this._letBe.add(prey.id)
    body.emit('path_failed', { target: this._subgoal.entity, ...xyz(prey.position.floored()) })
    return true
  }

  async _fetched () {
    await this._fetcher.fetch()
    return this._fetcher.full() === null
  }

  /** Strikes, and waits until the next full blow; returns whether to go on. */
  async _strike (prey) {
    const body = this._body
    if (!toolCarried(body)) return false
    const tool = this._subgoal.tool ?? bestWeapon(body)
    if (!(await hold(body, tool)) && tool !== 'none') return true
    if (body.bot.entities[prey.id]) {
      body.session.watch.strikes(prey, tool)
      await body.during(body.bot.lookAt(prey.position.offset(0, (prey.height ?? 1) * 0.7, 0), true))
      body.bot.attack(prey)
      await body.spend(BLOW_TICKS)
    }
    return true
  }
}

const away = (body, entity) => entity.position.distanceTo(body.bot.entity.position)

/** Returns the name of the best weapon that is carried, "none" for the fist. */
function bestWeapon (body) {
  const carried = body.ledger.carried()
  const names = WEAPONS.flatMap((kind) => TIERS.map((tier) => `${tier}_${kind}`))
  return names.find((name) => carried.has(name)) ?? 'none'
}
