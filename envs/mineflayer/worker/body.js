'use strict'

// The bot during one attempt. An attempt ends from within by `Over`: when its budget is used, when
// it is told to stop, or when the bot dies. Whatever an executor waits for goes through `during`,
// so that an end reaches it at once; then the bot is halted before the attempt answers.

const { TICK_MS } = require('./clock')
const { settled, sleep } = require('./waits')

const SETTLES_MS = 1500
const WINDOW_MS = 500
const GRID_SLOTS = [1, 2, 3, 4]
const GIVES_BACK_MS = 250

/** Says that the attempt is over, and why: 'budget', 'stop' or 'died'. */
class Over extends Error {}

class Body {
  /**
   * @param {Session} session
   * @param {object} subgoal
   * @param {number} budgetTicks
   */
  constructor (session, subgoal, budgetTicks) {
    this.session = session
    this.subgoal = subgoal
    this.events = []
    this.over = null
    this._started = session.clock.tick
    this._deadline = this._started + budgetTicks
    this._pending = new Set()
    this._ended = new Promise((resolve, reject) => (this._end = reject))
    this._ended.catch(() => {})
    this._timer = setTimeout(() => this.end('budget'), budgetTicks * TICK_MS)
  }

  get bot () {
    return this.session.bot
  }

  get names () {
    return this.session.names
  }

  get words () {
    return this.session.vocabulary
  }

  get sight () {
    return this.session.sight
  }

  get ledger () {
    return this.session.ledger
  }

  get limits () {
    return this.session.limits
  }

  get tick () {
    return this.session.clock.tick
  }

  get ticks () {
    return this.tick - this._started
  }

  get ticksLeft () {
    return Math.max(0, this._deadline - this.tick)
  }

  /** Returns the cell of the bot's feet. */
  get feet () {
    return this.bot.entity.position.offset(0, 0.01, 0).floored()
  }

  emit (kind, fields = {}) {
    this.session.emit(kind, fields)
  }

  /** Is told of each event of the attempt. */
  note (event) {
    this.events.push(event)
    if (event.kind === 'died') this.end('died')
  }

  /** Returns whether something of that kind happened in the attempt. */
  happened (kind, holds = () => true) {
    return this.events.some((e) => e.kind === kind && holds(e))
  }

  end (why) {
    if (this.over !== null) return
    this.over = why
    this._end(new Over(why))
  }

  check () {
    if (this.over !== null) throw new Over(this.over)
  }

  /** Waits for what is under way; ends at once if the attempt does. */
  async during (promise) {
    const under = promise.catch(() => {}).finally(() => this._pending.delete(under))
    this._pending.add(under)
    const result = await Promise.race([promise, this._ended])
    this.check()
    return result
  }

  /** Lets ticks pass. */
  async spend (ticks) {
    await this.during(sleep(ticks * TICK_MS))
  }

  /** Stops all that the bot does, closes what it opened and says what it carries then. */
  async halt () {
    clearTimeout(this._timer)
    const { bot } = this
    if (!bot.entity) return
    bot.pathfinder.setGoal(null)
    if (bot.targetDigBlock) bot.stopDigging()
    if (bot.usingHeldItem) bot.deactivateItem()
    bot.clearControlStates()
    await settled(Promise.allSettled([...this._pending]), { ms: SETTLES_MS })
    if (bot.currentWindow) bot.closeWindow(bot.currentWindow)
    if (bot.inventory.selectedItem) await settled(putDown(bot), { ms: WINDOW_MS })
    await gridEmptied(bot)
    this.session.window = null
    this.ledger.settle()
  }

  /** Returns how many items that a pattern names lie in the slots. */
  carried (pattern) {
    let sum = 0
    for (const [name, count] of this.ledger.carried()) if (this.words.matches(pattern, name)) sum += count
    return sum
  }

  /** Returns the stacks in the slots that a pattern names. */
  stacks (pattern) {
    return this.ledger.stacks().filter((item) => this.words.matches(pattern, this.names.ofItem(item)))
  }
}

/** Puts what hangs at the mouse pointer back into the bag. */
function putDown (bot) {
  const { inventory } = bot
  return bot.putSelectedItemRange(inventory.inventoryStart, inventory.inventoryEnd, inventory, null)
}

/** Has the server give back what still lies in the bag's grid. */
async function gridEmptied ({ inventory, _client }) {
  if (!GRID_SLOTS.some((slot) => inventory.slots[slot])) return
  _client.write('close_window', { windowId: 0 })
  for (const slot of [0, ...GRID_SLOTS]) inventory.updateSlot(slot, null)
  await sleep(GIVES_BACK_MS)
}

module.exports = { Body, Over }
