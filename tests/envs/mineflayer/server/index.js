'use strict'

// A Minecraft server on the loopback. It says {"ready": PORT} on standard output once players can
// join, {"said": ...} for what others are to know, and ends with its standard input.
//
//     node index.js '{"version": "1.16.5"}'

// Standard output is for what is said to the tests; flying-squid's log goes to standard error.
const say = process.stdout.write.bind(process.stdout)
process.stdout.write = process.stderr.write.bind(process.stderr)

const path = require('path')
const { createMCServer } = require('flying-squid')

const options = { version: '1.16.5', port: 0, operators: true, refuses: null, ...JSON.parse(process.argv[2] || '{}') }
// In one version everything goes on as it should, in one the windows do; the others are there to be
// joined.
const survives = options.version === '1.16.5'
const hasWindows = survives || options.version === '1.18.2'

const server = createMCServer({
  version: options.version,
  host: '127.0.0.1',
  port: options.port,
  'online-mode': false,
  'max-players': 32,
  'view-distance': 4,
  'max-entities': 1000,
  'everybody-op': options.operators,
  'player-list-text': { header: { text: '' }, footer: { text: '' } },
  motd: 'tests',
  logging: false,
  gameMode: 0,
  difficulty: 1,
  kickTimeout: 60000,
  refuses: options.refuses,
  generation: { name: path.join(__dirname, 'land.js'), options: { seed: 1 } },
  plugins: {
    [path.join(__dirname, 'place.js')]: {},
    [path.join(__dirname, 'orders.js')]: {},
    ...(hasWindows ? { [path.join(__dirname, 'windows.js')]: {}, [path.join(__dirname, 'drops.js')]: {} } : {}),
    ...(survives
      ? {
          [path.join(__dirname, 'life.js')]: {},
          [path.join(__dirname, 'beasts.js')]: {},
          [path.join(__dirname, 'beds.js')]: {},
          [path.join(__dirname, 'villagers.js')]: {}
        }
      : {})
  }
})

server.on('error', (error) => console.error(error))
server.on('clientError', () => {}) // a client that was killed
server._server.on('error', (error) => console.error(error))
server.once('ready', () => {
  say(JSON.stringify({ ready: server.listeningPort }) + '\n')
})
// A client that goes while it is written to is none of the server's business.
process.on('uncaughtException', (error) => console.error(error))
process.stdin.on('end', () => process.exit(0))
process.stdin.resume()
