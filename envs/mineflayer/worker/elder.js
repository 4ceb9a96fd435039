'use strict'

// From 1.20.5 on minecraft-data has some things wrong or not at all that the game didn't change:
// ores that no pickaxe mines quickly, tools of one use, recipes of one kind of log or plank. They
// are taken from the last version that it has whole.

const minecraftData = require('minecraft-data')
const { Names } = require('./names')

const WHOLE = '1.20.4'
const SINCE = '1.20.5'
const ONE_USE = 1

let elder = null

/** Returns the data of the elder version, and its names. */
function whole () {
  if (elder === null) {
    const data = minecraftData(WHOLE)
    elder = { data, names: new Names(data) }
  }
  return elder
}

const needed = (registry) => registry.isNewerOrEqualTo(SINCE)

/** Puts right which tools mine what quickly, and how often tools can be used. */
function mend (registry) {
  if (!needed(registry)) return
  for (const block of registry.blocksArray) {
    // It names the tools that are too weak, of blocks that are all for pickaxes.
    if (block.material?.startsWith('incorrect_for_')) block.material = 'mineable/pickaxe'
  }
  for (const item of registry.itemsArray) {
    if (item.maxDurability === ONE_USE) item.maxDurability = whole().data.itemsByName[item.name]?.maxDurability
  }
}

/** Returns the recipes of an item by its word, as the elder version has them, and its names. */
function elderRecipes (registry, item) {
  if (!needed(registry)) return { recipes: [], names: null }
  const { data, names } = whole()
  const recipes = names.itemIds(item).flatMap(([id]) => data.recipes[id] ?? [])
  return { recipes: recipes.map(spelled), names }
}

/** Returns a recipe with its parts as mineflayer has them. */
const spelled = ({ inShape, ingredients, result }) => ({
  inShape: inShape?.map((row) => row.map(part)),
  ingredients: ingredients?.map(part),
  result
})

const part = (id) => ({ id: id ?? null, metadata: null })

module.exports = { elderRecipes, mend }
