'use strict'

// Places a carried block beside the bot. Where nothing in reach is free one block of the wall is
// dug out first.

const { bestTool, blockAt, dig, digMs } = require('../mining')
const { placed, freeSpots } = require('../placing')
const { isStation } = require('../state')
const { hasCarried, invalid, knownItem } = require('../words')
const { build } = require('../portal')

const PORTAL = 'nether_portal'
const WALLS = [0, 1].flatMap((dy) => [[1, dy, 0], [-1, dy, 0], [0, dy, 1], [0, dy, -1]])
const NICHE_MS = 10000
const SPOTS = 4

/** Places the block in the nearest free spot in reach. */
module.exports = async function place (body, { item }) {
  if (item === PORTAL) return build(body)
  if (!knownItem(body, 'item')) return
  if (!body.words.isBlock(item)) return invalid(body, 'item', item)
  if (!hasCarried(body, item)) return
  const refused = () => body.emit('refused', { need: 'room', name: item, count: 1 })
  if (!body.limits.may('place')) return refused()
  const spots = freeSpots(body).slice(0, SPOTS)
  if (spots.length === 0) {
    const niche = await dugOut(body)
    if (niche !== null) spots.push(niche)
  }
  for (const spot of spots) if (await placed(body, item, spot)) return
  refused()
}

/** Digs a block out of the wall beside the feet or the head; returns where it was, or null. */
async function dugOut (body) {
  const { x, y, z } = body.feet
  for (const [dx, dy, dz] of WALLS) {
    const cell = { x: x + dx, y: y + dy, z: z + dz }
    const block = blockAt(body, cell)
    if (!block || isStation(body.names.ofBlock(block))) continue
    const tool = bestTool(body, cell)
    const item = tool === 'none' ? null : body.stacks(tool)[0]
    if (digMs(body, block, item) <= NICHE_MS && (await dig(body, cell, tool))) return cell
  }
  return null
}
