'use strict'

// Where players come into the world, and that what they change stays when they go.

const { Vec3 } = require('vec3')

const KICKS_MS = 300
const SENDS_MS = 500
const TWICE = 'You logged in from another location'

module.exports.player = function (player, serv) {
  player.on('asap', () => {
    if (serv.refuses) player.login = async () => player.kick(serv.refuses)
    const { sendChunk } = player
    const withheld = []
    player.sendChunk = async (...chunk) => (serv.blind ? withheld.push(chunk) : sendChunk(...chunk))
    player.sendWithheld = () => withheld.splice(0).forEach((chunk) => sendChunk(...chunk))
    // Stock flying-squid sends land to who moves alone, and to nobody while it still sends some.
    const sending = setInterval(() => {
      const far = player.lastPositionChunkUpdated?.distanceTo(player.position) > 16
      if (far && !player.sendingChunks) player.worldSendRestOfChunks()
    }, SENDS_MS)
    player.on('disconnected', () => clearInterval(sending))
    const why = serv.blind
    if (why && why !== 'on') player.on('spawned', () => setTimeout(() => player.kick(why), KICKS_MS))
  })
}

module.exports.server = function (serv, options) {
  serv.refuses = options.refuses ?? null
  serv.blind = null
  serv.on('newPlayer', (player) => {
    const { username } = player._client
    serv.players.filter((p) => p.username === username).forEach((p) => p.kick(TWICE))
  })
  serv.once('asap', () => { // once all of flying-squid's own plugins are there
    serv.getSpawnPoint = async () => new Vec3(0.5, 64, 0.5)
    // Stock flying-squid forgets a column that nobody sees.
    serv._worldUnloadPlayerChunk = (chunkX, chunkZ, player) => {
      delete player.loadedChunks[`${chunkX},${chunkZ}`]
      return false
    }
  })
}
