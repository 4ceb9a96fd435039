'use strict'

// Joining a server: until the bot stands in the world with its health and the ground under it.

const minecraftData = require('minecraft-data')
const { ping } = require('minecraft-protocol')
const mineflayer = require('mineflayer')
const { pathfinder } = require('mineflayer-pathfinder')
const { Fault, Wrong, broken, isOfVersion, kicked } = require('./faults')
const { watchDamageTypes } = require('./harm')
const { goOn } = require('./packets')
const { safeText } = require('./text')
const { holds, settled } = require('./waits')

const KEEPALIVE_MS = 30000
const HEALTH_MS = 5000
const ODD_MS = 8000
const STANDS_MS = 20000
const CHUNKS_MS = 10000
const QUIET_MS = 5000
const PING_MS = 4000
const HERE = [0]
const BESIDE = [-1, 0, 1]
const ABOUT = [-2, -1, 0, 1, 2]

/**
 * Joins a server.
 *
 * @param {object} with_ the configuration: host, port, version, username, auth, profiles_folder,
 *   connect_timeout_s
 * @param {(error: Error) => void} onUncaught is set to what takes errors that nobody catches
 * @returns {Promise<{bot: Bot, address: string, damageTypes: object, landEnds: boolean}>} `landEnds`
 *   says that the server has no land beside the bot
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
  goOn(bot._client, (error) => bot.emit('odd', error))
  const damageTypes = watchDamageTypes(bot._client)
  // Nothing is shown, so nothing is downloaded; in the configuration phase mineflayer says so itself.
  bot.on('resourcePack', () => bot._client.state === 'play' && bot.acceptResourcePack())
  const gone = watchEnd(bot, address)
  try {
    await Promise.race([entered(bot, address, seconds * 1000, onUncaught), gone.ended])
    await Promise.race([stands(bot, address), gone.ended])
    // What came with the last chunk is told before it is waited for.
    if (gone.fault !== null) throw gone.fault
  } catch (error) {
    bot.removeAllListeners()
    bot.on('error', () => {})
    bot.end()
    throw (await otherVersion(with_, address)) ?? error
  } finally {
    onUncaught(null)
  }
  return { bot, address, damageTypes, landEnds: !hasLand(bot, BESIDE) }
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
  return new Fault(`The server at ${address} speaks another version: ${safeText(told.version.name, 60)}, not ${version}.`, true)
}

/**
 * Listens for the end of the connection while the bot joins.
 *
 * @returns {{fault: Fault|null, ended: Promise<never>}} what ended it, and what throws it then
 */
function watchEnd (bot, address) {
  const gone = { fault: null, ended: null }
  gone.ended = new Promise((resolve, reject) => {
    const end = (fault) => {
      gone.fault ??= fault
      reject(gone.fault)
    }
    bot.once('kicked', (why) => end(kicked(address, why)))
    // A kick is told a moment before the end.
    bot.once('end', () => setTimeout(() => end(new Fault(`The server at ${address} closed the connection before the bot was in.`)), 100))
  })
  gone.ended.catch(() => {})
  return gone
}

/** Waits until the bot is in the world; throws what kept it out. */
function entered (bot, address, ms, onUncaught) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Fault(`The server at ${address} didn't let the bot in within ${ms / 1000} s.`)), ms)
    const fail = (error) => {
      clearTimeout(timer)
      reject(broken(address, error))
    }
    // A packet that can't be read need not keep the bot out.
    const suspect = (error) => (isOdd(error) ? setTimeout(fail, ODD_MS, error) : fail(error))
    onUncaught(suspect)
    bot.once('odd', suspect)
    bot.on('error', suspect)
    bot.once('end', () => clearTimeout(timer))
    const enter = () => {
      clearTimeout(timer)
      resolve()
    }
    bot.once('spawn', enter)
    // There are servers that put a player somewhere and never tell how well it is.
    bot.once('forcedMove', () => setTimeout(enter, HEALTH_MS))
  })
}

/** Returns whether an error came of a single packet, and not of the connection or the version. */
const isOdd = (error) => !error?.code && !isOfVersion(error) && (error?.field === undefined || error.field.startsWith('play.'))

/** Waits for the ground: at first the height may be wrong. */
async function stands (bot, address) {
  await surrounded(bot, address)
  await holds(() => bot._client.ended || grounded(bot), { ms: STANDS_MS })
  await sentAbout(bot, CHUNKS_MS)
}

/** Waits until the land about the bot is loaded, or none has come for a while, or the time is up. */
async function sentAbout (bot, ms) {
  let last = Date.now()
  const came = () => (last = Date.now())
  bot.on('chunkColumnLoad', came)
  await holds(() => bot._client.ended || hasLand(bot, ABOUT) || Date.now() - last > QUIET_MS, { ms })
  bot.off('chunkColumnLoad', came)
}

/**
 * Waits until the land is loaded where the bot is.
 *
 * @throws {Fault} if the server sends none, so that nothing of the land can be known
 */
async function surrounded (bot, address) {
  const there = () => bot._client.ended || hasLand(bot, HERE)
  if (!(await holds(there, { ms: CHUNKS_MS }))) throw new Fault(`The server at ${address} sent no ground for the bot.`)
}

/**
 * Waits until the land is loaded, too, to which a step may lead: a server may send it more slowly
 * than one walks.
 *
 * @throws {Fault} if the server sends none, unless it had none beside the bot from the beginning
 */
async function sentAhead ({ bot, address, landEnds }) {
  await surrounded(bot, address)
  const there = () => bot._client.ended || landEnds || hasLand(bot, BESIDE)
  if (!(await holds(there, { ms: CHUNKS_MS }))) throw new Fault(`The server at ${address} sends no land where the bot goes.`)
}

/**
 * Waits until the bot stands or swims where land is loaded.
 *
 * @throws {Fault} if it comes to no rest there
 */
async function landed (bot, address) {
  await surrounded(bot, address)
  const there = () => bot._client.ended || grounded(bot)
  if (!(await holds(there, { ms: CHUNKS_MS }))) throw new Fault(`The bot finds no ground where the server at ${address} put it.`)
}

/** Returns whether the columns so far from the bot's own are loaded. */
function hasLand (bot, away) {
  const position = bot.entity?.position
  if (!position) return false
  return away.every((dx) => away.every((dz) => bot.world.getColumn((Math.floor(position.x) >> 4) + dx, (Math.floor(position.z) >> 4) + dz)))
}

/** Returns whether the bot falls no more, or swims. */
function grounded (bot) {
  return bot.entity.onGround || bot.entity.isInWater === true || Math.abs(bot.entity.velocity.y) < 0.1
}

module.exports = { joined, landed, sentAbout, sentAhead, surrounded }
