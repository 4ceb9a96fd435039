'use strict'

// JSON lines on the standard streams. Nothing else may write to standard output, so whatever a
// library prints goes to standard error.

const MAX_LINE_BYTES = 4 * 1024 * 1024
const MAX_WAITING_BYTES = 64 * 1024 * 1024

class Lines {
  /**
   * @param {(line: object) => void} onLine is told of each line that is read
   * @param {(message: string) => void} onGarbage is told of what was no line
   */
  constructor (onLine, onGarbage) {
    this._write = process.stdout.write.bind(process.stdout)
    process.stdout.write = process.stderr.write.bind(process.stderr)
    console.log = console.info = console.debug = console.error
    this._onLine = onLine
    this._onGarbage = onGarbage
    this._parts = []
    this._bytes = 0
  }

  /** Reads until standard input ends, then calls `onEnd`. */
  read (onEnd) {
    process.stdin.on('data', (chunk) => this._take(chunk))
    process.stdin.on('end', onEnd)
    process.stdin.on('error', onEnd)
    process.stdout.on('error', onEnd)
  }

  send (line) {
    // Whoever doesn't read any more doesn't want to know any more.
    if (process.stdout.writableLength < MAX_WAITING_BYTES) this._write(JSON.stringify(line) + '\n')
  }

  _take (chunk) {
    let rest = chunk
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      this._parts.push(rest.subarray(0, end))
      this._said(Buffer.concat(this._parts).toString('utf8'))
      this._parts = []
      this._bytes = 0
      rest = rest.subarray(end + 1)
    }
    this._bytes += rest.length
    if (this._bytes > MAX_LINE_BYTES) {
      this._parts = []
      this._bytes = 0
      this._onGarbage(`A line of more than ${MAX_LINE_BYTES} bytes was sent.`)
    } else if (rest.length > 0) {
      this._parts.push(rest)
    }
  }

  _said (text) {
    let line
    try {
      line = JSON.parse(text)
    } catch {
      line = null
    }
    if (line !== null && typeof line === 'object') this._onLine(line)
    else this._onGarbage('A line was sent that is no JSON object.')
  }
}

module.exports = { Lines }
