'use strict'

// Throws carried items away; the bot doesn't go for them again.

const { itemOf } = require('../state')
const { settled } = require('../waits')
const { hasCarried, knownItem } = require('../words')

const TOSS_MS = 6000
const NEAR_BLOCKS = 6

/** Throws so many away, or all if there are fewer. */
module.exports = async function discard (body, { item, count }) {
  if (!knownItem(body, 'item') || !hasCarried(body, item)) return
  const { bot, session, ledger } = body
  const before = body.carried(item)
  const left = () => count - (before - body.carried(item))
  await ledger.by('drop', async () => {
    for (let stack = body.stacks(item)[0]; stack && left() > 0; stack = body.stacks(item)[0]) {
      const had = body.carried(item)
      const most = Math.min(left(), stack.count)
      const toss = most === stack.count ? bot.tossStack(stack) : bot.toss(stack.type, stack.metadata || null, most)
      await body.during(settled(toss, { ms: TOSS_MS }))
      if (body.carried(item) >= had) break
    }
  })
  await body.spend(4)
  session.thrown = new Set([...(session.thrown ?? []), ...lyingNear(bot).map((e) => e.id)].slice(-256))
  if (left() > 0) body.emit('refused', { need: 'item', name: item, count: left() })
}

function lyingNear (bot) {
  return Object.values(bot.entities).filter((e) => e.position && itemOf(e) && e.position.distanceTo(bot.entity.position) < NEAR_BLOCKS)
}
