'use strict'

// Breaks blocks and picks up what drops: those that lie open, or by digging for them.

const { collect } = require('../fetching')
const { Gathering } = require('../gathering')
const { Search } = require('../searching')
const { Drift } = require('../tunnelling')
const { xyz } = require('../state')
const { knownBlock, knownItem, knownTool, toolCarried } = require('../words')

const NEAR = { radius: 6, height: 4 }

/** Gathers until enough is carried, or nothing more is to be had. */
module.exports = async function gather (body, subgoal) {
  const source = subgoal.source ?? subgoal.item
  if (!subgoal.source && !subgoal.height && knows(body, subgoal.item) && (await pickedUp(body, subgoal))) return
  if (!knownItem(body, 'item') || !knownBlock(body, 'source', source) || !knownTool(body)) return
  const gathering = new Gathering(body, source)
  if (gathering.enough || !toolCarried(body)) return
  if (subgoal.height) await fromBelow(body, gathering, subgoal.height)
  else await fromTheOpen(body, gathering)
}

const knows = (body, item) => body.words.isItem(item)

/** Picks up what lies in view; returns whether that is all that can be done. */
async function pickedUp (body, { item, count }) {
  const enough = () => body.carried(item) >= count
  if (enough()) return false
  const isBlock = body.words.isBlock(item)
  const got = await collect(body, item, enough)
  if (!got) return !isBlock && body.happened('item_left')
  if (!enough() && !isBlock) {
    body.emit('searched', { target: item, cells: 1, low: body.feet.y, high: body.feet.y })
    return true
  }
  return enough()
}

async function fromTheOpen (body, gathering) {
  const search = new Search(body, gathering.source)
  let found = false
  while (!gathering.enough) {
    const cells = gathering.inView()
    if (cells.length > 0) {
      if (!found) body.emit('found', { target: gathering.source, ...xyz(cells[0]) })
      found = true
      if (!(await gathering.take(cells))) return
    } else {
      found = false
      if (!(await search.goOn())) return search.giveUp()
    }
  }
}

async function fromBelow (body, gathering, heights) {
  const drift = new Drift(body, heights)
  let found = false
  while (!gathering.enough) {
    const cells = gathering.inView(NEAR)
    if (cells.length > 0) {
      if (!found) body.emit('found', { target: gathering.source, ...xyz(cells[0]) })
      found = true
      if (!(await gathering.take(cells))) return
    } else if (!(await drift.goOn())) {
      return drift.giveUp(gathering.source)
    }
  }
}
