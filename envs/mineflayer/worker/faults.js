'use strict'

// What ends an episode: the world broke (`Fault`), or it was asked for what can't be had (`Wrong`).

const { safeText } = require('./text')

/** The world broke; the message is one sentence for people. */
class Fault extends Error {
  /** @param {boolean} final whether joining again would only end the same */
  constructor (message, final = false) {
    super(message)
    this.final = final
  }
}

/** The configuration can't be used; the message is one sentence for people. */
class Wrong extends Error {}

// What a server says, what it means, and whether it would say so again.
const KICKS = [
  [/whitelist|white-list|not_whitelisted/i, 'is whitelisted, and this account is not on the list', true],
  [/banned/i, 'has banned this account', true],
  [/duplicate_login|logged in from another|already connected|already (online|logged)/i, 'already has a player of this name', true],
  [/outdated|incompatible|unsupported.*version|different version/i, 'speaks another version', true],
  [/timed? ?out|keepalive/i, 'says that the bot timed out', false],
  [/server (is )?full|server_full/i, 'is full', false],
  [/shutdown|server closed|closed|stopping/i, 'closed', false]
]

/** Returns the fault of a server that sent the bot away, for `reason` as the protocol gives it. */
function kicked (address, reason) {
  const text = plain(reason)
  const known = KICKS.find(([pattern]) => pattern.test(text) || pattern.test(JSON.stringify(reason) || ''))
  const [, meaning, final] = known ?? [null, 'sent the bot away', false]
  const said = text ? ` It said: ${text}` : ''
  return new Fault(`The server at ${address} ${meaning}.${said}`, final)
}

const REFUSALS = {
  ECONNREFUSED: 'No server answers at',
  ENOTFOUND: 'There is no host by the name in',
  EAI_AGAIN: 'There is no host by the name in',
  ETIMEDOUT: 'Nothing answered in time at',
  EHOSTUNREACH: 'No way leads to',
  ENETUNREACH: 'No way leads to'
}

const OF_VERSION = /is not supported|unsupported protocol|no data for version|wrong version|this server is version/i

/** Returns whether an error says that the server and the bot speak different versions. */
const isOfVersion = (error) => OF_VERSION.test(String(error?.message || error))

/** Returns the fault that an error of the connection means. */
function broken (address, error) {
  if (error instanceof Fault || error instanceof Wrong) return error
  const refusal = REFUSALS[error?.code] ?? REFUSALS[error?.message]
  if (refusal) return new Fault(`${refusal} ${address}.`)
  const text = safeText(String(error?.message || error), 300)
  if (isOfVersion(error)) {
    return new Fault(`The server at ${address} speaks another version. ${text}`, true)
  }
  return new Fault(`The connection to ${address} broke: ${text}`)
}

/** Returns the text of a chat component, or of what stands for one, without its form. */
function plain (reason) {
  if (reason === null || reason === undefined) return ''
  if (typeof reason === 'string') {
    try {
      return plain(JSON.parse(reason))
    } catch {
      return safeText(reason, 300)
    }
  }
  const parts = []
  const collect = (part, depth) => {
    if (depth > 16 || parts.length > 64) return
    if (typeof part === 'string') parts.push(part)
    else if (Array.isArray(part)) part.forEach((p) => collect(p, depth + 1))
    else if (part && typeof part === 'object') {
      for (const key of ['text', 'translate', 'with', 'extra', 'value']) {
        if (key in part) collect(part[key], depth + 1)
      }
    }
  }
  collect(reason, 0)
  return safeText(parts.filter((p) => !['string', 'compound', 'list'].includes(p)).join(' '), 300)
}

module.exports = { Fault, Wrong, broken, isOfVersion, kicked, plain }
