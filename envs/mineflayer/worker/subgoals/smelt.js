'use strict'

// Smelts or cooks at a furnace, smoker or blast furnace within reach.

const BURNING = require('../data/fuel.json')
const { cookedOf } = require('../cooking')
const { closed, opened } = require('../stations')
const { holds, settled } = require('../waits')
const { invalid, knownBlock, knownItem } = require('../words')

const FURNACES = ['blast_furnace', 'furnace', 'smoker']
const CLICK_MS = 6000
const LOOK_TICKS = 4
const STALLS_TICKS = 60
const LATE_MS = 1500
const COOK_TICKS = { furnace: 200, blast_furnace: 100, smoker: 100 }

/** Smelts until enough is carried, or nothing goes on in the window. */
module.exports = async function smelt (body, subgoal) {
  if (!understood(body, subgoal) || body.carried(subgoal.item) >= subgoal.count) return
  const at = await opened(body, subgoal.station)
  if (at === null) return
  const known = cookedOf(subgoal.item)
  const sources = known[subgoal.station] ?? []
  if (sources.length === 0) return reject(body, subgoal, Object.keys(known).filter((s) => FURNACES.includes(s)))
  const smelting = new Smelting(body, subgoal, at.window, sources)
  await smelting.run()
  await closed(body, at.window)
}

function understood (body, { item, source, fuel, station }) {
  if (!knownItem(body, 'item') || !knownBlock(body, 'station')) return false
  if (!FURNACES.includes(station)) return invalid(body, 'station', station)
  if (source && !knownItem(body, 'source')) return false
  if (fuel && !knownItem(body, 'fuel')) return false
  const cooked = Object.keys(cookedOf(item)).some((s) => FURNACES.includes(s))
  return cooked || !body.session.recipeBook || invalid(body, 'item', item)
}

function reject (body, { item, station }, stations) {
  const shown = body.session.recipeBook && stations.length > 0
  body.emit('window_rejected', { window: station, item, lacking: shown ? [] : null, station: shown ? stations[0] : null })
}

/** One stay at a furnace's open window. */
class Smelting {
  constructor (body, subgoal, furnace, sources) {
    this._body = body
    this._subgoal = subgoal
    this._furnace = furnace
    this._fed = false
    this._sources = sources.filter((s) => !subgoal.source || body.words.matches(subgoal.source, s))
  }

  get _missing () {
    return this._subgoal.count - this._body.carried(this._subgoal.item)
  }

  /** Fills, waits and takes out, until enough is carried or nothing goes on. */
  async run () {
    while (true) {
      if (!(await this._emptied()) || this._missing <= 0) return
      const stalled = await this._filled()
      if (stalled !== null && (await this._comes())) continue
      if (stalled !== null) return this._stall(stalled)
      if (!(await this._waited())) return this._stall('fuel')
    }
  }

  _stall (slot) {
    const { item, station } = this._subgoal
    this._body.emit('window_stalled', { window: station, item, slot })
  }

  /** Returns whether something that was put in still comes out: the server tells it late. */
  async _comes () {
    const came = () => Boolean(this._furnace.outputItem())
    return this._fed && this._body.during(holds(came, { ms: LATE_MS }))
  }

  /** Waits until something came out, or the input is used up; returns whether anything went on. */
  async _waited () {
    const furnace = this._furnace
    const body = this._body
    const before = furnace.inputItem()?.count ?? 0
    let still = 0
    let progress = furnace.progress
    // What was cooked comes a moment after its input has gone.
    while (!furnace.outputItem()) {
      await body.spend(LOOK_TICKS)
      const used = (furnace.inputItem()?.count ?? 0) < before
      const goesOn = !used && (furnace.progress !== progress || furnace.fuel > 0)
      still = goesOn ? 0 : still + LOOK_TICKS
      progress = furnace.progress
      if (still > STALLS_TICKS) return used
    }
    return true
  }

  /** Takes out what is done; returns whether there was room for it. */
  async _emptied () {
    const body = this._body
    const output = this._furnace.outputItem()
    if (!output) return true
    const item = body.names.ofItem(output)
    if (!body.ledger.hasRoom(item)) {
      body.emit('item_left', { item, count: output.count })
      this._stall('output')
      return false
    }
    const before = body.carried(item)
    await body.ledger.by('smelt', () => this._click(this._furnace.takeOutput()))
    const taken = body.carried(item) - before
    if (taken > 0) body.emit('smelted', { item, count: taken, station: this._subgoal.station })
    return true
  }

  /** Puts in what is needed; returns the slot for which there is nothing, or null. */
  async _filled () {
    const body = this._body
    await this._clearInput()
    const inside = this._furnace.inputItem()
    const source = inside ? body.names.ofItem(inside) : this._source()
    if (!inside && source === null) return 'input'
    const fuel = this._fuel(source)
    const burns = this._furnace.fuel > 0 || this._furnace.fuelItem()
    if (!burns && fuel === null) return 'fuel'
    await this._put('putInput', source, this._missing - (inside?.count ?? 0))
    if (fuel !== null) await this._put('putFuel', fuel, this._fuelNeeded(fuel))
    return null
  }

  /** Takes out an input that becomes something else. */
  async _clearInput () {
    const input = this._furnace.inputItem()
    if (!input || this._sources.includes(this._body.names.ofItem(input))) return
    await this._body.ledger.by('container', () => this._click(this._furnace.takeInput()))
  }

  /** Returns the carried input, that of which most is carried. */
  _source () {
    const { ledger } = this._body
    const carried = ledger.carried()
    const most = this._sources.filter((s) => carried.get(s)).sort((a, b) => carried.get(b) - carried.get(a))
    return most[0] ?? null
  }

  /** Returns the carried fuel that burns longest; what is to be smelted only if asked for. */
  _fuel (source) {
    const { fuel } = this._subgoal
    const { words, ledger } = this._body
    const names = [...ledger.carried().keys()].filter((n) => BURNING[n] && (fuel ? words.matches(fuel, n) : n !== source))
    return names.sort((a, b) => BURNING[b] - BURNING[a] || (a < b ? -1 : 1))[0] ?? null
  }

  _fuelNeeded (fuel) {
    const inside = this._furnace.fuelItem()
    if (inside && this._body.names.ofItem(inside) !== fuel) return 0
    const input = this._furnace.inputItem()?.count ?? 0
    const left = (this._furnace.fuelSeconds ?? 0) * 20
    const needed = input * COOK_TICKS[this._subgoal.station] - left
    return Math.ceil(Math.max(0, needed) / BURNING[fuel]) - (inside?.count ?? 0)
  }

  async _put (method, name, count) {
    const body = this._body
    const stack = body.stacks(name)[0]
    if (!stack || count <= 0) return
    this._fed = true
    const most = Math.min(count, body.carried(name), stack.stackSize)
    await body.ledger.by('smelt', () => this._click(this._furnace[method](stack.type, stack.metadata || null, most)))
  }

  async _click (promise) {
    await this._body.during(settled(promise, { ms: CLICK_MS }))
  }
}
