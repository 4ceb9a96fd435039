'use strict'

// Puts carried items into a container within reach.

const { closed, opened } = require('../stations')
const { settled } = require('../waits')
const { hasCarried, invalid, knownBlock, knownItem } = require('../words')

const CONTAINERS = /(^|_)(barrel|chest|shulker_box)$/
const CLICK_MS = 8000

/** Puts so many in, unless it is full, or there are fewer. */
module.exports = async function deposit (body, { item, count, container }) {
  if (!knownBlock(body, 'container')) return
  if (!CONTAINERS.test(container)) return invalid(body, 'container', container)
  if (!knownItem(body, 'item') || !hasCarried(body, item)) return
  const at = await opened(body, container, 'container')
  if (at === null) return
  const before = body.carried(item)
  const left = () => count - (before - body.carried(item))
  await body.ledger.by('container', async () => {
    for (let stack = body.stacks(item)[0]; stack && left() > 0; stack = body.stacks(item)[0]) {
      const had = body.carried(item)
      const most = Math.min(left(), stack.count)
      await body.during(settled(at.window.deposit(stack.type, stack.metadata || null, most), { ms: CLICK_MS }))
      if (body.carried(item) >= had) break
    }
    await closed(body, at.window)
  })
  if (left() > 0 && body.carried(item) > 0) body.emit('refused', { need: 'room', name: container, count: 1 })
  else if (left() > 0) body.emit('refused', { need: 'item', name: item, count: left() })
}
