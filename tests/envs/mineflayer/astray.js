'use strict'

// Preloaded into a worker it writes to standard output what no worker should, once it is told to
// by a signal: ASTRAY says how many characters. That is what a package that prints does.

const write = process.stdout.write.bind(process.stdout)

process.on('SIGUSR2', () => write('x'.repeat(Number(process.env.ASTRAY)) + '\n'))
