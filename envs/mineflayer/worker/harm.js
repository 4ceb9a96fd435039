'use strict'

// What hurt the bot: told by the protocol where it tells it, else by what a player would see.

const nbt = require('prismarine-nbt')
const { safeName } = require('./text')

const BY_DAMAGE_TYPE = {
  cactus: 'cactus',
  campfire: 'campfire',
  drown: 'drowning',
  dry_out: 'drowning',
  fall: 'fall',
  fly_into_wall: 'fall',
  freeze: 'powder_snow',
  hot_floor: 'magma_block',
  in_fire: 'fire',
  in_wall: 'suffocation',
  indirect_magic: 'magic',
  lava: 'lava',
  lightning_bolt: 'lightning_bolt',
  magic: 'magic',
  on_fire: 'fire',
  out_of_world: 'void',
  stalagmite: 'pointed_dripstone',
  starve: 'starvation',
  sweet_berry_bush: 'sweet_berry_bush',
  wither: 'magic'
}

// As death messages name it (Minecraft's translation keys, in lower case).
const BY_DEATH_MESSAGE = {
  ...BY_DAMAGE_TYPE,
  anvil: 'anvil',
  cramming: 'cramming',
  hotfloor: 'magma_block',
  infire: 'fire',
  inwall: 'suffocation',
  lightningbolt: 'lightning_bolt',
  onfire: 'fire',
  outofworld: 'void',
  sweetberrybush: 'sweet_berry_bush'
}

// Entity status codes of a player that was hurt, in versions that have them.
const BY_STATUS = { 33: 'thorns', 36: 'drowning', 37: 'fire', 44: 'sweet_berry_bush', 57: 'powder_snow' }

const TOLD_MS = 400
const SWING_MS = 700
const FOE_MS = 6000
const ARM_BLOCKS = 5
const FALL_BLOCKS = 3

class Harm {
  constructor (bot, names, sight, damageTypes) {
    this._damageTypes = damageTypes
    this._bot = bot
    this._names = names
    this._sight = sight
    this._told = { at: 0, source: null, entity: null }
    this._swung = { at: 0, source: null, entity: null }
    this._struck = { at: 0, entity: null }
    this._highest = 0
    this._landed = { at: 0, blocks: 0 }
    bot._client.on('damage_event', (packet) => this._damageEvent(packet))
    bot._client.on('entity_status', (packet) => {
      if (packet.entityId === bot.entity?.id && BY_STATUS[packet.entityStatus]) this._tell(BY_STATUS[packet.entityStatus])
    })
    bot.on('entitySwingArm', (entity) => this._swing(entity))
    bot.on('physicsTick', () => this._fall())
  }

  _tell (source, entity = null) {
    this._told = { at: Date.now(), source, entity }
  }

  /** Returns who struck the bot of late, null if nobody did, or is gone. */
  foe () {
    const { at, entity } = this._struck
    return entity && Date.now() - at < FOE_MS && this._bot.entities[entity.id] === entity ? entity : null
  }

  _damageEvent ({ entityId, sourceTypeId, sourceCauseId }) {
    if (entityId !== this._bot.entity?.id) return
    const by = sourceCauseId > 0 ? this._bot.entities[sourceCauseId - 1] : null
    if (by) return this._tell(this._names.ofEntityName(by.name), by)
    const name = this._damageTypes[sourceTypeId]
    if (name) this._tell(BY_DAMAGE_TYPE[name] ?? safeName(name))
  }

  _swing (entity) {
    if (entity === this._bot.entity || !entity.position) return
    const near = entity.position.distanceTo(this._bot.entity.position) <= ARM_BLOCKS
    if (near) this._swung = { at: Date.now(), source: this._names.ofEntityName(entity.name), entity }
  }

  _fall () {
    const { entity } = this._bot
    if (!entity) return
    if (!entity.onGround) {
      this._highest = Math.max(this._highest, entity.position.y)
      return
    }
    const blocks = this._highest - entity.position.y
    if (blocks > 0.5) this._landed = { at: Date.now(), blocks }
    this._highest = entity.position.y
  }

  /** Returns what hurt the bot just now, and notes who did. */
  source () {
    const now = Date.now()
    if (now - this._told.at < TOLD_MS) return this._blow(this._told)
    const sure = this._inside() ?? this._fell()
    if (sure) return sure
    // A blow that was seen is likelier than what hurts now and then.
    if (now - this._swung.at < SWING_MS) return this._blow(this._swung)
    return this._about() ?? 'unknown'
  }

  _blow ({ source, entity }) {
    if (entity) this._struck = { at: Date.now(), entity }
    return source
  }

  _inside () {
    const { x, y, z } = this._bot.entity.position.floored()
    const inside = [this._sight.kindAt(x, y, z).name, this._sight.kindAt(x, y + 1, z).name]
    if (inside.includes('lava')) return 'lava'
    return inside.includes('fire') || inside.includes('soul_fire') ? 'fire' : null
  }

  _fell () {
    const falling = this._highest - this._bot.entity.position.y
    if (Date.now() - this._landed.at < TOLD_MS && this._landed.blocks > FALL_BLOCKS) return 'fall'
    return this._bot.entity.onGround === false && falling > FALL_BLOCKS ? 'fall' : null
  }

  /** Returns what is about the bot, or lacks it, that hurts now and then; or null. */
  _about () {
    const { position } = this._bot.entity
    const { x, y, z } = position.floored()
    if ([[1, 0], [-1, 0], [0, 1], [0, -1]].some(([dx, dz]) => this._sight.kindAt(x + dx, y, z + dz).name === 'cactus')) return 'cactus'
    if (this._sight.kindAt(x, y - 1, z).name === 'magma_block') return 'magma_block'
    if (this._sight.kindAt(x, y + 1, z).name === 'water' && this._bot.oxygenLevel <= 0) return 'drowning'
    if (this._bot.food === 0) return 'starvation'
    return null
  }

  /** Returns what killed the bot, by its death message where there is one. */
  deadly (message) {
    const key = /death\.(?:attack|fell)\.([A-Za-z_.]+)/.exec(JSON.stringify(message ?? ''))
    const word = key ? snakeless(key[1]) : ''
    if (key && BY_DEATH_MESSAGE[word]) return BY_DEATH_MESSAGE[word]
    if (key && key[0].startsWith('death.fell')) return 'fall'
    return this.source()
  }
}

const snakeless = (word) => word.split('.')[0].toLowerCase()

/** Collects the names of the kinds of damage by their number, as the server gives them. */
function watchDamageTypes (client) {
  const types = {}
  const take = (id, name) => {
    types[id] = String(name).replace(/^minecraft:/, '')
  }
  const codec = (packed) => {
    const registry = packed ? nbt.simplify(packed)['minecraft:damage_type'] : null
    for (const { id, name } of registry?.value ?? []) take(id, name)
  }
  client.on('login', ({ dimensionCodec }) => codec(dimensionCodec)) // 1.19.4 to 1.20.1
  client.on('registry_data', (packet) => {
    if (packet.codec) codec(packet.codec) // 1.20.2 to 1.20.4
    if (packet.id === 'minecraft:damage_type') packet.entries.forEach(({ key }, id) => take(id, key))
  })
  return types
}

module.exports = { Harm, watchDamageTypes }
