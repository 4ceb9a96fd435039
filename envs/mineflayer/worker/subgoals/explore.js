'use strict'

// Looks for a thing, a biome or a kind of place: by walking about, or by digging along.

const { Search } = require('../searching')
const { Drift } = require('../tunnelling')
const { observe } = require('../state')
const { seenThing } = require('./go_to')
const { invalid } = require('../words')

const PLACES = ['village', 'nether_portal']
const SPACING = { thing: 40, biome: 96, place: 96 }

/** Goes on until the target is in view. */
module.exports = async function explore (body, subgoal) {
  const { target, sought = 'thing', height } = subgoal
  if (!isWord(body, target, sought)) return invalid(body, 'target', target)
  const search = height ? new Drift(body, height) : new Search(body, target, SPACING[sought])
  for (let place = seen(body, target, sought); ; place = seen(body, target, sought)) {
    if (place !== null) return body.emit('found', { target, ...place })
    if (!(await search.goOn())) return search.giveUp(target)
  }
}

function isWord ({ words }, target, sought) {
  if (sought === 'biome') return words.biomes.has(target)
  if (sought === 'place') return PLACES.includes(target)
  return words.isBlock(target) || words.isEntity(target)
}

function seen (body, target, sought) {
  const { x, y, z } = body.feet
  if (sought === 'biome') return observe(body.session).biome === target ? { x, y, z } : null
  if (sought === 'thing') return seenThing(body, target)
  const place = body.session.places.nearest(target)
  return place ? { x: place.x, y: place.y, z: place.z } : null
}
