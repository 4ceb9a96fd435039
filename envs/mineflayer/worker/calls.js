'use strict'

// The calls that the worker answers: open, reset, observe, attempt, picture, stop, ping, close.

const { Body, Over } = require('./body')
const { joined, surrounded } = require('./connecting')
const { Wrong } = require('./faults')
const { Limits } = require('./limits')
const { picture } = require('./picture')
const { brought } = require('./resetting')
const { Session } = require('./session')
const { observe } = require('./state')
const { execute } = require('./subgoals')
const { TICK_MS } = require('./clock')
const { holds } = require('./waits')

const SAMPLE_TICKS = 100
const BACK_MS = 15000
const GIVEN_UP_MS = 45000

class Calls {
  /** @param {(line: object) => void} send sends a line */
  constructor (send) {
    this._send = send
    this._session = null
    this._body = null
    this._call = null
    this._fault = null
    this.onUncaught = null
  }

  /** Carries out a call and returns its result. */
  async answer (id, call, with_) {
    if (!['open', 'reset', 'observe', 'attempt', 'ping', 'close'].includes(call)) throw new Wrong(`Unknown call '${call}'.`)
    this._call = id
    try {
      return await this[call](with_)
    } finally {
      this._call = null
    }
  }

  ping () {
    return {}
  }

  /** Returns how a region looks from above; it can be asked for while another call lasts. */
  picture (with_) {
    return picture(this._world(), with_)
  }

  stop () {
    this._body?.end('stop')
    return {}
  }

  async open (with_) {
    this.close()
    const limits = new Limits(with_)
    this._fault = null
    const there = await joined(with_, (take) => (this.onUncaught = take))
    this._session = new Session(there, limits, (event) => this._happened(event), (fault) => this._lost(fault))
    this._session.recipeBook = with_.recipe_book !== false
    if (Array.isArray(with_.home)) this._session.homeGiven = with_.home
    return {
      vocabulary: this._session.vocabulary.toJSON(),
      identity: this._session.identity,
      notes: []
    }
  }

  async reset (with_) {
    const session = this._world()
    session.refuge.end()
    const notes = await brought(session, with_)
    await this._spoken(session)
    const state = observe(session)
    session.clock.restart()
    session.refuge.begin()
    return { state: { ...state, tick: 0 }, notes }
  }

  observe () {
    return observe(this._world())
  }

  async attempt ({ subgoal, budget_ticks: budget }) {
    const session = this._world()
    session.refuge.end()
    const body = new Body(session, subgoal, budget)
    const samples = setInterval(() => this._sample(session), SAMPLE_TICKS * TICK_MS)
    this._body = session.body = body
    try {
      await execute(body, subgoal)
    } catch (error) {
      if (!(error instanceof Over)) throw error
    } finally {
      clearInterval(samples)
      await body.halt()
      this._body = session.body = null
    }
    const { ticks } = body
    await this._spoken(session)
    if (session.watch.dead) await holds(() => this._fault !== null || !session.watch.dead, { ms: BACK_MS })
    await surrounded(session.bot, session.address)
    this._check()
    if (body.over === 'budget') session.emit('stopped', { by: 'budget' })
    session.look()
    session.refuge.begin()
    return { state: observe(session), ticks }
  }

  close () {
    this._session?.leave()
    this._session = null
    return {}
  }

  _world () {
    this._check()
    if (this._session === null) throw new Wrong('There is no world yet; call open first.')
    return this._session
  }

  /** Waits for a server that hangs; once it has been silent for too long that is a fault. */
  async _spoken ({ pulse }) {
    await holds(() => this._fault !== null || !pulse.isSilent, { ms: GIVEN_UP_MS })
    this._check()
  }

  _check () {
    if (this._fault !== null) throw this._fault
  }

  _lost (fault) {
    this._fault = fault
    this._body?.end('fault')
  }

  _happened (event) {
    this._send(this._call === null ? { event } : { id: this._call, event })
  }

  _sample (session) {
    if (!this._fault && !session.watch.dead) this._send({ id: this._call, state: observe(session) })
  }
}

module.exports = { Calls }
