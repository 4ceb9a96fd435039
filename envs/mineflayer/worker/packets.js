'use strict'

// Packets that make no sense. What a library throws at one would hold up all that come after it.

const { safeText } = require('./text')

/**
 * Lets a client go on after a packet that something couldn't make sense of.
 *
 * @param {Client} client
 * @param {(error: Error) => void} onOdd is told what was thrown
 */
function goOn (client, onOdd) {
  const { emit } = client
  client.emit = (event, ...data) => {
    if (client.state !== 'play' || event === 'error') return emit.call(client, event, ...data)
    try {
      return emit.call(client, event, ...data)
    } catch (error) {
      console.error(safeText(`${event}: ${error?.stack ?? error}`, 2000))
      onOdd(error)
      return true
    }
  }
}

module.exports = { goOn }
