'use strict'

// One word for one thing in every version: the names of Minecraft 1.16, under which all worlds of
// the project know it. Before 1.13 a number and metadata name a block or item; what was renamed
// since goes by its old name.

const { legacy } = require('minecraft-data')
const { safeName } = require('./text')

// From the name before or since to the name in 1.16.
const RENAMED = {
  cactus_green: 'green_dye',
  dandelion_yellow: 'yellow_dye',
  dirt_path: 'grass_path',
  iron_chain: 'chain',
  rose_red: 'red_dye',
  short_grass: 'grass',
  sign: 'oak_sign',
  turtle_scute: 'scute',
  wall_sign: 'oak_wall_sign'
}

// Entities of before 1.13 (the first column as Minecraft 1.11 wrote them in snake case).
const OLD_ENTITIES = {
  commandblock_minecart: 'command_block_minecart',
  ender_crystal: 'end_crystal',
  entity_horse: 'horse',
  evocation_fangs: 'evoker_fangs',
  evocation_illager: 'evoker',
  eye_of_ender_signal: 'eye_of_ender',
  falling_sand: 'falling_block',
  fireworks_rocket: 'firework_rocket',
  fireworks_rocket_entity: 'firework_rocket',
  fishing_float: 'fishing_bobber',
  fishing_hook: 'fishing_bobber',
  illusion_illager: 'illusioner',
  lava_slime: 'magma_cube',
  minecart_rideable: 'minecart',
  mushroom_cow: 'mooshroom',
  ozelot: 'ocelot',
  pig_zombie: 'zombified_piglin',
  primed_tnt: 'tnt',
  snow_man: 'snow_golem',
  snowman: 'snow_golem',
  thrown_egg: 'egg',
  thrown_enderpearl: 'ender_pearl',
  thrown_exp_bottle: 'experience_bottle',
  thrown_potion: 'potion',
  villager_golem: 'iron_golem',
  vindication_illager: 'vindicator',
  wither_boss: 'wither',
  xp_bottle: 'experience_bottle',
  xp_orb: 'experience_orb',
  zombie_pigman: 'zombified_piglin'
}

const snake = (name) => String(name).replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()

/** Names of one version of Minecraft. */
class Names {
  constructor (registry) {
    this._registry = registry
    this.flat = registry.supportFeature('theFlattening')
    this._ofState = new Map()
  }

  /** Returns the word for a block's state. */
  ofState (stateId) {
    let name = this._ofState.get(stateId)
    if (name === undefined) {
      name = this._nameOfState(stateId)
      this._ofState.set(stateId, name)
    }
    return name
  }

  _nameOfState (stateId) {
    if (!this.flat) return oldBlock(this._registry, stateId >> 4, stateId & 15)
    const block = this._registry.blocksByStateId[stateId]
    return renamed(block ? block.name : 'air')
  }

  /** Returns the word for a block of a world. */
  ofBlock (block) {
    return this.ofState(block.stateId)
  }

  /** Returns the word for a stack of items. */
  ofItem (item) {
    if (this.flat) return renamed(item.name)
    return oldItem(this._registry, item.type, item.metadata || 0)
  }

  /** Returns the word for an item by its number, as recipes know it. */
  ofItemId (id, metadata) {
    if (this.flat) return renamed(this._registry.items[id]?.name ?? 'air')
    return oldItem(this._registry, id, metadata || 0)
  }

  /** Returns the word for an entity's kind. */
  ofEntityName (name) {
    const plain = safeName(snake(name ?? 'unknown'))
    return OLD_ENTITIES[plain] ?? plain
  }

  /** Returns the number and metadata of all items that go by a word: [[id, metadata or null]]. */
  itemIds (word) {
    if (this.flat) {
      return this._registry.itemsArray.filter((i) => renamed(i.name) === word).map((i) => [i.id, null])
    }
    return Object.entries(legacy.pc.items)
      .filter(([, name]) => bare(name) === word)
      .map(([key]) => key.split(':').map(Number))
      .filter(([id]) => this._registry.items[id] !== undefined)
  }

  /** Returns all words that a number stands for, whatever the metadata. */
  wordsOfId (id) {
    if (this.flat) return [this.ofItemId(id)]
    return sorted(this._metadataOf(id).map((metadata) => oldItem(this._registry, id, metadata)))
  }

  /** Returns all words for blocks. */
  blocks () {
    if (this.flat) return sorted(this._registry.blocksArray.map((b) => renamed(b.name)))
    return sorted(Object.entries(legacy.pc.blocks)
      .filter(([key]) => this._registry.blocks[key.split(':')[0]] !== undefined)
      .map(([, name]) => bare(name)))
  }

  /** Returns all words for items, without what nobody carries. */
  items () {
    if (this.flat) return sorted(this._registry.itemsArray.map((i) => renamed(i.name))).filter((n) => n !== 'air')
    const words = Object.entries(legacy.pc.items)
      .filter(([key]) => this._registry.items[key.split(':')[0]] !== undefined)
      .map(([, name]) => bare(name))
    return sorted(words).filter((n) => n !== 'air')
  }

  /** Returns all words for kinds of entity. */
  entities () {
    return sorted(this._registry.entitiesArray.map((e) => this.ofEntityName(e.name)))
  }

  /** Returns all words for biomes. */
  biomes () {
    return sorted(this._registry.biomesArray.map((b) => safeName(b.name)))
  }

  /** Returns how many of each item fit a slot, where it isn't 64. */
  stackSizes () {
    const sizes = {}
    for (const item of this._registry.itemsArray) {
      if (item.stackSize === 64 || !item.stackSize) continue
      const words = this.flat ? [renamed(item.name)] : this._metadataOf(item.id).map((m) => oldItem(this._registry, item.id, m))
      for (const word of words) sizes[word] = item.stackSize
    }
    return sizes
  }

  _metadataOf (id) {
    if (this._metadata === undefined) {
      this._metadata = new Map()
      for (const key of Object.keys(legacy.pc.items)) {
        const [item, metadata] = key.split(':').map(Number)
        this._metadata.set(item, [...(this._metadata.get(item) ?? []), metadata])
      }
    }
    return this._metadata.get(id) ?? [0]
  }
}

const sorted = (names) => [...new Set(names.map((n) => safeName(n)))].sort()
const renamed = (name) => RENAMED[name] ?? name
const bare = (name) => renamed(name.replace(/^minecraft:/, '').replace(/\[.*$/, ''))

function oldBlock (registry, id, metadata) {
  const found = legacy.pc.blocks[`${id}:${metadata}`] ?? legacy.pc.blocks[`${id}:0`]
  return found ? bare(found) : safeName(registry.blocks[id]?.name ?? 'air')
}

function oldItem (registry, id, metadata) {
  // What wears has its wear where others have their kind.
  const found = legacy.pc.items[`${id}:${metadata}`] ?? legacy.pc.items[`${id}:0`]
  return found ? bare(found) : safeName(registry.items[id]?.name ?? registry.blocks[id]?.name ?? 'air')
}

module.exports = { Names }
