'use strict'

// Going somewhere on foot, bounded in ticks. Nothing is dug and nothing placed on the way, but to
// get out of a hole.

const { goals } = require('mineflayer-pathfinder')
const { digging } = require('./climbing')
const { TICK_MS } = require('./clock')
const { sentAhead } = require('./connecting')
const { isEnclosed } = require('./enclosed')
const { holds } = require('./waits')

const ARM = 4.5
const LEG_BLOCKS = 24
const ARRIVED_BLOCKS = 2
const MISSES = 3
const LEG_TICKS = 240

/** Is reached where the eye is within an arm's length of a block, and sees it. */
class Reach extends goals.Goal {
  constructor (body, cells) {
    super()
    this._body = body
    this._cells = cells
  }

  heuristic (node) {
    return Math.min(...this._cells.map((c) => Math.max(0, Math.hypot(c.x - node.x, c.y - node.y, c.z - node.z) - ARM)))
  }

  isEnd (node) {
    return this._cells.some((cell) => canReach(this._body, node, cell))
  }
}

/** Returns whether hands at `feet` get at a block: near enough, and one of its faces in view. */
function canReach (body, feet, { x, y, z }) {
  const eye = { x: feet.x + 0.5, y: feet.y + 1.62, z: feet.z + 0.5 }
  if (Math.hypot(x + 0.5 - eye.x, y + 0.5 - eye.y, z + 0.5 - eye.z) > ARM) return false
  const { sight } = body
  const from = body.bot.entity.position.clone()
  from.set(eye.x, eye.y, eye.z)
  const middle = from.clone()
  middle.set(x + 0.5, y + 0.5, z + 0.5)
  return sight.clear(from, middle)
}

/**
 * Walks until a goal is reached.
 *
 * @param {Body} body who walks
 * @param {Goal} goal where to
 * @param {object} bound
 * @param {number} bound.ticks how long it may take
 * @param {() => boolean} [bound.unless] what makes it needless to go on
 * @returns {Promise<boolean>} whether the goal was reached, or needless
 */
async function walkTo (body, goal, { ticks, unless = () => false }) {
  body.check()
  const { bot } = body
  if (goal.isEnd(body.feet)) return true
  const way = bot.pathfinder.goto(goal).then(() => true, () => false)
  const ms = Math.min(ticks, body.ticksLeft + 1) * TICK_MS
  try {
    return await body.during(Promise.race([way, holds(unless, { ms })]))
  } finally {
    bot.pathfinder.setGoal(null)
    bot.clearControlStates()
  }
}

/** Returns how far a column is from the bot's, in blocks. */
const away = ({ feet }, x, z) => Math.hypot(feet.x - x, feet.z - z)

/** Goes to a column by legs, as near as is asked; returns whether it came there. */
async function travel (body, x, z, near) {
  let misses = 0
  while (away(body, x, z) > near && misses < MISSES) {
    const before = away(body, x, z)
    await leg(body, x, z, near)
    misses = away(body, x, z) < before - 1 ? 0 : misses + 1
  }
  return away(body, x, z) <= near
}

/**
 * Goes one leg towards a column; where no way leads on and the bot is shut in, it digs one out.
 *
 * @throws {Fault} if the server sends no land there
 */
async function leg (body, x, z, near) {
  await body.during(sentAhead(body.session))
  const before = body.feet
  await stretch(body, x, z, near)
  const { feet } = body
  if (Math.hypot(feet.x - before.x, feet.z - before.z) > 1 || away(body, x, z) <= near) return
  if (isEnclosed(body)) await digging(body, () => stretch(body, x, z, near))
}

async function stretch (body, x, z, near) {
  const { feet } = body
  const part = LEG_BLOCKS / Math.max(away(body, x, z), 1)
  const goal = part >= 1
    ? new goals.GoalNearXZ(x, z, near)
    : new goals.GoalNearXZ(Math.round(feet.x + part * (x - feet.x)), Math.round(feet.z + part * (z - feet.z)), ARRIVED_BLOCKS)
  return walkTo(body, goal, { ticks: LEG_TICKS })
}

module.exports = { Reach, canReach, leg, travel, walkTo }
