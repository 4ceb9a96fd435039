'use strict'

// What becomes what in which station: as in Minecraft 1.16, and what came since.

const COOKING = require('./data/cooking.json')

const METALS = ['copper', 'gold', 'iron']

/** Returns what an item is cooked of, by station: {furnace: ['iron_ore', ...]}. */
function cookedOf (item) {
  const known = COOKING[item] ?? {}
  const metal = METALS.find((name) => item === `${name}_ingot`)
  if (metal) {
    const sources = [`${metal}_ore`, `deepslate_${metal}_ore`, `raw_${metal}`]
    const with_ = (station) => [...new Set([...(known[station] ?? []), ...sources])]
    return { ...known, blast_furnace: with_('blast_furnace'), furnace: with_('furnace') }
  }
  const ore = ['coal', 'diamond', 'emerald', 'lapis_lazuli', 'redstone'].includes(item) ? `deepslate_${item.replace('_lazuli', '')}_ore` : null
  if (ore === null) return known
  return Object.fromEntries(Object.entries(known).map(([station, sources]) => [station, [...sources, ore]]))
}

module.exports = { cookedOf }
