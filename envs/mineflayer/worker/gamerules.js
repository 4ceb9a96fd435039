'use strict'

// Vanilla's game rules, without which a day, a hunt or a mine isn't what a plan takes it for. A
// client isn't told them, so that what the server answers to the order is all there is to know.

const { holds } = require('./waits')

const ANSWER_MS = 4000
const RENAMED_IN = '1.21.11'
// [as they were called before 1.21.11, since then]; all are to be true.
const RULES = [
  ['doDaylightCycle', 'advance_time'],
  ['doMobSpawning', 'spawn_mobs'],
  ['doMobLoot', 'mob_drops'],
  ['doTileDrops', 'block_drops'],
  ['naturalRegeneration', 'natural_health_regeneration']
]

/** Sets the rules and returns the names of those of which the server doesn't say that it did. */
async function ruled (bot) {
  const renamed = bot.registry.isNewerOrEqualTo(RENAMED_IN)
  const open = new Set(RULES.map(([before, since]) => (renamed ? since : before)))
  const hear = (message) => {
    const text = message.toString()
    // A refusal quotes the order, and points at what it doesn't understand.
    const rule = /true/i.test(text) && !/<--/.test(text) ? [...open].find((name) => text.includes(name)) : undefined
    if (rule) open.delete(rule)
  }
  bot.on('message', hear)
  try {
    for (const rule of [...open]) bot.chat(`/gamerule ${rule} true`)
    await holds(() => bot._client.ended || open.size === 0, { ms: ANSWER_MS })
  } finally {
    bot.off('message', hear)
  }
  return [...open]
}

module.exports = { ruled }
