'use strict'

// A bot in a world, from the moment it is in until it is gone, through all episodes.

const { Vec3 } = require('vec3')
const { Clock } = require('./clock')
const { mend } = require('./elder')
const { Fault, kicked } = require('./faults')
const { Harm } = require('./harm')
const { Ledger } = require('./ledger')
const { Names } = require('./names')
const { Places } = require('./places')
const { Pulse } = require('./pulse')
const { Reflex } = require('./reflex')
const { Refuge } = require('./refuge')
const { Sight } = require('./sight')
const { Vocabulary } = require('./vocabulary')
const { Walking } = require('./walking')
const { Watch } = require('./watching')

const LOOK_MS = 3000
const FEEL_MS = 1000

class Session {
  /**
   * @param {object} joined what `joined` gave: bot, address, damageTypes, landEnds
   * @param {Limits} limits what the bot may do
   * @param {(event: object) => void} onEvent is told of each event
   * @param {(fault: Fault) => void} onFault is told once, if the world is lost
   */
  constructor ({ bot, address, damageTypes, landEnds }, limits, onEvent, onFault) {
    this.bot = bot
    this.address = address
    this.landEnds = landEnds
    this.limits = limits
    this.clock = new Clock()
    this.pulse = new Pulse(bot._client)
    mend(bot.registry)
    this.names = new Names(bot.registry)
    this.vocabulary = new Vocabulary(this.names)
    this.sight = new Sight(bot, this.names)
    this.places = new Places(bot)
    this.harm = new Harm(bot, this.names, this.sight, damageTypes)
    const emit = (kind, fields) => this.emit(kind, fields)
    this.ledger = new Ledger(bot, this.names, emit)
    this.watch = new Watch(this, emit)
    this.refuge = new Refuge(this)
    this.reflex = new Reflex(this)
    this.home = bot.entity.position.floored()
    this.window = null
    this.body = null
    this.recipeBook = true
    this.unruled = null
    this.answersDigging = false
    this._onEvent = onEvent
    this._walkWith()
    this._guard(onFault)
    this._looking = setInterval(() => this.look(), LOOK_MS)
    bot._client.on('acknowledge_player_digging', (packet) => this._answeredDigging(packet))
    bot.on('windowOpen', (window) => this._opened(window))
    bot.on('windowClose', () => (this.window = null))
  }

  get identity () {
    return `${this.address} (Minecraft ${this.bot.version})`
  }

  emit (kind, fields = {}) {
    const event = { kind, tick: this.clock.tick, ...fields }
    this._onEvent(event)
    this.body?.note(event)
  }

  /** Notes the places that what is in view is a sign of. */
  look () {
    if (!this.bot.entity) return
    const entities = this.sight.entities().map((e) => ({ name: this.names.ofEntityName(e.name), ...e.position.floored() }))
    this.places.look(this.sight.blocks((name) => name === 'bell' || name === 'nether_portal'), entities)
  }

  /** From 1.14 to 1.18 the answer alone says that a block stays; mineflayer takes it for gone. */
  _answeredDigging ({ location, block, successful }) {
    this.answersDigging = true
    if (successful === false) this.bot._updateBlockState(new Vec3(location.x, location.y, location.z), block)
  }

  /** A window that nobody asked for, a server's menu, is closed. */
  _opened (window) {
    if (this.window === null) setTimeout(() => this.window === null && this.bot.currentWindow === window && this.bot.closeWindow(window), 500)
  }

  _walkWith () {
    const { bot, limits } = this
    bot.pathfinder.setMovements(new Walking(bot, limits))
    bot.pathfinder.thinkTimeout = 3000
    bot.pathfinder.tickTimeout = 20
  }

  _guard (onFault) {
    const { bot, address } = this
    const silent = `The server at ${address} sent nothing any more.`
    let reason = null
    let lost = false
    const lose = (fault) => {
      if (lost) return
      lost = true
      this._rest()
      onFault(fault)
    }
    // The keep-alive's own time-out begins with the first that comes.
    this._feeling = setInterval(() => this.pulse.isGone && lose(new Fault(silent)), FEEL_MS)
    bot.on('kicked', (why) => (reason = kicked(address, why)))
    bot.on('error', (error) => console.error(error?.message ?? error))
    bot.on('end', (why) => {
      const late = /keepAlive|timed? ?out/i.test(String(why))
      lose(reason ?? new Fault(late ? silent : `The connection to ${address} was closed.`))
    })
  }

  _rest () {
    clearInterval(this._looking)
    clearInterval(this._feeling)
    this.reflex.stop()
  }

  /** Leaves the server. */
  leave () {
    this._rest()
    this.bot.removeAllListeners('end')
    this.bot.end()
  }
}

module.exports = { Session }
