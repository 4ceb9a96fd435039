'use strict'

// Furnaces: what lies in them, what burns and how far it is. Cooking is by the game's tables.

const cooking = require('../../../../envs/mineflayer/worker/data/cooking.json')
const burning = require('../../../../envs/mineflayer/worker/data/fuel.json')

const COOK_TICKS = 200

class Furnaces {
  constructor (serv) {
    this._serv = serv
    this._Item = require('prismarine-item')(serv.registry)
    this._all = new Map()
    this.cookTicks = COOK_TICKS
  }

  /** Lets a player look into the furnace at a place. */
  join (position, name, player) {
    const key = `${position}`
    if (!this._all.has(key)) this._all.set(key, { name, slots: [null, null, null], burns: 0, burnt: 0, cooked: 0, player: null })
    const furnace = this._all.get(key)
    furnace.player = player
    furnace.slots.forEach((item, n) => {
      player.station.window.slots[n] = item
    })
  }

  leave (position) {
    const furnace = this._all.get(`${position}`)
    if (furnace) furnace.player = null
  }

  put (position, slots) {
    const furnace = this._all.get(`${position}`)
    if (furnace) furnace.slots = slots
  }

  tick () {
    for (const furnace of this._all.values()) this._tick(furnace)
  }

  _tick (furnace) {
    const [input, fuel] = furnace.slots
    const result = input ? this._result(furnace, input) : null
    if (furnace.burns > 0) furnace.burns--
    else if (result && fuel && burning[fuel.name]) {
      furnace.burns = furnace.burnt = Math.ceil((burning[fuel.name] * this.cookTicks) / COOK_TICKS)
      this._take(furnace, 1)
    }
    if (furnace.burns > 0 && result) {
      if (++furnace.cooked >= this.cookTicks) this._finish(furnace, result)
    } else {
      furnace.cooked = 0
    }
    this._show(furnace)
  }

  /** Returns the name of what an input becomes, if there's room for it. */
  _result (furnace, input) {
    const ore = input.name.replace(/^raw_(.*)$/, '$1_ore') // what ores drop since 1.17
    const found = Object.entries(cooking).find(([, stations]) => stations[furnace.name]?.includes(ore))
    const output = furnace.slots[2]
    if (!found || (output && (output.name !== found[0] || output.count >= output.stackSize))) return null
    return found[0]
  }

  _finish (furnace, name) {
    furnace.cooked = 0
    this._take(furnace, 0)
    const output = furnace.slots[2]
    this._set(furnace, 2, new this._Item(this._serv.registry.itemsByName[name].id, (output ? output.count : 0) + 1))
  }

  _take (furnace, slot) {
    const item = furnace.slots[slot]
    this._set(furnace, slot, item.count > 1 ? new this._Item(item.type, item.count - 1) : null)
  }

  _set (furnace, slot, item) {
    furnace.slots[slot] = item
    if (furnace.player?.station) furnace.player.tellSlot(slot, item)
  }

  _show ({ player, burns, burnt, cooked }) {
    if (!player?.station) return
    const bars = [burns, burnt, cooked, this.cookTicks]
    bars.forEach((value, property) => player._client.write('craft_progress_bar', { windowId: player.station.window.id, property, value }))
  }
}

module.exports = { Furnaces }
