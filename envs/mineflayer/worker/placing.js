'use strict'

// Setting single blocks.

const { Vec3 } = require('vec3')
const { blockAt, hold } = require('./mining')
const { canReach } = require('./moving')
const { SIDES } = require('./sight')
const { settled } = require('./waits')

const PLACE_MS = 2500
const SPAN = [-3, -2, -1, 0, 1, 2, 3]
const NEAREST = SPAN.flatMap((dx) => SPAN.flatMap((dz) => [-1, 0, 1].map((dy) => [dx, dy, dz])))
  .filter(([dx, , dz]) => dx !== 0 || dz !== 0)
  .sort((a, b) => a[0] ** 2 + a[2] ** 2 - b[0] ** 2 - b[2] ** 2 || Math.abs(a[1]) - Math.abs(b[1]))
const REPLACEABLE = ['grass', 'tall_grass', 'fern', 'large_fern', 'dead_bush', 'snow', 'vine', 'seagrass']
const USED_BY_HAND = /(_door|_trapdoor|_bed|_button|_fence_gate|lever|_table|chest|furnace|smoker|barrel|anvil|loom|grindstone|stonecutter|composter|jukebox|note_block|hopper|dispenser|dropper|shulker_box|beacon|brewing_stand|lectern|cake)$/

/** Returns the free cells in reach in which a block can be set, the nearest first. */
function freeSpots (body) {
  const { x, y, z } = body.feet
  return NEAREST.map(([dx, dy, dz]) => ({ x: x + dx, y: y + dy, z: z + dz })).filter((spot) => isFree(body, spot))
}

function isFree (body, spot) {
  const kind = body.sight.kindAt(spot.x, spot.y, spot.z)
  if (!(kind.air || REPLACEABLE.includes(kind.name)) || !body.limits.inside(spot.x, spot.z)) return false
  const inTheWay = Object.values(body.bot.entities).some((e) => e.position && Math.abs(e.position.x - spot.x - 0.5) < 0.9 && Math.abs(e.position.z - spot.z - 0.5) < 0.9 && e.position.y < spot.y + 1 && e.position.y + (e.height ?? 1) > spot.y)
  return !inTheWay && against(body, spot) !== null && canReach(body, body.feet, spot)
}

/** Returns the side of a solid neighbour against which a block is set: [block, face], or null. */
function against (body, spot) {
  const order = [[0, -1, 0], ...SIDES.filter(([, dy]) => dy !== -1)]
  for (const [dx, dy, dz] of order) {
    const kind = body.sight.kindAt(spot.x + dx, spot.y + dy, spot.z + dz)
    if (kind.solid && !USED_BY_HAND.test(kind.name)) return [{ x: spot.x + dx, y: spot.y + dy, z: spot.z + dz }, new Vec3(-dx, -dy, -dz)]
  }
  return null
}

/** Sets a carried block into a cell; returns whether the server let it be set. */
async function placed (body, item, spot) {
  const { bot, names, ledger } = body
  const side = against(body, spot)
  if (side === null || !(await hold(body, item))) return false
  const [cell, face] = side
  const before = blockAt(body, spot)?.stateId
  await ledger.by('place', () => body.during(settled(bot.placeBlock(blockAt(body, cell), face), { ms: PLACE_MS })))
  await body.spend(2)
  const block = blockAt(body, spot)
  if (!block || block.stateId === before) return false
  body.emit('block_placed', { block: item, x: spot.x, y: spot.y, z: spot.z })
  ledger.settle('place')
  return names.ofBlock(block) !== 'air'
}

module.exports = { freeSpots, placed }
