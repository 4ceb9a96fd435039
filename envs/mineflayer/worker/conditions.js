'use strict'

// Conditions in their JSON form, as `envs.conditions` has them, evaluated where something is waited
// for. Null is "unknown", as of a facet that can't be seen.

const NIGHT = [13200, 22800]
const TIERS = ['wooden', 'golden', 'stone', 'iron', 'diamond', 'netherite']
const VERBS = {
  block_broken: (e) => ['mined', e.block, e.tool, 1],
  block_placed: (e) => ['placed', e.block, 'none', 1],
  crafted: (e) => ['crafted', e.item, 'none', e.count],
  killed: (e) => ['killed', e.entity, e.tool, 1],
  smelted: (e) => ['smelted', e.item, 'none', e.count],
  traded: (e) => ['traded', e.item, 'none', e.count],
  used: (e) => [e.verb, e.object, 'none', 1]
}

const known = (facet, holds) => (facet === null || facet === undefined ? null : holds(facet))

// Each takes the atom and {state, events, words}.
const ATOMS = {
  has: ({ item, count = 1 }, { state, words }) => known(state.inventory, ({ items }) => sum(items.filter((i) => words.matches(item, i.item))) >= count),
  free_slots: ({ count = 1 }, { state }) => known(state.inventory, (i) => i.free_slots >= count),
  equipped: ({ item }, { state, words }) => known(state.equipment, ({ slots }) => slots.some((s) => words.matches(item, s.item))),
  tool: ({ tool, tier = 'wooden' }, { state }) => known(state.inventory, ({ items }) => items.some((i) => isTool(i.item, tool, tier))),
  near: ({ name, distance = 4 }, { state, words }) => known(state.blocks, (blocks) => [...blocks, ...(state.entities ?? []), ...(state.stations ?? [])].some((n) => n.distance <= distance && words.matches(name, n.name))),
  height: ({ low, high }, { state }) => known(state.position, ({ y }) => low <= y && y <= high),
  biome: ({ name }, { state }) => known(state.biome, (biome) => biome === name),
  dimension: ({ name }, { state }) => known(state.position, (p) => p.dimension === name),
  time: ({ phase }, { state }) => known(state.time, (time) => (time >= NIGHT[0] && time < NIGHT[1]) === (phase === 'night')),
  vital: ({ name, least }, { state }) => known(state.vitals?.[name], (value) => value >= least),
  knows: ({ place }, { state }) => known(state.places, (places) => places.some((p) => p.name === place)),
  within: ({ x, z, distance }, { state }) => known(state.position, (p) => Math.hypot(p.x - x, p.z - z) <= distance),
  sky: (atom, { state }) => known(state.position, (p) => p.sky),
  happened: (atom, view) => happened(atom, view) >= (atom.count ?? 1)
}

const sum = (items) => items.reduce((total, { count }) => total + count, 0)

function isTool (item, tool, tier) {
  if (item === 'shears') return tool === 'shears' && TIERS.indexOf('iron') >= TIERS.indexOf(tier)
  const [made, kind] = item.split('_')
  return kind === tool && item === `${made}_${kind}` && TIERS.indexOf(made) >= TIERS.indexOf(tier)
}

function happened ({ verb, object = null, tool = null }, { events, words }) {
  const deeds = events.filter((e) => VERBS[e.kind]).map((e) => VERBS[e.kind](e))
  const counts = deeds.filter(([did, what, by]) => did === verb && (object === null || words.matches(object, what)) && (tool === null || words.matches(tool, by)))
  return counts.reduce((total, [, , , count]) => total + count, 0)
}

/** Returns whether a condition holds on a view; null if that can't be known. */
function evaluate (condition, view) {
  if (condition.kind === 'not') {
    const inner = evaluate(condition.of, view)
    return inner === null ? null : !inner
  }
  if (condition.kind === 'and' || condition.kind === 'or') {
    const decides = condition.kind === 'or'
    const parts = condition.of.map((part) => evaluate(part, view))
    if (parts.includes(decides)) return decides
    return parts.includes(null) ? null : !decides
  }
  return ATOMS[condition.kind](condition, view)
}

module.exports = { evaluate }
