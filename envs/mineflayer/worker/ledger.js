'use strict'

// What is carried, and by which act it came and went. The server only says what lies in which
// slot; what changed is told by holding one look against the next. While an act of several
// clicks goes on, nothing is compared.

const SETTLE_MS = 60
const WORN_OUT_USES = 3
const BREAKS_MS = 1500

const ARMOR_SLOTS = { 5: 'head', 6: 'chest', 7: 'legs', 8: 'feet' }
const OFFHAND_SLOT = 45

class Ledger {
  /**
   * @param {Bot} bot
   * @param {Names} names
   * @param {(kind: string, fields: object) => void} emit is told of what came and went
   */
  constructor (bot, names, emit) {
    this._bot = bot
    this._names = names
    this._emit = emit
    this._way = null
    this._timer = null
    this._acts = 0
    this._window = null
    this._brokeAt = 0
    this._uses = new Map()
    this._last = this.all()
    bot.inventory.on('updateSlot', () => this._changed())
    bot.on('windowOpen', (window) => {
      this._window = window
      window.on('updateSlot', () => this._changed())
    })
    bot.on('windowClose', () => {
      this._window = null
    })
  }

  /** Returns the stacks in the 36 slots of the bag, then in the other hand. */
  stacks () {
    const bag = this._bot.inventory
    const window = this._window && this._window === this._bot.currentWindow ? this._window : bag
    const stacks = window.slots.slice(window.inventoryStart, window.inventoryEnd)
    return [...stacks, bag.slots[OFFHAND_SLOT]].filter((item) => item)
  }

  /** Returns what is worn, by slot. */
  worn () {
    const found = {}
    for (const [slot, name] of Object.entries(ARMOR_SLOTS)) {
      const item = this._bot.inventory.slots[slot]
      if (item) found[name] = item
    }
    return found
  }

  freeSlots () {
    return 36 - this.stacks().filter((item) => item !== this._bot.inventory.slots[OFFHAND_SLOT]).length
  }

  /** Returns how many of each item lie in the slots. */
  carried () {
    return this._counted(this.stacks())
  }

  /** Returns how many of each item are carried, worn ones too. */
  all () {
    return this._counted([...this.stacks(), ...Object.values(this.worn())])
  }

  _counted (stacks) {
    const counts = new Map()
    for (const item of stacks) {
      const name = this._names.ofItem(item)
      counts.set(name, (counts.get(name) ?? 0) + item.count)
    }
    return counts
  }

  /** Returns whether one more of an item would find room. */
  hasRoom (name) {
    if (this.freeSlots() > 0) return true
    return this.stacks().some((item) => this._names.ofItem(item) === name && item.count < item.stackSize)
  }

  /** Says that the server let something in the bot's hand break. */
  broke () {
    this._brokeAt = Date.now()
  }

  /** Does something after which all that came and went did so in one `way`. */
  async by (way, act) {
    this.settle()
    this._acts++
    const outer = this._way
    this._way = way
    try {
      return await act()
    } finally {
      this._acts--
      this.settle()
      this._way = outer
    }
  }

  _changed () {
    if (this._acts > 0 || this._timer !== null) return
    this._timer = setTimeout(() => {
      this._timer = null
      if (this._acts === 0) this.settle()
    }, SETTLE_MS)
  }

  /** Forgets the past: what is carried now is where it starts. */
  begin () {
    this._last = this.all()
  }

  /** Says what came and went since the last time. */
  settle (way = this._way) {
    if (this._bot.inventory.selectedItem || this._window?.selectedItem) return
    const now = this.all()
    const last = this._last
    this._last = now
    for (const [item, count] of last) {
      const less = count - (now.get(item) ?? 0)
      if (less > 0) this._lost(item, less, way)
    }
    for (const [item, count] of now) {
      const more = count - (last.get(item) ?? 0)
      if (more > 0) this._emit('item_gained', { item, count: more, way: way === 'place' || way === null ? 'pickup' : way })
    }
    this._noteUses()
  }

  _lost (item, count, way) {
    const worn = (this._uses.get(item) ?? Infinity) <= WORN_OUT_USES || Date.now() - this._brokeAt < BREAKS_MS
    if (count === 1 && way === null && worn && this._uses.has(item)) {
      this._emit('item_lost', { item, count, way: 'wear' })
      this._emit('tool_broke', { item })
    } else {
      this._emit('item_lost', { item, count, way: way ?? 'drop' })
    }
  }

  _noteUses () {
    this._uses.clear()
    for (const item of this.stacks()) {
      const left = usesLeft(item)
      if (left === null) continue
      const name = this._names.ofItem(item)
      this._uses.set(name, Math.min(left, this._uses.get(name) ?? Infinity))
    }
  }
}

/** Returns how often a stack may still be used before it breaks; null for what doesn't wear. */
function usesLeft (item) {
  if (!item.maxDurability) return null
  return Math.max(0, item.maxDurability - (item.durabilityUsed ?? 0))
}

module.exports = { Ledger, OFFHAND_SLOT, usesLeft }
