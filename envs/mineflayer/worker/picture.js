'use strict'

// The land from above, as far as the client has it: for people to look at, and nobody else.

const { Wrong } = require('./faults')
const { HUNTERS } = require('./refuge')
const { dimension, xyz } = require('./state')
const { safeName } = require('./text')
const { Vec3 } = require('vec3')

const MOST_COLUMNS = 65536
const MOST_CREATURES = 256
const ROOFED = 3 // blocks of room above the feet, under which the bot counts as being under ground
const UNKNOWN = -1
const UNSEEN = new Set(['barrier', 'structure_void', 'light'])
const CREATURES = new Set(['hostile', 'animal', 'passive', 'mob', 'water_creature', 'ambient'])

/** Columns of chunks, looked at from above. */
class Above {
  constructor ({ bot, sight }) {
    this._bot = bot
    this._kinds = sight.kinds
    this._inside = new Vec3(0, 0, 0)
  }

  /** Returns the topmost block that is wanted, at `from` or lower: {name, y}; null if no chunk is loaded. */
  top (x, z, from, wanted = ({ air, name }) => !air && !UNSEEN.has(name)) {
    const column = this._bot.world.getColumn(x >> 4, z >> 4)
    if (!column) return null
    const bottom = column.minY ?? 0
    for (let y = Math.min(from, bottom + (column.worldHeight ?? 256) - 1); y >= bottom; y--) {
      const section = column.sections?.[(y - bottom) >> 4]
      if (section === null || section?.isEmpty?.()) {
        y -= (y - bottom) & 15
        continue
      }
      const kind = this._kinds.of(column.getBlockStateId(this._inside.set(x & 15, y, z & 15)))
      if (wanted(kind)) return { name: kind.name, y }
    }
    return { name: 'air', y: bottom }
  }

  /** Returns whether most of what is about a cell is roofed: a tree is no roof. */
  roofed ({ x, y, z }) {
    let roofs = 0
    for (let dx = -2; dx <= 2; dx++) {
      for (let dz = -2; dz <= 2; dz++) {
        if (this.top(x + dx, z + dz, Infinity, ({ open }) => !open)?.y >= y + ROOFED) roofs++
      }
    }
    return roofs > 12
  }
}

/**
 * Returns how a region looks, row by row from north to south:
 * {dimension, slice_y, names, kinds, heights, creatures}.
 *
 * A kind is the number of a name, -1 where the client has no land. `slice_y` is null for the view
 * from the sky; otherwise what is above the bot's head there is left out.
 *
 * @throws {Wrong} if the region isn't one, or is too large
 */
function picture (session, { x, z, width, height, from_sky: fromSky = false }) {
  if (![x, z, width, height].every(Number.isSafeInteger) || width < 1 || height < 1) {
    throw new Wrong('A region has whole numbers: x, z, width and height, the last two at least 1.')
  }
  if (width * height > MOST_COLUMNS) throw new Wrong(`A region has at most ${MOST_COLUMNS} columns; found ${width * height}.`)
  const above = new Above(session)
  const feet = session.bot.entity.position.floored()
  const where = dimension(session.bot)
  const sliced = where === 'the_nether' || (where === 'overworld' && !fromSky && above.roofed(feet))
  const numbers = new Map()
  const kinds = []
  const heights = []
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const top = above.top(x + u, z + v, sliced ? feet.y + 1 : Infinity)
      if (top !== null && !numbers.has(top.name)) numbers.set(top.name, numbers.size)
      kinds.push(top === null ? UNKNOWN : numbers.get(top.name))
      heights.push(top === null ? 0 : top.y)
    }
  }
  return {
    dimension: where,
    slice_y: sliced ? feet.y : null,
    names: [...numbers.keys()].map((name) => safeName(name)),
    kinds,
    heights,
    creatures: creatures(session, (at) => at.x >= x && at.x < x + width && at.z >= z && at.z < z + height && (!sliced || Math.abs(at.y - feet.y) <= 4))
  }
}

/** Returns the creatures that the client knows of where it is wanted, in the order of their ids. */
function creatures ({ bot, names }, wanted) {
  return Object.values(bot.entities)
    .filter((e) => e !== bot.entity && e.position && e.isValid !== false && CREATURES.has(e.type) && wanted(e.position.floored()))
    .sort((a, b) => a.id - b.id)
    .slice(0, MOST_CREATURES)
    .map((e) => ({ name: safeName(names.ofEntityName(e.name)), hostile: HUNTERS.has(names.ofEntityName(e.name)), ...xyz(e.position.floored()) }))
}

module.exports = { picture }
