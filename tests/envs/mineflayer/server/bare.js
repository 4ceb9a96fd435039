'use strict'

// A server of another make, of any version that the bot speaks: no more than minecraft-protocol and
// a flat land that ends. It says {"ready": PORT} on standard output once players can join, and ends
// with its standard input.
//
//     node bare.js '{"version": "26.1", "health": false}'
//
// `columns` is how far the land goes from the middle one. Without `health` it tells nobody how well
// he is. With `pack` it shows the land to those alone who take its resource pack. With `spares` it
// lets nothing be broken, and says so that many milliseconds late. With `odd` (26.1) it tells the
// time of a dimension that there isn't.

const { createServer } = require('minecraft-protocol')
const prismarineChunk = require('prismarine-chunk')
const prismarineRegistry = require('prismarine-registry')
const { Vec3 } = require('vec3')

const SURFACE = 63
const DEEP = 3
const PACK = { uuid: '00112233-4455-6677-8899-aabbccddeeff', url: 'http://127.0.0.1/pack.zip', hash: '', forced: true, hasPromptMessage: false }
const LOADED = [0, 'successfully_loaded']
const BROKEN = 2

const options = { version: '1.16.5', columns: 2, health: true, odd: false, pack: false, spares: null, ...JSON.parse(process.argv[2] || '{}') }
const registry = prismarineRegistry(options.version)
const Chunk = prismarineChunk(registry)
const has = (feature) => registry.supportFeature(feature)

const stateOf = (name) => registry.blocksByName[name].defaultState ?? registry.blocksByName[name].id << 4
const GRASS = stateOf(has('theFlattening') ? 'grass_block' : 'grass')
const STONE = stateOf('stone')

const server = createServer({ 'online-mode': false, host: '127.0.0.1', port: 0, version: options.version, motd: 'bare' })

function column (x, z) {
  const chunk = has('tallWorld') ? new Chunk({ minY: -64, worldHeight: 384 }) : new Chunk()
  const cell = new Vec3(0, 0, 0)
  for (let dx = 0; dx < 16; dx++) {
    for (let dz = 0; dz < 16; dz++) {
      for (let y = SURFACE - DEEP; y <= SURFACE; y++) chunk.setBlockStateId(cell.set(dx, y, dz), y === SURFACE ? GRASS : STONE)
    }
  }
  const heights = { type: 'compound', name: '', value: { MOTION_BLOCKING: { type: 'longArray', value: new Array(36).fill([0, 0]) } } }
  return {
    x,
    z,
    groundUp: true,
    biomes: chunk.dumpBiomes?.(),
    heightmaps: registry.isNewerOrEqualTo('1.21.5') ? [] : heights,
    bitMap: chunk.getMask?.(),
    chunkData: chunk.dump(),
    blockEntities: [],
    trustEdges: false,
    ...chunk.dumpLight?.()
  }
}

function login ({ id }) {
  if (has('usesLoginPacket')) return { ...registry.loginPacket, entityId: id, gameMode: 0 }
  return { entityId: id, levelType: 'default', gameMode: 0, dimension: 0, difficulty: 1, maxPlayers: 20, reducedDebugInfo: false, hashedSeed: [0, 0], viewDistance: options.columns, enableRespawnScreen: true }
}

function enter (client) {
  const { columns } = options
  for (let x = -columns; x <= columns; x++) for (let z = -columns; z <= columns; z++) client.write('map_chunk', column(x, z))
  client.write('position', { x: 1.5, y: SURFACE + 1, z: 1.5, dx: 0, dy: 0, dz: 0, yaw: 0, pitch: 0, flags: has('positionPacketHasBitflags') ? {} : 0, teleportId: 1 })
  if (options.health) client.write('update_health', { health: 20, food: 20, foodSaturation: 5 })
}

/** Says that a block stays, as the game does: by the block, by an answer that shows it, or by both. */
function spare (client, { location, status, sequence }) {
  const answered = registry.isNewerOrEqualTo('1.14.4')
  const numbered = registry.isNewerOrEqualTo('1.19')
  if (!answered || numbered) client.write('block_change', { location, type: GRASS })
  if (answered) client.write('acknowledge_player_digging', { location, block: GRASS, status, successful: false, sequenceId: sequence })
}

server.on('playerJoin', (client) => {
  client.on('error', (error) => console.error(error))
  client.write('login', login(client))
  if (options.odd) client.write('update_time', { age: [0, 1], clockUpdates: [{ id: 99, totalTicks: 0, partialTick: 0, rate: 1 }] })
  client.on('resource_pack_receive', ({ result }) => LOADED.includes(result) && enter(client))
  if (options.pack) client.write(registry.isNewerOrEqualTo('1.20.3') ? 'add_resource_pack' : 'resource_pack_send', PACK)
  else enter(client)
  client.on('block_dig', (packet) => {
    if (options.spares !== null && packet.status <= BROKEN) setTimeout(() => spare(client, packet), options.spares)
  })
})
server.on('error', (error) => console.error(error))
server.on('listening', () => {
  process.stdout.write(JSON.stringify({ ready: server.socketServer.address().port }) + '\n')
})
process.stdin.on('end', () => process.exit(0))
process.stdin.resume()
