'use strict'

// Text from a server is data: it is cut, and stripped of what a terminal could take for more.

const MAX_CHARACTERS = 1000

/** Returns `text` on one line without control and format characters, cut to `limit`. */
function safeText (text, limit = MAX_CHARACTERS) {
  const spaced = String(text).slice(0, 4 * limit).replace(/\s+/gu, ' ').trim()
  return spaced.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '').slice(0, limit)
}

/** Returns what may stand as a name in a state or an event, or `otherwise`. */
function safeName (text, otherwise = 'unknown') {
  const name = String(text ?? '').toLowerCase().replace(/^minecraft:/, '').replace(/[^a-z0-9_:./-]+/g, '_').slice(0, 128)
  return /^[a-z0-9_]/.test(name) ? name : otherwise
}

module.exports = { safeName, safeText }
