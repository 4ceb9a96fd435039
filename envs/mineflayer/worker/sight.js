'use strict'

// What can be seen from the bot's eye, as in craftworld: blocks that border on air connected with
// the eye's cell inside the view box, and entities in line of sight. Nothing is seen through rock.

const { Vec3 } = require('vec3')

const VIEW_RADIUS = 24
const VIEW_HEIGHT = 16
const ENTITY_BLOCKS = 32
const CLOSE = { radius: 6, height: 6 } // an arm's length, and what lies beside a block there

const SIDES = [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]]

/** What sight passes, what one can be in the way of, and what is empty, by a block's state. */
class Kinds {
  constructor (bot, names) {
    this._registry = bot.registry
    this._names = names
    this._of = new Map()
  }

  /** Returns {name, air, open (sight passes), solid, liquid} of a state. */
  of (stateId) {
    let kind = this._of.get(stateId)
    if (kind === undefined) {
      const block = this._registry.blocksByStateId[stateId]
      const name = this._names.ofState(stateId)
      const air = name === 'air' || name === 'cave_air' || name === 'void_air'
      const solid = !air && block?.boundingBox === 'block'
      kind = {
        name,
        air,
        solid,
        liquid: name === 'water' || name === 'lava',
        open: air || !solid || block.transparent === true
      }
      this._of.set(stateId, kind)
    }
    return kind
  }
}

/** The land as it is during one look: each column is asked for once. */
class Land {
  constructor (bot, kinds) {
    this._bot = bot
    this._kinds = kinds
    this._columns = new Map()
    this._inside = new Vec3(0, 0, 0)
  }

  /** Returns what kind of block is in a cell; null where no chunk is loaded. */
  kindAt ({ x, y, z }) {
    const column = this._column(x >> 4, z >> 4)
    if (column === null) return null
    const bottom = column.minY ?? 0
    if (y < bottom || y >= bottom + (column.worldHeight ?? 256)) return this._kinds.of(0)
    return this._kinds.of(column.getBlockStateId(this._inside.set(x & 15, y, z & 15)))
  }

  _column (x, z) {
    const key = x * 67108864 + z
    let column = this._columns.get(key)
    if (column === undefined) this._columns.set(key, (column = this._bot.world.getColumn(x, z) ?? null))
    return column
  }
}

class Sight {
  constructor (bot, names) {
    this._bot = bot
    this.kinds = new Kinds(bot, names)
  }

  get eye () {
    const { position } = this._bot.entity
    return new Vec3(Math.floor(position.x), Math.floor(position.y + 1.62), Math.floor(position.z))
  }

  /**
   * Returns the blocks in view, the nearest first: [{name, x, y, z, squared}].
   *
   * @param {(name: string) => boolean} [wanted] which kinds; all but air if not given
   * @param {object} [box]
   * @param {number} [box.radius] how far to look along x and z, in blocks
   * @param {number} [box.height] how far to look up and down, in blocks
   */
  blocks (wanted = () => true, { radius = VIEW_RADIUS, height = VIEW_HEIGHT } = {}) {
    const eye = this.eye
    const wide = 2 * radius + 1
    const high = 2 * height + 1
    const seen = new Uint8Array(wide * wide * high)
    const look = new Map()
    const found = []
    const stack = []
    const land = new Land(this._bot, this.kinds)
    const cell = new Vec3(0, 0, 0)
    const at = (dx, dy, dz) => (dy + height) * wide * wide + (dz + radius) * wide + dx + radius
    const visit = (dx, dy, dz) => {
      const index = at(dx, dy, dz)
      if (seen[index]) return
      seen[index] = 1
      cell.set(eye.x + dx, eye.y + dy, eye.z + dz)
      const kind = land.kindAt(cell)
      if (kind === null) return
      if (!kind.air) {
        let want = look.get(kind)
        if (want === undefined) look.set(kind, (want = wanted(kind.name)))
        if (want) found.push({ name: kind.name, x: cell.x, y: cell.y, z: cell.z, squared: dx * dx + dy * dy + dz * dz })
      }
      if (kind.open) stack.push(dx, dy, dz)
    }
    visit(0, 0, 0)
    while (stack.length > 0) {
      const dz = stack.pop()
      const dy = stack.pop()
      const dx = stack.pop()
      for (const [sx, sy, sz] of SIDES) {
        const x = dx + sx
        const y = dy + sy
        const z = dz + sz
        if (Math.abs(x) <= radius && Math.abs(z) <= radius && Math.abs(y) <= height) visit(x, y, z)
      }
    }
    return found.sort((a, b) => a.squared - b.squared || a.x - b.x || a.y - b.y || a.z - b.z)
  }

  /** Returns what kind of block is in a cell; null where no chunk is loaded. */
  _kindAt (cell) {
    return new Land(this._bot, this.kinds).kindAt(cell)
  }

  /** Returns what kind of block is in a cell; air where no chunk is loaded. */
  kindAt (x, y, z) {
    return this._kindAt(new Vec3(x, y, z)) ?? this.kinds.of(0)
  }

  /** Returns whether lava, or another liquid that is asked for, is seen in some of the cells by the bot. */
  liquidIn (cells, names = ['lava']) {
    const seen = this.blocks((name) => names.includes(name), CLOSE)
    return seen.some((block) => cells.some(({ x, y, z }) => block.x === x && block.y === y && block.z === z))
  }

  /** Returns whether the sky is open above a cell, the eye's by default; null where no chunk is loaded. */
  underSky ({ x, y, z } = this.eye) {
    const column = this._bot.world.getColumn(x >> 4, z >> 4)
    if (!column) return null
    const top = (column.minY ?? 0) + (column.worldHeight ?? 256)
    for (let up = y; up < top; up++) {
      if (!this.kindAt(x, up, z).open) return false
    }
    return true
  }

  /** Returns the entities in line of sight, the nearest first, without the bot itself. */
  entities (radius = ENTITY_BLOCKS) {
    const bot = this._bot
    const from = bot.entity.position
    return Object.values(bot.entities)
      .filter((e) => e !== bot.entity && e.position && e.isValid !== false)
      .map((e) => [e.position.distanceTo(from), e])
      .filter(([distance, e]) => distance <= radius && this._sees(e))
      .sort(([a, x], [b, y]) => a - b || x.id - y.id)
      .map(([, e]) => e)
  }

  _sees (entity) {
    const eye = this._bot.entity.position.offset(0, 1.62, 0)
    const aim = entity.position.offset(0, Math.max(0.2, (entity.height ?? 0.5) * 0.8), 0)
    return this.clear(eye, aim)
  }

  /** Returns whether nothing solid stands between two points. */
  clear (from, to) {
    const way = to.minus(from)
    const length = way.norm()
    const step = way.scaled(1 / Math.max(1, Math.ceil(length * 4)))
    const point = from.clone()
    const last = to.floored()
    for (let n = Math.ceil(length * 4); n > 0; n--) {
      point.add(step)
      const cell = point.floored()
      if (cell.equals(last)) return true
      const kind = this._kindAt(cell)
      if (kind !== null && !kind.open) return false
    }
    return true
  }
}

/** Returns the six cells that a cell borders on. */
const sidesOf = ({ x, y, z }) => SIDES.map(([dx, dy, dz]) => ({ x: x + dx, y: y + dy, z: z + dz }))

module.exports = { ENTITY_BLOCKS, SIDES, Sight, VIEW_RADIUS, sidesOf }
