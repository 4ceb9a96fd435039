'use strict'

// The mineflayer worker: it carries out subgoals on a Minecraft server, told so by JSON lines.
//
//     {"id": 1, "call": "open", "with": {"host": "127.0.0.1", "port": 25565}}

const { Lines } = require('./lines')
const { Calls } = require('./calls')
const { Fault, Wrong } = require('./faults')
const { safeText } = require('./text')
const { version } = require('./package.json')

const BEAT_MS = 4000

const lines = new Lines(take, (message) => lines.send({ id: 0, error: { kind: 'input', message } }))
const calls = new Calls((line) => lines.send(line))
let current = null

function take ({ id, call, with: with_ = {} }) {
  if (call === 'stop') {
    lines.send({ id, result: calls.stop() })
  } else if (call === 'picture') {
    aside(id, () => calls.picture(with_))
  } else if (current !== null) {
    lines.send({ id, error: { kind: 'input', message: `Call ${current} isn't answered yet.` } })
  } else {
    answer(id, call, with_)
  }
}

async function answer (id, call, with_) {
  current = id
  let beats = 0
  const beating = setInterval(() => lines.send({ beat: ++beats }), BEAT_MS)
  let said
  try {
    said = { id, result: await calls.answer(id, call, with_) }
  } catch (error) {
    said = { id, error: told(error) }
  }
  clearInterval(beating)
  current = null
  lines.send(said)
  if (call === 'close') leave()
}

/** Answers at once what may be asked while a call lasts. */
function aside (id, result) {
  let said
  try {
    said = { id, result: result() }
  } catch (error) {
    said = { id, error: told(error) }
  }
  lines.send(said)
}

function told (error) {
  const kind = error instanceof Wrong ? 'input' : 'fault'
  return { kind, message: sentence(error), ...(error?.final && { final: true }) }
}

function sentence (error) {
  if (error instanceof Fault || error instanceof Wrong) return safeText(error.message)
  console.error(error)
  return safeText(`The worker broke: ${error?.message ?? error}`, 400)
}

function leave () {
  calls.close()
  setTimeout(() => process.exit(0), 50)
}

// An odd packet must not end the worker; what keeps the bot from joining ends the call.
process.on('uncaughtException', (error) => {
  console.error(safeText(error?.stack ?? error, 2000))
  calls.onUncaught?.(error)
})
process.on('unhandledRejection', (error) => console.error(safeText(error?.stack ?? error, 2000)))
process.on('SIGTERM', leave)

lines.send({ hello: { protocol: 1, worker: 'mineflayer', version } })
lines.read(leave)
