'use strict'

// What the client sees happen to the bot whether or not a subgoal goes on: it is hurt, dies and
// comes back, somebody speaks, something that it struck dies, a tool breaks, it moves.

const { safeText } = require('./text')
const { xyz } = require('./state')

const STRUCK_MS = 10000
const MOVED_BLOCKS = 8
const BREAK_STATUSES = [47, 48, 49, 50, 51, 52]

class Watch {
  /**
   * @param {object} session what is watched: bot, names, harm, ledger, places
   * @param {(kind: string, fields: object) => void} emit is told of each event
   */
  constructor (session, emit) {
    this._session = session
    this._emit = emit
    this._health = session.bot.health
    this._dead = false
    this._struck = new Map()
    this._deathMessage = null
    this._above = ''
    this._at = session.bot.entity.position.clone()
    const { bot } = session
    bot.on('health', () => this._felt())
    bot.on('death', () => this._died())
    bot.on('spawn', () => this._back())
    bot.on('message', (message, position, sender) => this._heard(message, position, sender))
    bot.on('entityDead', (entity) => this._killed(entity))
    bot.on('move', () => this._moved())
    bot._client.on('death_combat_event', (packet) => (this._deathMessage = packet.message))
    bot._client.on('combat_event', (packet) => (this._deathMessage = packet.message ?? null))
    bot._client.on('entity_status', (packet) => {
      if (packet.entityId === bot.entity?.id && BREAK_STATUSES.includes(packet.entityStatus)) session.ledger.broke()
    })
  }

  get dead () {
    return this._dead
  }

  /** Notes that the bot strikes an entity, with what. */
  strikes (entity, tool) {
    this._struck.set(entity.id, { at: Date.now(), tool, kind: this._session.names.ofEntityName(entity.name) })
    if (this._struck.size > 64) this._struck.delete(this._struck.keys().next().value)
  }

  _felt () {
    const { bot, harm } = this._session
    const before = this._health
    this._health = bot.health
    if (before !== undefined && bot.health < before && !this._dead) {
      const source = bot.health > 0 ? harm.source() : harm.deadly(this._deathMessage)
      this._emit('damage', { amount: round(before - Math.max(0, bot.health)), source })
    }
  }

  _died () {
    if (this._dead) return
    const { bot, harm, ledger, places } = this._session
    this._dead = true
    const source = harm.deadly(this._deathMessage)
    this._deathMessage = null
    places.only('death', bot.entity.position.floored())
    this._emit('died', { source })
    ledger.settle('death')
  }

  _back () {
    if (!this._dead) return
    const { bot, ledger } = this._session
    ledger.settle('death')
    this._dead = false
    this._health = bot.health
    this._at = bot.entity.position.clone()
    this._emit('respawned', xyz(bot.entity.position.floored()))
  }

  _heard (message, position, sender) {
    const { bot } = this._session
    const text = safeText(message.toString())
    // What stands above the quick bar is told again and again.
    if (!text || (position === 'game_info' && text === this._above)) return
    if (position === 'game_info') this._above = text
    const player = Object.values(bot.players).find((p) => p.uuid === sender)
    const named = /^<([^>]{1,32})> (.*)$/.exec(text)
    const from = player?.username ?? named?.[1] ?? 'game'
    if (from !== bot.username) this._emit('chat', { sender: safeText(from, 64), text: named ? named[2] : text })
  }

  _killed (entity) {
    const struck = this._struck.get(entity.id)
    if (!struck || Date.now() - struck.at > STRUCK_MS) return
    this._struck.delete(entity.id)
    this._emit('killed', { entity: struck.kind, tool: struck.tool })
  }

  _moved () {
    const { position } = this._session.bot.entity
    if (position.distanceTo(this._at) < MOVED_BLOCKS) return
    this._at = position.clone()
    this._emit('moved', xyz(position.floored()))
  }

  /** Starts anew with the bot as it is now. */
  begin () {
    this._health = this._session.bot.health
    this._at = this._session.bot.entity.position.clone()
  }
}

const round = (points) => Math.max(0.1, Math.round(points * 10) / 10)

module.exports = { Watch }
