'use strict'
async function build () {}
module.exports = { build }
