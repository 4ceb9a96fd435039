'use strict'

// The state as the client knows it, in the JSON form of `envs.State`: thirteen facets, lists
// sorted; what can't be known is null.

const { usesLeft, OFFHAND_SLOT } = require('./ledger')
const { safeName } = require('./text')

const STATIONS = new Set(['anvil', 'barrel', 'blast_furnace', 'brewing_stand', 'campfire', 'cartography_table', 'cauldron', 'chest', 'composter', 'crafting_table', 'enchanting_table', 'fletching_table', 'furnace', 'grindstone', 'loom', 'smithing_table', 'smoker', 'stonecutter', 'trapped_chest'])
const STATION_BLOCKS = 16
const DAY_TICKS = 24000
// What a stack of items has, and nothing else that is told of an entity.
const STACK_KEYS = ['itemId', 'itemCount', 'blockId']
const MOST_METADATA = 16

const isStation = (name) => STATIONS.has(name) || name.endsWith('_bed') || name.endsWith('shulker_box')

const byName = (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

/** Returns the state of a session as it now stands. */
function observe (session) {
  const { bot, sight, names } = session
  const position = bot.entity.position.floored()
  const blocks = kinds(position, sight.blocks().map((b) => ({ name: b.name, count: 1, ...xyz(b) })))
  const seen = sight.entities()
  return {
    tick: session.clock.tick,
    inventory: inventory(session.ledger),
    equipment: { slots: equipment(bot, session.ledger, names) },
    position: { ...xyz(position), dimension: dimension(bot), sky: sight.underSky() },
    biome: biome(bot),
    vitals: vitals(bot),
    time: timeOfDay(bot),
    light: light(bot),
    weather: bot.thunderState > 0 ? 'thunder' : bot.isRaining ? 'rain' : 'clear',
    blocks,
    entities: kinds(position, seen.map((e) => entity(e, names)).filter((e) => e !== null)),
    stations: blocks.filter((b) => isStation(b.name) && b.distance <= STATION_BLOCKS),
    window: session.window ?? 'none',
    places: session.places.list()
  }
}

const xyz = ({ x, y, z }) => ({ x, y, z })

/** Returns one entry a name, of the nearest, with how many there are. */
function kinds (from, sightings) {
  const found = new Map()
  for (const { name, count, x, y, z } of sightings) {
    const distance = Math.floor(Math.hypot(x - from.x, y - from.y, z - from.z))
    const known = found.get(name)
    if (known === undefined) found.set(name, { name, count, x, y, z, distance })
    else {
      known.count += count
      if (distance < known.distance) Object.assign(known, { x, y, z, distance })
    }
  }
  return [...found.values()].sort(byName)
}

/** Returns an entity as it is named: what lies about by the item's name. */
function entity (e, names) {
  const item = itemOf(e)
  const name = item ? names.ofItem(item) : names.ofEntityName(e.name)
  return { name: safeName(name), count: item ? Math.max(1, item.count) : 1, ...xyz(e.position.floored()) }
}

/** Returns the stack that lies about as an entity; null if it is none, or isn't known yet. */
function itemOf (e) {
  return dropped(e) ?? dropped({ ...plainly(e), getDroppedItem: e.getDroppedItem })
}

function dropped (e) {
  try {
    return e.getDroppedItem() ?? null
  } catch {
    return null
  }
}

/** Returns an entity that has its stack wherever it is looked for: servers number it as they like. */
function plainly ({ name, metadata }) {
  const stack = (metadata ?? []).find((value) => value && STACK_KEYS.some((key) => key in Object(value)))
  return { name, metadata: new Array(MOST_METADATA).fill(stack) }
}

function inventory (ledger) {
  const items = [...ledger.all()].map(([item, count]) => ({ item, count }))
  return { items: items.sort((a, b) => (a.item < b.item ? -1 : 1)), free_slots: ledger.freeSlots() }
}

function equipment (bot, ledger, names) {
  const worn = { ...ledger.worn(), mainhand: bot.heldItem, offhand: bot.inventory.slots[OFFHAND_SLOT] }
  return Object.entries(worn)
    .filter(([, item]) => item)
    .map(([slot, item]) => ({ slot, item: names.ofItem(item), durability: usesLeft(item) }))
    .sort((a, b) => (a.slot < b.slot ? -1 : 1))
}

function dimension (bot) {
  // Before 1.16 they have no `the_`; servers put a world's name before it.
  const name = String(bot.game.dimension ?? 'overworld').replace(/^.*:/, '')
  const [, other] = /^(nether|end)$/.exec(name) ?? /(?:^|_)the_(nether|end)$/.exec(name) ?? /^.*_(nether)$/.exec(name) ?? []
  return other ? `the_${other}` : 'overworld'
}

function biome (bot) {
  const position = bot.entity.position.floored()
  const column = bot.world.getColumn(position.x >> 4, position.z >> 4)
  if (!column) return null
  const id = column.getBiome({ x: position.x & 15, y: position.y, z: position.z & 15 })
  const known = bot.registry.biomes[id]
  return known?.name ? safeName(known.name) : null
}

const FULL_AIR_TICKS = 300

function vitals (bot) {
  if (bot.health === undefined) return null
  const air = bot.entity.metadata?.[1]
  const effects = Object.keys(bot.entity.effects ?? {})
    .map((id) => bot.registry.effects[id]?.name)
    .filter((name) => name)
    .map((name) => name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase())
  return {
    health: bot.health,
    food: bot.food ?? null,
    air: typeof air === 'number' ? Math.max(0, air) : FULL_AIR_TICKS,
    effects: effects.sort()
  }
}

function timeOfDay (bot) {
  const { timeOfDay } = bot.time
  return Number.isFinite(timeOfDay) ? ((timeOfDay % DAY_TICKS) + DAY_TICKS) % DAY_TICKS : null
}

const DUSK = 12040
const NIGHT = 13670
const DAWN = 22330
const DAY = 23960
const NIGHT_DARKENS = 11

/** Returns by how much the sky's light is less than at noon (Minecraft Wiki, Light, Daylight). */
function darkening (time) {
  if (time < DUSK || time >= DAY) return 0
  if (time < NIGHT) return Math.round((NIGHT_DARKENS * (time - DUSK)) / (NIGHT - DUSK))
  if (time < DAWN) return NIGHT_DARKENS
  return Math.round((NIGHT_DARKENS * (DAY - time)) / (DAY - DAWN))
}

function light (bot) {
  const block = bot.blockAt(bot.entity.position.floored())
  if (!block || !Number.isFinite(block.skyLight)) return null
  const sky = dimension(bot) === 'overworld' ? block.skyLight - darkening(timeOfDay(bot) ?? 0) : 0
  return Math.min(15, Math.max(0, sky, block.light ?? 0))
}

module.exports = { STATION_BLOCKS, dimension, isStation, itemOf, observe, timeOfDay, xyz }
