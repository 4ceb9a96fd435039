'use strict'

// Which recipe lies in a crafting grid. minecraft-data has a recipe for each kind of plank; the
// game takes any mixture, so that recipes of one shape and result are one.

class Grids {
  constructor (registry) {
    this._shaped = new Map()
    this._shapeless = []
    for (const recipes of Object.values(registry.recipes)) recipes.forEach((recipe) => this._add(recipe))
  }

  _add ({ inShape, ingredients, result }) {
    if (!inShape) return this._shapeless.push({ ingredients: ingredients.map(idOf).sort(), result })
    const rows = inShape.map((row) => row.map(idOf))
    const pattern = rows.map((row) => row.map((id) => (id === null ? '.' : '#')).join('')).join('/')
    const key = `${result.id}:${result.count}:${pattern}`
    const known = this._shaped.get(key) ?? { cells: rows.map((row) => row.map(() => new Set())), result }
    rows.forEach((row, y) => row.forEach((id, x) => id !== null && known.cells[y][x].add(id)))
    this._shaped.set(key, known)
  }

  /** Returns the result {id, count} of what lies in a grid of rows of item numbers, or null. */
  result (rows) {
    const trimmed = trim(rows)
    if (trimmed.length === 0) return null
    const mirrored = trimmed.map((row) => [...row].reverse())
    for (const { cells, result } of this._shaped.values()) {
      if (fits(cells, trimmed) || fits(cells, mirrored)) return result
    }
    const all = trimmed.flat().filter((id) => id !== null).sort()
    const found = this._shapeless.find(({ ingredients }) => ingredients.length === all.length && ingredients.every((id, n) => id === all[n]))
    return found ? found.result : null
  }
}

function idOf (part) {
  const id = part === null || typeof part !== 'object' ? part : part.id
  return id === undefined || id === null || id < 0 ? null : id
}

function fits (cells, rows) {
  if (cells.length !== rows.length || cells[0].length !== rows[0].length) return false
  return cells.every((row, y) => row.every((set, x) => (set.size === 0 ? rows[y][x] === null : set.has(rows[y][x]))))
}

/** Returns the rows without empty ones around them. */
function trim (rows) {
  const used = rows.flatMap((row, y) => row.map((id, x) => (id === null ? null : [x, y])).filter((c) => c))
  if (used.length === 0) return []
  const [x0, x1] = [Math.min(...used.map(([x]) => x)), Math.max(...used.map(([x]) => x))]
  const [y0, y1] = [Math.min(...used.map(([, y]) => y)), Math.max(...used.map(([, y]) => y))]
  return rows.slice(y0, y1 + 1).map((row) => row.slice(x0, x1 + 1))
}

module.exports = { Grids }
