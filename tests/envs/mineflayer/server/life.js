'use strict'

// Falling, hunger, eating, healing, dying and coming back.

const SAFE_FALL = 3
const EAT_MS = 1600
const EATEN = 9
const EXHAUSTED = 4
const EXHAUSTION_A_BLOCK = 0.1
const HEAL_MS = 4000
const WELL_FED = 18
const FULL = 20

module.exports.player = function (player, serv) {
  const { registry } = serv
  let highest = null
  let exhaustion = 0
  let last = null
  let eating = null

  player.foodSaturation = 5
  player.on('spawned', () => {
    for (const packet of ['position', 'position_look', 'flying', 'look']) player._client.on(packet, moved)
    player._client.on('use_item', eat)
    player._client.on('block_dig', ({ status }) => status === 5 && stopEating())
    player._client.on('held_item_slot', stopEating)
    const healing = setInterval(heal, HEAL_MS)
    player.on('disconnected', () => clearInterval(healing))
  })

  function moved ({ x, y, z, onGround }) {
    if (player.health <= 0) return
    if (y !== undefined) {
      if (last && player.gameMode === 0) tire(Math.hypot(x - last.x, z - last.z))
      last = { x, z }
      highest = highest === null ? y : Math.max(highest, y)
      if (onGround) land(y)
    } else if (onGround && highest !== null) {
      land(player.position.y)
    }
  }

  function land (y) {
    const blocks = Math.floor(highest - y + 0.01)
    highest = y
    if (blocks > SAFE_FALL && player.gameMode === 0) player.hurt(blocks - SAFE_FALL, 'fall')
  }

  player.landed = () => {
    highest = null
    last = null
  }

  function tire (blocks) {
    if (blocks > 10) return // it was set somewhere else
    exhaustion += blocks * EXHAUSTION_A_BLOCK
    if (exhaustion < EXHAUSTED) return
    exhaustion -= EXHAUSTED
    if (player.foodSaturation > 0) player.foodSaturation = Math.max(0, player.foodSaturation - 1)
    else player.updateFood(Math.max(0, player.food - 1))
  }

  function heal () {
    if (player.health > 0 && player.health < FULL && player.food >= WELL_FED) player.updateHealth(Math.min(FULL, player.health + 1))
  }

  function eat () {
    const slot = 36 + player.heldItemSlot
    const food = registry.foodsByName[player.inventory.slots[slot]?.name]
    if (!food || player.food >= FULL || eating !== null) return
    eating = setTimeout(() => {
      eating = null
      const item = player.inventory.slots[slot]
      if (!item || item.name !== food.name) return
      item.count--
      player.inventory.updateSlot(slot, item.count > 0 ? item : null)
      player.foodSaturation = Math.min(FULL, player.foodSaturation + food.saturation)
      player.updateFood(Math.min(FULL, player.food + food.foodPoints))
      player._client.write('entity_status', { entityId: player.id, entityStatus: EATEN })
    }, EAT_MS)
  }

  function stopEating () {
    clearTimeout(eating)
    eating = null
  }

  /** Hurts the player, and kills it if that is more than it stands. */
  player.hurt = (points, source) => {
    if (player.health <= 0) return
    const health = Math.max(0, player.health - points)
    player._client.write('entity_status', { entityId: player.id, entityStatus: source === 'drown' ? 36 : source === 'onFire' ? 37 : 2 })
    if (health === 0) die(source)
    else player.updateHealth(health)
  }

  function die (source) {
    player._client.write('combat_event', { event: 2, playerId: player.id, entityId: -1, message: JSON.stringify({ translate: `death.attack.${source}`, with: [player.username] }) })
    for (let slot = 5; slot < 46; slot++) {
      const item = player.inventory.slots[slot]
      if (!item) continue
      player.throwItem(item, item.count)
      player.inventory.updateSlot(slot, null)
    }
    player.updateHealth(0)
  }

  // Stock flying-squid waits for a number here.
  player._client.on('client_command', ({ actionId }) => {
    if (actionId === 'perform_respawn' && player.health <= 0 && !player.buried) comeBack()
  })

  function comeBack () {
    player.landed()
    player.position = player.spawnPoint.clone()
    player._sendRespawn()
    player.loadedChunks = {}
    player.worldSendAllChunks()
    player.sendSelfPosition()
    player.foodSaturation = 5
    player.food = FULL
    player.updateHealth(FULL)
  }
}
