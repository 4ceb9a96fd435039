'use strict'

// Whether the bot is shut in, so that it may dig its way out: in a pit, a mine or a cave.

const FEW_CELLS = 48
const MOST_CELLS = 600
const DEEPEST = 3
const ASIDE = [[1, 0], [-1, 0], [0, 1], [0, -1]]

/** Returns whether few places can be walked to, or none of many lies under the sky. */
function isEnclosed (body) {
  const { feet, sight } = body
  const start = [feet.x, feet.y, feet.z]
  const known = new Set([start.join()])
  const queue = [start]
  for (let n = 0; n < queue.length && n < MOST_CELLS; n++) {
    for (const next of steps(sight, queue[n])) {
      if (known.has(next.join())) continue
      known.add(next.join())
      queue.push(next)
    }
  }
  return queue.length <= FEW_CELLS || !queue.some(([x, y, z]) => sight.underSky({ x, y, z }))
}

/** Returns where one comes to from a place by a step: a block up, level, or some down. */
function steps (sight, [x, y, z]) {
  const found = []
  for (const [dx, dz] of ASIDE) {
    for (let to = y + 1; to >= y - DEEPEST; to--) {
      const column = { x: x + dx, z: z + dz }
      if (to > y ? isFree(sight, { x, z }, y + 2) && stands(sight, column, to) : stands(sight, column, to) && clear(sight, column, to, y)) {
        found.push([column.x, to, column.z])
        break
      }
    }
  }
  return found
}

const isFree = (sight, { x, z }, y) => !sight.kindAt(x, y, z).solid
const stands = (sight, column, y) => isFree(sight, column, y) && isFree(sight, column, y + 1) && !isFree(sight, column, y - 1)

/** Returns whether a body falls from one height to another in a column. */
function clear (sight, column, low, high) {
  for (let y = low; y <= high + 1; y++) if (!isFree(sight, column, y)) return false
  return true
}

module.exports = { isEnclosed, steps }
