'use strict'

// What blocks drop to which tool, what wears, and how things are picked up and thrown.

const { Vec3 } = require('vec3')

const THROWN_BLOCKS = 3
const THROWN_MS = 2000
const KEPT_MS = 300000
const BREAKS = 47
// The quick bar is filled first.
const SLOTS = [...Array.from({ length: 9 }, (_, n) => 36 + n), ...Array.from({ length: 27 }, (_, n) => 9 + n)]

module.exports.player = function (player, serv) {
  const { registry } = serv
  const Item = require('prismarine-item')(registry)

  player.on('dug_cancel', ({ block, drops }) => {
    const held = player.inventory.slots[36 + player.heldItemSlot]
    if (block.harvestTools && !block.harvestTools[held?.type]) drops.length = 0
    if (block.name.endsWith('_leaves')) drops.length = 0
    for (const drop of drops) drop.blockDropVelocity = new Vec3(0, 2, 0)
    if (held?.maxDurability && block.hardness > 0) wear(held)
  })

  function wear (held) {
    const slot = 36 + player.heldItemSlot
    held.durabilityUsed = (held.durabilityUsed ?? 0) + 1
    const broken = held.durabilityUsed >= held.maxDurability
    if (broken) player._client.write('entity_status', { entityId: player.id, entityStatus: BREAKS })
    player.inventory.updateSlot(slot, broken ? null : held)
  }

  player.wearHeld = () => {
    const held = player.inventory.slots[36 + player.heldItemSlot]
    if (held?.maxDurability) wear(held)
  }

  /** Puts items into the bag; returns how many found no room. */
  player.gain = (type, count, nbt = null) => {
    let left = count
    for (let slot = 9; slot < 45 && left > 0; slot++) {
      const item = player.inventory.slots[slot]
      if (!item || item.type !== type || item.maxDurability) continue
      const more = Math.min(left, item.stackSize - item.count)
      if (more <= 0) continue
      item.count += more
      left -= more
      show(slot, item)
    }
    for (const slot of SLOTS) {
      if (left === 0) break
      if (player.inventory.slots[slot]) continue
      const item = new Item(type, 1, null, nbt)
      item.count = Math.min(left, item.stackSize)
      left -= item.count
      show(slot, item)
    }
    return left
  }

  function show (slot, item) {
    player.inventory.updateSlot(slot, item)
    if (player.station) player.tellSlot(player.station.window.inventoryStart + slot - 9, Item.fromNotch(Item.toNotch(item)))
  }

  /** Throws items to where the player looks. */
  player.throwItem = (item, count) => {
    const yaw = (player.yaw ?? 0) * Math.PI / 128
    const aim = player.position.offset(-Math.sin(yaw) * THROWN_BLOCKS, 0.5, Math.cos(yaw) * THROWN_BLOCKS)
    serv.spawnObject(registry.entitiesByName.item.id, player.world, aim, { itemId: item.type, itemCount: count, pickupTime: THROWN_MS, deathTime: KEPT_MS })
  }

  player.on('spawned', () => {
    player.collect = (entity) => {
      const left = player.gain(entity.itemId, entity.itemCount)
      if (left === entity.itemCount) return
      const packet = { collectedEntityId: entity.id, collectorEntityId: player.id, pickupItemCount: entity.itemCount - left }
      player._client.write('collect', packet)
      entity._writeOthersNearby('collect', packet)
      entity.itemCount = left
      if (left > 0) return
      entity.destroy()
      entity.velocity = null // stock physics would move it on, and clients see it again
    }
  })
}
