'use strict'

// Checks that a subgoal's words make sense on this server, before anything is done.

function invalid (body, field, value) {
  body.emit('invalid', { field, value: String(value) })
  return false
}

/** Returns whether a field names an item, or a tag with items in it; says so if not. */
function knownItem (body, field, pattern = body.subgoal[field]) {
  return body.words.isItem(pattern) || invalid(body, field, pattern)
}

/** Returns whether a field names a block, or a tag with blocks in it; says so if not. */
function knownBlock (body, field, pattern = body.subgoal[field]) {
  return body.words.isBlock(pattern) || invalid(body, field, pattern)
}

/** Returns whether a field names a kind of entity; says so if not. */
function knownEntity (body, field, name = body.subgoal[field]) {
  return body.words.isEntity(name) || invalid(body, field, name)
}

/** Returns whether a tool that is asked for makes sense; says so if not. */
function knownTool (body) {
  const { tool } = body.subgoal
  return !tool || tool === 'none' || knownItem(body, 'tool', tool)
}

/** Returns whether the tool that is asked for is carried; says so if not. */
function toolCarried (body) {
  const { tool } = body.subgoal
  if (!tool || tool === 'none' || body.carried(tool) > 0) return true
  body.emit('refused', { need: 'tool', name: tool, count: 1 })
  return false
}

/** Returns whether what a pattern names lies in the slots; says so if not. */
function hasCarried (body, pattern) {
  if (body.carried(pattern) > 0) return true
  body.emit('refused', { need: 'item', name: pattern, count: 1 })
  return false
}

module.exports = { hasCarried, invalid, knownBlock, knownEntity, knownItem, knownTool, toolCarried }
