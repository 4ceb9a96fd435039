'use strict'

// Goes to something in view, to a known place, to a column, or through a portal.

const { goals } = require('mineflayer-pathfinder')
const { sentAbout } = require('../connecting')
const { travel, walkTo } = require('../moving')
const { dimension, itemOf, xyz } = require('../state')
const { invalid } = require('../words')

const DIMENSIONS = ['overworld', 'the_nether', 'the_end']
const PLACES = ['village', 'death', 'bed', 'nether_portal']
const CELLS_IN_VIEW = 16
const LAST_TICKS = 240
const PORTAL_TICKS = 300
const LOADS_MS = 10000

/** Goes there, as near as the subgoal asks. */
module.exports = async function goTo (body, { target, x, z, distance }) {
  if (target === null || target === undefined) return go(body, { x, y: body.feet.y, z }, distance, 'column')
  if (DIMENSIONS.includes(target)) return through(body, target)
  const place = body.session.places.nearest(target)
  const { words } = body
  if (!place && !words.isBlock(target) && !words.isItem(target) && !words.isEntity(target) && !PLACES.includes(target)) {
    return invalid(body, 'target', target)
  }
  const aim = place ?? seenThing(body, target)
  if (aim === null) return notSeen(body, target)
  await go(body, aim, distance, target)
}

function notSeen (body, target) {
  const { y } = body.feet
  body.emit('searched', { target, cells: CELLS_IN_VIEW, low: y, high: y })
}

/** Returns where the nearest block or entity in view is that a pattern names, or null. */
function seenThing (body, pattern) {
  const { names, words, sight } = body
  const named = (entity) => {
    const item = itemOf(entity)
    return words.matches(pattern, item ? names.ofItem(item) : names.ofEntityName(entity.name))
  }
  const entity = sight.entities().find(named)
  if (entity) return xyz(entity.position.floored())
  const block = sight.blocks((name) => words.matches(pattern, name))[0]
  return block ? xyz(block) : null
}

async function go (body, aim, near, target) {
  if (!body.limits.inside(aim.x, aim.z) || !(await travel(body, aim.x, aim.z, near))) {
    return body.emit('path_failed', { target, ...xyz(aim) })
  }
  // Beside it in the column isn't yet beside it: a thing may be higher or lower.
  if (target !== 'column') await walkTo(body, new goals.GoalNear(aim.x, aim.y, aim.z, near), { ticks: LAST_TICKS })
}

/** Goes to a dimension through the nearest portal that is known here. */
async function through (body, wanted) {
  const { bot, session } = body
  if (dimension(bot) === wanted) return
  const name = wanted === 'the_end' ? 'end_portal' : 'nether_portal'
  const portal = seenThing(body, name) ?? session.places.nearest(name)
  if (portal === null) return notSeen(body, name)
  await travel(body, portal.x, portal.z, 4)
  const cell = seenThing(body, name) ?? portal
  await walkTo(body, new goals.GoalBlock(cell.x, cell.y, cell.z), { ticks: LAST_TICKS })
  for (let waited = 0; waited < PORTAL_TICKS && dimension(bot) !== wanted; waited += 5) await body.spend(5)
  if (dimension(bot) !== wanted) return body.emit('path_failed', { target: name, ...xyz(cell) })
  await body.during(sentAbout(bot, LOADS_MS))
}

module.exports.seenThing = seenThing
