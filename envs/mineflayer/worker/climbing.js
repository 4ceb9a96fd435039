'use strict'

// Getting out of a pit or a mine from which no way leads: what is in the way is dug, of
// what lies in the ground by nature alone; see `walking.js`.

/**
 * Lets the bot dig while it walks.
 *
 * @param {Body} body who is stuck
 * @param {() => Promise<boolean>} walk walks somewhere
 * @returns {Promise<boolean>} what came of it; false if the bot may not dig
 */
async function digging (body, walk) {
  const { bot, names } = body
  if (!body.limits.may('dig')) return false
  const { movements } = bot.pathfinder
  const told = (block) => {
    const tool = bot.heldItem ? names.ofItem(bot.heldItem) : 'none'
    const { x, y, z } = block.position
    body.emit('block_broken', { block: names.ofBlock(block), tool, x, y, z })
  }
  movements.canDig = true
  bot.on('diggingCompleted', told)
  try {
    return await walk()
  } finally {
    movements.canDig = false
    bot.off('diggingCompleted', told)
  }
}

module.exports = { digging }
