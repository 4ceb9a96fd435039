'use strict'

// One module for each kind of subgoal; each does what its subgoal says and no more.

const KINDS = ['craft', 'deposit', 'discard', 'eat', 'equip', 'explore', 'gather', 'go_to', 'hunt', 'place', 'sleep', 'smelt', 'trade', 'use', 'wait']

const executors = Object.fromEntries(KINDS.map((kind) => [kind, require(`./${kind}`)]))

/** Tries a subgoal with the body; throws `Over` if something ended it first. */
async function execute (body, subgoal) {
  body.check()
  await executors[subgoal.kind](body, subgoal)
}

module.exports = { execute }
