'use strict'

// Crafts in the bag's grid or at a station within reach.

const { clear, craftOnce } = require('../clicking')
const { TABLE, fits, lacking, nearest, planned, recipesOf } = require('../recipes')
const { closed, opened, openedAt, resynced } = require('../stations')
const { invalid, knownBlock, knownItem } = require('../words')

const GRID = 'none'

/** Crafts until enough is carried, or the window refuses, or there is no room. */
module.exports = async function craft (body, { item, count, station }) {
  if (!knownItem(body, 'item') || (station && !knownBlock(body, 'station'))) return
  if (body.carried(item) >= count) return
  const at = station ? await opened(body, station) : { window: body.bot.inventory, cell: null }
  if (at === null) return
  const recipes = recipesOf(body, item)
  if (recipes.length === 0 && body.session.recipeBook) return invalid(body, 'item', item)
  await new Crafting(body, recipes, station ?? GRID, at).run()
}

class Crafting {
  constructor (body, recipes, name, { window, cell }) {
    this._body = body
    this._item = body.subgoal.item
    this._recipes = recipes
    this._name = name
    this._window = window
    this._cell = cell
  }

  async run () {
    const body = this._body
    while (body.carried(this._item) < body.subgoal.count) {
      const counts = body.ledger.carried()
      const recipe = this._recipes.find((r) => fits(r, this._name) && planned(r, counts) !== null)
      if (!recipe) return this._reject(counts)
      if (!this._room(counts)) return body.emit('item_left', { item: this._item, count: recipe.count })
      if (!(await this._make(recipe)) && !(await this._makeAgain(recipe))) return this._refused()
    }
  }

  /** Makes it once; returns whether the server gave it, by what is carried then. */
  async _make (recipe, patience = 0) {
    const body = this._body
    const before = body.carried(this._item)
    const side = this._name === GRID ? 2 : 3
    await body.ledger.by('craft', async () => {
      const cells = planned(recipe, body.ledger.carried())
      if (cells !== null) await craftOnce(body, this._window, side, cells, this._item, patience)
      // Since 1.17 nobody confirms a click: what is carried is what the server says then.
      if (!body.bot.supportFeature('transactionPacketExists')) await resynced(body)
      if (body.carried(this._item) === before) await this._tidy(side)
    })
    const got = body.carried(this._item) - before
    if (got > 0) body.emit('crafted', { item: this._item, count: got, station: this._name })
    return got > 0
  }

  /** A refusal may be lag: it counts once a second look at what is carried and a retry agree. */
  async _makeAgain (recipe) {
    const body = this._body
    if (this._cell !== null) {
      await closed(body, this._window)
      this._window = await openedAt(body, this._name, this._cell)
      if (this._window === null) return false
    } else {
      await resynced(body)
    }
    body.ledger.settle()
    if (planned(recipe, body.ledger.carried()) === null) return false
    return this._make(recipe, 1)
  }

  async _tidy (side) {
    const body = this._body
    try {
      await clear(body, this._window, side)
    } catch (error) {
      if (body.over !== null) throw error
    }
    await resynced(body)
  }

  /** Returns whether the result finds room, once the ingredients are gone from the bag. */
  _room (counts) {
    const { ledger } = this._body
    return ledger.hasRoom(this._item) || [...counts.values()].includes(1)
  }

  /** Says that the server gave nothing for what the book says, and what is carried. */
  _refused () {
    const body = this._body
    if (this._window !== null) body.emit('window_rejected', { window: this._name, item: this._item })
  }

  _reject (counts) {
    const body = this._body
    const fitting = this._recipes.filter((r) => fits(r, this._name))
    const event = { window: this._name, item: this._item }
    if (this._recipes.length > 0 && body.session.recipeBook) {
      const recipe = nearest(fitting.length > 0 ? fitting : this._recipes, counts, body.words)
      event.lacking = lacking(recipe, counts, body.words)
      event.station = fitting.length > 0 ? null : TABLE
    }
    body.emit('window_rejected', event)
  }
}
