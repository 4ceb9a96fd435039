'use strict'

// Whether the server still speaks. What is tried while it hangs or is cut off says nothing of the
// world, so that an attempt isn't answered before it speaks again, or the connection is given up.

const SILENT_MS = 3000
const GONE_MS = 30000 // as long as the game's own client waits

class Pulse {
  constructor (client) {
    this._last = Date.now()
    this._longest = 0
    client.on('packet', () => {
      this._longest = Math.max(this._longest, this._quiet)
      this._last = Date.now()
    })
  }

  get _quiet () {
    return Date.now() - this._last
  }

  /** Returns whether the server has been silent for some seconds, and for longer than it ever was. */
  get isSilent () {
    return this._quiet > Math.max(SILENT_MS, 2 * this._longest)
  }

  /** Returns whether it has been silent for so long that it won't speak again. */
  get isGone () {
    return this._quiet > GONE_MS
  }
}

module.exports = { Pulse }
