'use strict'

// The words of a server: what any player knows to be items, blocks, entities, biomes and tags. The
// tags are those of Minecraft 1.16, as in craftworld; what came since joins them by its kind.

const TAGS = require('./data/tags.json')

// In every tag where the oak's is, theirs is too.
const NEW_WOODS = ['bamboo', 'cherry', 'mangrove', 'pale_oak']
const NEW_MEMBERS = {
  stone_crafting_materials: ['cobbled_deepslate'],
  stone_tool_materials: ['cobbled_deepslate'],
  logs: ['bamboo_block', 'stripped_bamboo_block']
}

class Vocabulary {
  /** @param {Names} names the names of the server's version */
  constructor (names) {
    this.items = new Set(names.items())
    this.blocks = new Set(names.blocks())
    this.entities = new Set(names.entities())
    this.biomes = new Set(names.biomes())
    this.stackSizes = names.stackSizes()
    this.tags = this._tags()
    this._sets = new Map(Object.entries(this.tags).map(([tag, members]) => [tag, new Set(members)]))
  }

  _tags () {
    const tags = {}
    for (const [tag, members] of Object.entries(TAGS)) {
      const all = new Set([...members, ...(NEW_MEMBERS[tag] ?? [])])
      for (const member of members) {
        const oak = /(^|_)oak(_|$)/.test(member) && !member.includes('dark_oak')
        if (oak && tag !== 'oak_logs') NEW_WOODS.forEach((wood) => all.add(member.replace('oak', wood)))
        if (member.endsWith('_ore')) all.add(`deepslate_${member}`)
      }
      const known = [...all].filter((n) => this.items.has(n) || this.blocks.has(n) || this.entities.has(n))
      if (known.length > 0) tags[tag] = known.sort()
    }
    return tags
  }

  /** Returns the names that a pattern stands for; itself if it is no tag. */
  members (pattern) {
    return pattern.startsWith('#') ? this.tags[pattern.slice(1)] ?? [] : [pattern]
  }

  matches (pattern, name) {
    return pattern.startsWith('#') ? this._sets.get(pattern.slice(1))?.has(name) === true : pattern === name
  }

  isItem (pattern) {
    return this.members(pattern).some((name) => this.items.has(name))
  }

  isBlock (pattern) {
    return this.members(pattern).some((name) => this.blocks.has(name))
  }

  isEntity (pattern) {
    return this.members(pattern).some((name) => this.entities.has(name))
  }

  stackSize (item) {
    return this.stackSizes[item] ?? 64
  }

  /** Returns the tag with fewest members that covers all of `names`, or the first of them. */
  smallest (names) {
    if (names.length === 1) return names[0]
    const fitting = [...this._sets].filter(([, members]) => names.every((n) => members.has(n)))
    fitting.sort(([a, x], [b, y]) => x.size - y.size || (a < b ? -1 : 1))
    return fitting.length > 0 ? `#${fitting[0][0]}` : names[0]
  }

  toJSON () {
    return {
      items: [...this.items],
      blocks: [...this.blocks],
      entities: [...this.entities],
      biomes: [...this.biomes],
      tags: this.tags,
      stack_sizes: this.stackSizes
    }
  }
}

module.exports = { Vocabulary }
