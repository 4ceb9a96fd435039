'use strict'

// Joining a server: until the bot stands in the world with its health and the ground under it.

const minecraftData = require('minecraft-data')
const { ping } = require('minecraft-protocol')
const mineflayer = require('mineflayer')
const { pathfinder } = require('mineflayer-pathfinder')
const { Fault, Wrong, broken, kicked } = require('./faults')
const { watchDamageTypes } = require('./harm')
const { safeText } = require('./text')
const { holds, settled, sleep } = require('./waits')

const KEEPALIVE_MS = 30000
const STANDS_MS = 20000
const CHUNKS_MS = 10000
const PING_MS = 4000

/**
 * Joins a server.
 *
 * @param {object} with_ the configuration: host, port, version, username, auth, profiles_folder,
 *   connect_timeout_s
 * @param {(error: Error) => void} onUncaught is set to what takes errors that nobody catches
 * @returns {Promise<{bot: Bot, address: string, damageTypes: object}>}
 * @throws {Fault} if there is no such server, or it doesn't let the bot in
 */
async function joined (given, onUncaught) {
  const with_ = { host: '127.0.0.1', port: 25565, connect_timeout_s: 30, ...given }
  const { host, port, connect_timeout_s: seconds } = with_
  const address = `${host}:${port}`
  let bot
  try {
    bot = mineflayer.createBot(options(with_, host, port))
  } catch (error) {
    throw broken(address, error)
  }
  bot.loadPlugin(pathfinder)
  const damageTypes = watchDamageTypes(bot._client)
  try {
    await entered(bot, address, seconds * 1000, onUncaught)
    await stands(bot, address)
  } catch (error) {
    bot.removeAllListeners()
    bot.on('error', () => {})
    bot.end()
    throw (await otherVersion(with_, address)) ?? error
  } finally {
    onUncaught(null)
  }
  return { bot, address, damageTypes }
}

function options (with_, host, port) {
  const { version = null, username = 'Steve', auth = 'offline', profiles_folder: profilesFolder = null } = with_
  if (!['offline', 'microsoft'].includes(auth)) throw new Wrong(`Unknown kind of account '${auth}'. There are: offline, microsoft.`)
  if (version !== null && !/^\d+(\.\d+)+$/.test(version)) throw new Wrong(`'${version}' is no version of Minecraft, such as 1.20.4.`)
  return {
    host,
    port,
    username,
    auth,
    version: version ?? false,
    hideErrors: true,
    logErrors: false,
    checkTimeoutInterval: KEEPALIVE_MS,
    closeTimeout: 1000 * with_.connect_timeout_s,
    ...(profilesFolder === null ? {} : { profilesFolder }),
    onMsaCode: ({ message, user_code: code, verification_uri: address }) => {
      console.error(message ?? `To sign in, open ${address} and enter the code ${code}.`)
    }
  }
}

/** Returns the fault of a server that speaks another version than it was asked for, or null. */
async function otherVersion ({ host, port, version = null }, address) {
  if (version === null) return null
  const wanted = minecraftData(version)?.version.version
  const told = await settled(ping({ host, port, version: minecraftData(version) ? version : undefined, closeTimeout: PING_MS }), { ms: PING_MS, otherwise: null })
  if (!told?.version || told.version.protocol === wanted) return null
  return new Fault(`The server at ${address} speaks another version: ${safeText(told.version.name, 60)}, not ${version}.`)
}

/** Waits until the bot is in the world; throws what kept it out. */
function entered (bot, address, ms, onUncaught) {
  return new Promise((resolve, reject) => {
    let reason = null
    const timer = setTimeout(() => reject(new Fault(`The server at ${address} didn't let the bot in within ${ms / 1000} s.`)), ms)
    const fail = (error) => {
      clearTimeout(timer)
      reject(error)
    }
    onUncaught((error) => fail(broken(address, error)))
    bot.once('error', (error) => fail(broken(address, error)))
    bot.once('kicked', (why) => fail((reason = kicked(address, why))))
    // A kick is told a moment before the end.
    bot.once('end', () => setTimeout(() => fail(reason ?? new Fault(`The server at ${address} closed the connection before the bot was in.`)), 100))
    bot.once('spawn', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Waits for the health, and for the ground: at first the height may be wrong. */
async function stands (bot, address) {
  const there = await holds(() => bot.health !== undefined && grounded(bot), { ms: STANDS_MS })
  if (!there) throw new Fault(`The server at ${address} let the bot in but sent no ground for it.`)
  await Promise.race([bot.waitForChunksToLoad().catch(() => {}), sleep(CHUNKS_MS)])
}

/** Returns whether the bot's own column is loaded and it falls no more, or swims. */
function grounded (bot) {
  const position = bot.entity?.position
  if (!position || !bot.world.getColumn(Math.floor(position.x) >> 4, Math.floor(position.z) >> 4)) return false
  return bot.entity.onGround || bot.entity.isInWater === true || Math.abs(bot.entity.velocity.y) < 0.1
}

module.exports = { grounded, joined }
