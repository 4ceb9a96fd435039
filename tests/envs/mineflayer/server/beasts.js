'use strict'

// A few beasts to hunt near where players come into the world. They stand where they were put.

const { Vec3 } = require('vec3')

const BEASTS = [['pig', -5.5, -5.5], ['pig', -6.5, -8.5], ['cow', -9.5, -4.5]]
const LOOT = { pig: ['porkchop', 2], cow: ['beef', 2], chicken: ['chicken', 1], zombie: ['rotten_flesh', 1] }
const HEALTH = { villager: 20, pig: 10, cow: 10, chicken: 4 }
const BLOWS = { wooden_sword: 4, stone_sword: 5, iron_sword: 6, diamond_sword: 7 }

module.exports.server = function (serv) {
  serv.once('ready', () => {
    for (const [name, x, z] of BEASTS) serv.putBeast(name, new Vec3(x, 64, z))
  })
  serv.putBeast = (name, position) => {
    const beast = serv.spawnMob(serv.registry.entitiesByName[name].id, serv.overworld, position)
    beast.health = HEALTH[name] ?? 20
    beast.beast = name
    // Stock physics would let them sink and slide.
    beast.calculatePhysics = async () => ({ position: beast.position, onGround: true })
    return beast
  }
}

module.exports.player = function (player, serv) {
  player.on('attack_cancel', (data) => {
    const beast = data.attackedEntity
    const held = player.inventory.slots[36 + player.heldItemSlot]
    data.damage = BLOWS[held?.name] ?? 1
    data.velocity.scale(0)
    if (!beast.beast || beast.health > data.damage) return
    setTimeout(() => fall(beast), 50)
  })

  function fall (beast) {
    const [item, count] = LOOT[beast.beast] ?? []
    player._client.write('entity_status', { entityId: beast.id, entityStatus: 3 })
    serv.destroyEntity(beast)
    player._client.write('entity_destroy', { entityIds: [beast.id] })
    if (!item) return
    serv.spawnObject(serv.registry.entitiesByName.item.id, player.world, beast.position, { itemId: serv.registry.itemsByName[item].id, itemCount: count, pickupTime: 500, deathTime: 300000 })
  }
}
