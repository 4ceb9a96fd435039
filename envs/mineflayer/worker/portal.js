'use strict'

// Building the frame of a portal out of carried obsidian, and lighting it. The corners hold what is
// set beside them; they are of whatever block is carried, or of obsidian.

const { Vec3 } = require('vec3')
const { blockAt, hold } = require('./mining')
const { placed } = require('./placing')
const { holds, settled } = require('./waits')

const PORTAL = 'nether_portal'
const OBSIDIAN = 'obsidian'
const LIGHTER = 'flint_and_steel'
const FRAME = 10
const CORNERS = 4
const FILLERS = /^(cobblestone|dirt|stone|netherrack|cobbled_deepslate|blackstone|granite|diorite|andesite|sandstone|.*_planks|.*_log|.*_wool)$/
const LIGHTS_MS = 3000
const AHEAD = [2, 3]
const SIDEWAYS = [[1, 0], [0, 1], [-1, 0], [0, -1]]
const WIDE = 4
const HIGH = 5

/** Builds a portal beside the bot and lights it; says what is lacking if it can't. */
async function build (body) {
  const corners = fillers(body)
  const obsidian = FRAME + Math.max(0, CORNERS - corners.length)
  if (body.carried(OBSIDIAN) < obsidian) return refused(body, 'item', OBSIDIAN, obsidian - body.carried(OBSIDIAN))
  if (body.carried(LIGHTER) < 1) return refused(body, 'tool', LIGHTER)
  const site = body.limits.may('place') ? freeSite(body) : null
  if (site === null) return refused(body, 'room', PORTAL)
  for (const { cell, corner } of frame(site)) {
    const item = corner && corners.length > 0 ? corners.pop() : OBSIDIAN
    if (!(await placed(body, item, cell))) return body.emit('path_failed', { target: item, ...cell })
  }
  await light(body, at(site, 1, 0), at(site, 1, 1))
}

const refused = (body, need, name, count = 1) => body.emit('refused', { need, name, count })

/** Returns carried blocks for the corners, one entry each. */
function fillers (body) {
  const carried = [...body.ledger.carried()].filter(([name]) => FILLERS.test(name))
  return carried.flatMap(([name, count]) => new Array(Math.min(count, CORNERS)).fill(name)).slice(0, CORNERS)
}

/** Returns a cell of the frame's plane: so far along it, so high. */
const at = ({ x, y, z, dx, dz }, along, up) => ({ x: x + along * dx, y: y + up, z: z + along * dz })

/** Returns the frame's cells in an order in which each has something to be set against. */
function frame (site) {
  const cells = [1, 2, 0, 3].map((along) => ({ cell: at(site, along, 0), corner: along === 0 || along === 3 }))
  for (const along of [0, 3]) for (let up = 1; up < HIGH; up++) cells.push({ cell: at(site, along, up), corner: up === HIGH - 1 })
  for (const along of [1, 2]) cells.push({ cell: at(site, along, HIGH - 1), corner: false })
  return cells
}

/** Returns where a frame finds room before the bot, on firm ground, or null. */
function freeSite (body) {
  const { x, y, z } = body.feet
  for (const ahead of AHEAD) {
    for (const [dx, dz] of SIDEWAYS) {
      // It stands across the way, its middle before the bot.
      const site = dx === 0
        ? { x: x - 1, y, z: z + ahead * dz, dx: 1, dz: 0 }
        : { x: x + ahead * dx, y, z: z - 1, dx: 0, dz: 1 }
      if (isFree(body, site)) return site
    }
  }
  return null
}

function isFree (body, site) {
  for (let along = 0; along < WIDE; along++) {
    const ground = at(site, along, -1)
    if (!body.sight.kindAt(ground.x, ground.y, ground.z).solid || !body.limits.inside(ground.x, ground.z)) return false
    for (let up = 0; up < HIGH; up++) {
      const { x, y, z } = at(site, along, up)
      if (!body.sight.kindAt(x, y, z).air) return false
    }
  }
  return true
}

/** Lights a frame from inside, upon its lower edge. */
async function light (body, edge, inside) {
  const { bot, sight, session } = body
  if (!(await hold(body, LIGHTER))) return refused(body, 'tool', LIGHTER)
  await body.during(settled(bot.activateBlock(blockAt(body, edge), new Vec3(0, 1, 0)), { ms: LIGHTS_MS }))
  const lit = () => sight.kindAt(inside.x, inside.y, inside.z).name === PORTAL
  if (!(await body.during(holds(lit, { ms: LIGHTS_MS })))) return body.emit('path_failed', { target: PORTAL, ...inside })
  session.places.see(PORTAL, inside)
  body.emit('block_placed', { block: PORTAL, ...inside })
}

module.exports = { build }
