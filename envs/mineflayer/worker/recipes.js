'use strict'

// What a player's recipe book says: what lies how in a grid. Ingredients go by words, and recipes
// of one shape for one thing, one for each kind of plank say, are one recipe.

const { elderRecipes } = require('./elder')

const TABLE = 'crafting_table'

/**
 * Returns the recipes of an item: [{cells, width, height, count}]; a cell is {x, y, words}.
 *
 * @param {Body} body
 * @param {string} item
 */
function recipesOf (body, item) {
  const { bot, names } = body
  const merged = new Map()
  for (const [id, metadata] of names.itemIds(item)) {
    for (const recipe of bot.recipesAll(id, metadata, true)) {
      if (names.ofItemId(recipe.result.id, recipe.result.metadata ?? metadata) === item) merge(merged, read(recipe, names))
    }
  }
  const elder = elderRecipes(bot.registry, item)
  for (const recipe of elder.recipes.map((r) => read(r, elder.names))) {
    if (recipe.cells.every(({ words }) => [...words].every((word) => body.words.isItem(word)))) merge(merged, recipe)
  }
  return [...merged.values()]
}

function read (recipe, names) {
  const cells = []
  const put = (part, x, y) => {
    if (part.id !== -1 && part.id !== null) cells.push({ x, y, words: new Set(wordsOf(part, names)) })
  }
  const rows = recipe.inShape ?? []
  rows.forEach((row, y) => row.forEach((part, x) => put(part, x, y)))
  const loose = recipe.ingredients ?? []
  const side = rows.length + loose.length <= 4 && rows.length === 0 && loose.length <= 4 ? 2 : 3
  loose.forEach((part, n) => put(part, n % side, Math.floor(n / side)))
  return {
    cells,
    width: Math.max(...cells.map((c) => c.x)) + 1,
    height: Math.max(...cells.map((c) => c.y)) + 1,
    count: recipe.result.count
  }
}

function wordsOf ({ id, metadata }, names) {
  if (names.flat || (metadata !== null && metadata !== undefined)) return [names.ofItemId(id, metadata)]
  return names.wordsOfId(id)
}

function merge (merged, recipe) {
  const key = `${recipe.count}|${recipe.cells.map((c) => `${c.x},${c.y}`).join(' ')}|${recipe.cells.length}`
  const known = merged.get(key)
  if (known && joins(known, recipe)) known.cells.forEach((cell, n) => recipe.cells[n].words.forEach((w) => cell.words.add(w)))
  else merged.set(known ? `${key}|${merged.size}` : key, recipe)
}

/** Returns whether two recipes differ by one kind of ingredient alone, as planks and planks do. */
function joins (a, b) {
  const pairs = new Map()
  return a.cells.every((cell, n) => {
    const first = [...cell.words][0]
    const other = [...b.cells[n].words][0]
    if (pairs.has(first)) return pairs.get(first) === other
    pairs.set(first, other)
    return first === other || kindOf(first) === kindOf(other)
  })
}

const kindOf = (word) => word.replace(/^.*_(planks|log|wood|stem|hyphae|slab|wool|dye|bed|carpet)$/, '$1').replace(/^(charcoal|coal)$/, 'coal').replace(/^(cobblestone|blackstone|cobbled_deepslate)$/, 'cobblestone').replace(/^(red_sand|sand)$/, 'sand')

/** Returns whether a recipe fits the grid of a window. */
function fits (recipe, window) {
  const side = window === 'none' ? 2 : 3
  return (window === 'none' || window === TABLE) && recipe.width <= side && recipe.height <= side
}

/** Returns which carried item goes into each cell, or null if some is lacking. */
function planned (recipe, counts) {
  const left = new Map(counts)
  const chosen = []
  for (const cell of recipe.cells) {
    const most = [...cell.words].sort((a, b) => (left.get(b) ?? 0) - (left.get(a) ?? 0))[0]
    if (!left.get(most)) return null
    left.set(most, left.get(most) - 1)
    chosen.push({ ...cell, word: most })
  }
  return chosen
}

/** Returns what is lacking for a recipe: [{item, count}]. */
function lacking (recipe, counts, vocabulary) {
  const needs = new Map()
  for (const { words } of recipe.cells) {
    const key = [...words].sort().join(',')
    needs.set(key, (needs.get(key) ?? 0) + 1)
  }
  return [...needs].map(([key, need]) => {
    const words = key.split(',')
    const have = words.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0)
    return { item: vocabulary.smallest(words), count: need - have }
  }).filter((lack) => lack.count > 0)
}

/** Returns the recipe for which least is lacking. */
function nearest (recipes, counts, vocabulary) {
  const short = (recipe) => lacking(recipe, counts, vocabulary).reduce((sum, lack) => sum + lack.count, 0)
  return [...recipes].sort((a, b) => short(a) - short(b))[0]
}

module.exports = { TABLE, fits, lacking, nearest, planned, recipesOf }
