'use strict'

// The land of the tests: flat grass with its surface at y = 63, an oak every 16 blocks, a hill of
// stone with coal and iron in its face, a pond, sand, and ore in the rock below. It is the same
// whatever the seed.

const { Vec3 } = require('vec3')

const SURFACE = 63
const HILL = { x: [8, 16], z: [-14, -6], top: 66 }
const POND = { x: [-14, -9], z: [7, 11] }
const SAND = { x: [-14, -9], z: [12, 14] }
const ORES = { '8,64,-8': 'coal_ore', '8,65,-8': 'coal_ore', '8,64,-9': 'coal_ore', '8,64,-11': 'iron_ore', '8,65,-11': 'iron_ore', '8,64,-12': 'iron_ore' }

const within = ({ x, z }, px, pz) => px >= x[0] && px <= x[1] && pz >= z[0] && pz <= z[1]

/** Returns a number in [0, 1) that hangs on a cell alone. */
function chance (x, y, z) {
  let h = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(z, 2147483647)
  h = Math.imul(h ^ (h >>> 13), 1274126177)
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296
}

/** Returns the name of what is in a cell; empty for air. */
function blockAt (x, y, z) {
  if (y === 0) return 'bedrock'
  if (ORES[`${x},${y},${z}`]) return ORES[`${x},${y},${z}`]
  if (within(HILL, x, z) && y > SURFACE - 4 && y <= HILL.top) return 'stone'
  if (within(POND, x, z) && y === SURFACE) return 'water'
  if (within(SAND, x, z) && y === SURFACE) return 'sand'
  if (y > SURFACE) return treeAt(x, y, z)
  if (y === SURFACE) return 'grass_block'
  if (y > SURFACE - 4) return 'dirt'
  const roll = chance(x, y, z)
  if (roll < 0.01) return 'coal_ore'
  if (roll < 0.02) return 'iron_ore'
  return 'stone'
}

function treeAt (x, y, z) {
  const tx = Math.round((x - 5) / 16) * 16 + 5
  const tz = Math.round((z - 5) / 16) * 16 + 5
  const dx = Math.abs(x - tx)
  const dz = Math.abs(z - tz)
  const up = y - SURFACE
  if (within(HILL, tx, tz) || within(POND, tx, tz) || within(SAND, tx, tz)) return ''
  if (dx === 0 && dz === 0 && up <= 4) return 'oak_log'
  if ((up === 4 && dx + dz <= 2) || (up === 5 && dx + dz <= 1)) return 'oak_leaves'
  return ''
}

// What the blocks were called, and numbered, before 1.13: [name, metadata].
const OLD = { grass_block: ['grass', 0], oak_log: ['log', 0], oak_leaves: ['leaves', 0] }

module.exports = function ({ registry }) {
  const Chunk = require('prismarine-chunk')(registry)
  const flat = registry.supportFeature('theFlattening')
  const plains = registry.biomesByName.plains.id

  const state = (name) => {
    if (flat) return registry.blocksByName[name].defaultState
    const [old, metadata] = OLD[name] || [name, 0]
    return (registry.blocksByName[old].id << 4) | metadata
  }
  const states = new Map()
  const stateOf = (name) => {
    if (!states.has(name)) states.set(name, state(name))
    return states.get(name)
  }

  return function generate (chunkX, chunkZ) {
    const chunk = new Chunk()
    const cell = new Vec3(0, 0, 0)
    for (let x = 0; x < 16; x++) {
      for (let z = 0; z < 16; z++) {
        for (let y = 0; y < 80; y++) {
          cell.set(x, y, z)
          const name = blockAt(chunkX * 16 + x, y, chunkZ * 16 + z)
          if (name) chunk.setBlockStateId(cell, stateOf(name))
          if (y >= SURFACE) chunk.setSkyLight(cell, 15)
        }
        for (let y = 0; y < 256; y += 4) chunk.setBiome(cell.set(x, y, z), plains)
      }
    }
    return chunk
  }
}

module.exports.SURFACE = SURFACE
