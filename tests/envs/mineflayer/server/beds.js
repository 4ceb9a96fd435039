'use strict'

// Beds: set in two halves, and slept in by night.

const { Vec3 } = require('vec3')

const TOO_EARLY = 'You can sleep only at night'
const NIGHT = [12541, 23458]
const ASLEEP_MS = 1000
const MORNING = 0
const POSE = { key: 6, type: 18 }
const SLEEPING = 2
const STANDING = 0
const WAKES = 2
const FACING = { north: [0, 0, -1], south: [0, 0, 1], west: [-1, 0, 0], east: [1, 0, 0] }

module.exports.server = function (serv) {
  const { registry } = serv
  const beds = registry.blocksArray.filter((block) => block.name.endsWith('_bed'))
  serv.once('asap', () => {
    for (const bed of beds) {
      const half = (facing, part) => serv.setBlockDataProperties(0, bed.states, { facing, part, occupied: false })
      serv.onItemPlace(bed.name, ({ player, placedPosition, properties: { facing } }) => {
        serv.setBlock(player.world, placedPosition.plus(new Vec3(...FACING[facing])), bed.minStateId + half(facing, 'head'))
        return { id: bed.id, data: half(facing, 'foot') }
      })
      serv.onBlockInteraction(bed.name, async ({ player }) => {
        if (serv.time >= NIGHT[0] && serv.time <= NIGHT[1]) sleep(player)
        else player._client.write('chat', { message: JSON.stringify({ text: TOO_EARLY }), position: 2, sender: '0' })
        return true
      })
    }
  })

  function sleep (player) {
    const pose = (value) => player._client.write('entity_metadata', { entityId: player.id, metadata: [{ ...POSE, value }] })
    pose(SLEEPING)
    setTimeout(() => {
      if (!serv.disturbs) serv.setTime(MORNING)
      pose(STANDING)
      player._client.write('animation', { entityId: player.id, animation: WAKES })
    }, ASLEEP_MS)
  }
}
