'use strict'

// What the body does by itself, in an attempt and between two: it strikes back at who struck it
// and is near, and keeps its head above water. It follows nobody; where it waits is its refuge's
// to say.

const ARM_BLOCKS = 3
const BLOW_MS = 650

class Reflex {
  constructor (session) {
    this._session = session
    this._swims = false
    this._timer = setInterval(() => this._act(), BLOW_MS)
  }

  stop () {
    clearInterval(this._timer)
  }

  _act () {
    const { bot } = this._session
    if (!bot.entity || this._session.watch.dead) return
    this._strikeBack()
    if (this._session.body !== null) return
    this._swim()
    this._session.refuge.look()
  }

  _strikeBack () {
    const { bot, names, watch, limits, harm } = this._session
    const foe = harm.foe()
    if (!foe || foe.position.distanceTo(bot.entity.position) > ARM_BLOCKS) return
    if (foe.type === 'player' && !limits.may('attack_players')) return
    watch.strikes(foe, bot.heldItem ? names.ofItem(bot.heldItem) : 'none')
    bot.attack(foe)
  }

  _swim () {
    const { bot, sight } = this._session
    const { x, y, z } = sight.eye
    const under = sight.kindAt(x, y, z).liquid || sight.kindAt(x, y - 1, z).liquid
    // What was done in between may have let go of it.
    if (under || this._swims) bot.setControlState('jump', under)
    this._swims = under
  }
}

module.exports = { Reflex }
