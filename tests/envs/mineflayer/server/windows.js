'use strict'

// Crafting grids, tables, furnaces and chests, on Minecraft 1.16.5 and 1.18.2. A click is applied
// to our own copy of the window as the client does. In 1.16.5 the client is told so by
// `transaction` first, and by `set_slot` then of what it couldn't know; in 1.18.2 by the latter
// alone, and of everything if it asks with a state that can't be.

const { Furnaces } = require('./furnaces')
const { Grids } = require('./grids')

const TYPES = { crafting_table: 11, furnace: 13, smoker: 21, blast_furnace: 9, chest: 2 }
const KEYS = { crafting_table: 'minecraft:crafting', furnace: 'minecraft:furnace', smoker: 'minecraft:smoker', blast_furnace: 'minecraft:blast_furnace', chest: 'minecraft:generic_9x3' }

module.exports.server = function (serv, options) {
  const grids = new Grids(serv.registry)
  const furnaces = new Furnaces(serv)
  const chests = new Map()
  serv.survival = { grids, furnaces, refused: new Set() }
  serv.once('asap', () => {
    for (const block of Object.keys(TYPES)) {
      serv.onBlockInteraction(block, async ({ block: at, player }) => {
        if (player.crouching) return false
        if (!serv.survival.mute) player.openStation(block, at.position)
        return true
      })
    }
  })
  serv.on('tick', () => furnaces.tick())
  serv.chestAt = (position) => {
    const key = `${position}`
    if (!chests.has(key)) chests.set(key, new Array(27).fill(null))
    return chests.get(key)
  }
}

module.exports.player = function (player, serv) {
  const Item = require('prismarine-item')(serv.registry)
  const windows = require('prismarine-windows')(serv.registry)
  const confirms = serv.supportFeature('transactionPacketExists')
  const state = confirms ? {} : { stateId: 1 }
  let lastId = 0

  player.station = null
  player.on('spawned', () => {
    player._client.removeAllListeners('window_click')
    player._client.on('window_click', click)
    player._client.on('close_window', close)
  })

  player.openStation = (name, position) => player.openWindow(name, TYPES[name], KEYS[name], position)

  player.openWindow = (name, type, key, position = null) => {
    close()
    const id = (lastId % 100) + 1
    lastId = id
    const window = windows.createWindow(id, key, name)
    player.station = { name, window, position }
    for (let n = 0; n < 36; n++) put(window, window.inventoryStart + n, player.inventory.slots[9 + n])
    if (name === 'chest') serv.chestAt(position).forEach((item, n) => put(window, n, item))
    if (isFurnace(name)) serv.survival.furnaces.join(position, name, player)
    player._client.write('open_window', { windowId: id, inventoryType: type, windowTitle: JSON.stringify({ text: name }) })
    sendAll(window, id)
  }

  function sendAll (window, windowId) {
    player._client.write('window_items', { windowId, ...state, items: window.slots.map((item) => Item.toNotch(item)), carriedItem: Item.toNotch(window.selectedItem) })
  }

  /** Puts an item into a slot without telling the client. */
  function put (window, slot, item) {
    window.slots[slot] = item ?? null
    if (item) item.slot = slot
  }

  function tell (window, slot) {
    player._client.write('set_slot', { windowId: player.station ? player.station.window.id : 0, ...state, slot, item: Item.toNotch(window.slots[slot]) })
  }

  player.tellSlot = (slot, item) => {
    const { window } = player.station
    put(window, slot, item)
    tell(window, slot)
  }

  function click ({ windowId, slot, mouseButton, mode, action, stateId }) {
    const window = player.station ? player.station.window : player.inventory
    const answer = (accepted) => confirms && player._client.write('transaction', { windowId, action, accepted })
    if (windowId !== (player.station ? window.id : 0)) return answer(false)
    // What can't be so is refused, and all told anew, as the game does.
    const odd = slot === -999 && (stateId === -1 || (mode === 0 && !window.selectedItem))
    const refused = odd || (slot === 0 && isGrid() && refuses(window))
    answer(!refused)
    if (refused) return resend(window)
    if (slot === 0 && isGrid()) takeResult(window)
    else if (slot === 2 && player.station?.name === 'villager') takeBought(window)
    else if (slot === -999) throwAway(window, mouseButton === 0)
    else if (mode === 4) throwFrom(window, slot, mouseButton === 1)
    else quietly(window, () => window.acceptClick({ slot, mouseButton, mode, item: window.slots[slot], windowId }))
    if (isGrid()) showResult(window)
    keep(window)
  }

  const isGrid = () => player.station === null || player.station.name === 'crafting_table'

  /** Returns whether this server gives none of what lies in the result's slot. */
  function refuses (window) {
    return window.slots[0] !== null && serv.survival.refused.has(window.slots[0]?.name)
  }

  /** Does something to a window without every slot of it being told to the client. */
  function quietly (window, act) {
    const listeners = window.listeners('updateSlot')
    window.removeAllListeners('updateSlot')
    try {
      act()
    } finally {
      listeners.forEach((listener) => window.on('updateSlot', listener))
    }
  }

  function gridSlots () {
    const side = player.station ? 3 : 2
    return Array.from({ length: side }, (_, y) => Array.from({ length: side }, (_, x) => 1 + y * side + x))
  }

  function showResult (window) {
    const rows = gridSlots().map((row) => row.map((slot) => window.slots[slot]?.type ?? null))
    const result = serv.survival.grids.result(rows)
    put(window, 0, result ? new Item(result.id, result.count) : null)
    tell(window, 0)
  }

  function takeResult (window) {
    const result = window.slots[0]
    const held = window.selectedItem
    if (!result || (held && (held.type !== result.type || held.count + result.count > held.stackSize))) return
    window.selectedItem = new Item(result.type, result.count + (held ? held.count : 0))
    for (const slot of gridSlots().flat()) {
      const item = window.slots[slot]
      if (!item) continue
      if (--item.count === 0) put(window, slot, null)
      tell(window, slot)
    }
  }

  function takeBought (window) {
    if (!window.slots[2] || window.selectedItem) return
    window.selectedItem = window.slots[2]
    player.pay()
    player.showOffer()
  }

  function throwAway (window, all) {
    const item = window.selectedItem
    if (!item) return
    const count = all ? item.count : 1
    player.throwItem(item, count)
    item.count -= count
    if (item.count === 0) window.selectedItem = null
  }

  function throwFrom (window, slot, all) {
    const item = window.slots[slot]
    if (!item) return
    const count = all ? item.count : 1
    player.throwItem(item, count)
    item.count -= count
    if (item.count === 0) put(window, slot, null)
  }

  function resend (window) {
    sendAll(window, player.station ? window.id : 0)
    player._client.write('set_slot', { windowId: -1, ...state, slot: -1, item: Item.toNotch(window.selectedItem) })
  }

  /** Carries what lies in a station's window over to where it belongs. */
  function keep (window) {
    if (!player.station) return
    const { name, position } = player.station
    for (let n = 0; n < 36; n++) keepSlot(9 + n, window.slots[window.inventoryStart + n])
    if (name === 'chest') for (let n = 0; n < 27; n++) serv.chestAt(position)[n] = window.slots[n]
    if (isFurnace(name)) serv.survival.furnaces.put(position, window.slots.slice(0, 3))
  }

  function keepSlot (slot, item) {
    player.inventory.slots[slot] = item ? Object.assign(Item.fromNotch(Item.toNotch(item)), { slot }) : null
  }

  /** Closes a station's window, or the bag: what lies in the grid comes back. */
  function close () {
    const window = player.station ? player.station.window : player.inventory
    if (isGrid()) {
      for (const slot of gridSlots().flat()) {
        if (window.slots[slot]) giveBack(window.slots[slot])
        put(window, slot, null)
      }
      put(window, 0, null)
    }
    if (player.station?.name === 'villager' && window.slots[0]) giveBack(window.slots[0])
    if (window.selectedItem) giveBack(window.selectedItem)
    window.selectedItem = null
    if (player.station) serv.survival.furnaces.leave(player.station.position)
    player.station = null
  }

  function giveBack (item) {
    player.station = null
    player.gain(item.type, item.count, item.nbt)
  }
}

const isFurnace = (name) => ['furnace', 'smoker', 'blast_furnace'].includes(name)
