'use strict'

// What may be ordered, as vanilla has it where stock flying-squid doesn't: /clear, /effect,
// /gamerule. And for the tests, from the server's standard input:
//
//     hurt NAME POINTS SOURCE, hunger NAME POINTS, hasten NAME LEVEL, send NAME X Y Z
//     wear NAME USES (of what is held), kickout NAME REASON, bury NAME (for good)
//     refuse ITEM, take ITEM (in crafting), cook TICKS, sweep up (what lies about)
//     beast KIND X Z, strike KIND NAME POINTS, slay KIND
//     shut REASON (nobody comes in), mute on (no window opens), disturb on (nobody sleeps till morning)
//     blind REASON (no land is sent until the next, and who comes in is kicked unless it is `on`)
//     put X Y Z BLOCK, fill X0 Y0 Z0 X1 Y1 Z1 BLOCK, house X Y Z BLOCK (about a place to stand in)

const { Vec3 } = require('vec3')

const HASTE = 3

module.exports.server = function (serv) {
  const command = (base, rest, action) => serv.commands.add({ base, info: base, usage: `/${base}`, op: true, ...rest, action })
  const own = (base, action) => command(base, { onlyPlayer: true }, (text, { player }) => action(player, String(text).split(' ')))
  const order = (base, action) => command(base, { onlyConsole: true }, (text) => {
    const [name, ...words] = String(text).split(' ')
    const player = serv.getPlayer(name)
    if (player) action(player, words)
  })
  const all = (base, action) => command(base, { onlyConsole: true }, (text) => action(String(text).split(' ')))

  const set = (position, name) => serv.setBlock(serv.overworld, position, serv.registry.blocksByName[name].defaultState)

  own('clear', (player) => {
    for (let slot = 1; slot < 46; slot++) if (player.inventory.slots[slot]) player.inventory.updateSlot(slot, null)
  })
  own('gamerule', (player, [rule, value]) => player.chat(`Gamerule ${rule} is now set to: ${value}`))
  own('effect', (player, words) => {
    if (words[2] === 'minecraft:instant_health') player.updateHealth(20)
    if (words[2] === 'minecraft:saturation') player.updateFood(20)
  })
  order('hurt', (player, [points, source]) => player.hurt(Number(points), source))
  order('hunger', (player, [points]) => {
    player.foodSaturation = 0
    player.updateFood(Number(points))
  })
  order('wear', (player, [uses]) => {
    for (let n = 0; n < Number(uses); n++) player.wearHeld()
  })
  order('hasten', (player, [level]) => player._client.write('entity_effect', { entityId: player.id, effectId: HASTE, amplifier: Number(level), duration: 100000, hideParticles: 0 }))
  order('send', (player, [x, y, z]) => player.teleport(new Vec3(Number(x) + 0.5, Number(y), Number(z) + 0.5)))
  order('bury', (player) => {
    player.buried = true
    player.hurt(100, 'lava')
  })
  order('kickout', (player, words) => player.kick(words.join(' ')))
  all('refuse', ([item]) => serv.survival.refused.add(item))
  all('shut', (words) => (serv.refuses = words.join(' ') || null))
  all('blind', (words) => {
    serv.blind = words.join(' ') || null
    if (!serv.blind) serv.players.forEach((player) => player.sendWithheld())
  })
  all('put', ([x, y, z, name]) => set(new Vec3(Number(x), Number(y), Number(z)), name))
  all('fill', (words) => {
    const [x0, y0, z0, x1, y1, z1] = words.map(Number)
    for (let x = x0; x <= x1; x++) for (let y = y0; y <= y1; y++) for (let z = z0; z <= z1; z++) set(new Vec3(x, y, z), words[6])
  })
  all('house', ([x, y, z, name]) => {
    for (let cell = 0; cell < 36; cell++) {
      const [dx, dy, dz] = [cell % 3 - 1, Math.floor(cell / 9) - 1, Math.floor(cell / 3) % 3 - 1]
      const inside = dx === 0 && dz === 0 && (dy === 0 || dy === 1)
      if (!inside) set(new Vec3(Number(x) + dx, Number(y) + dy, Number(z) + dz), name)
    }
  })
  all('mute', ([on]) => (serv.survival.mute = on === 'on'))
  all('disturb', ([on]) => (serv.disturbs = on === 'on'))
  all('strike', ([kind, name, points]) => {
    const beast = Object.values(serv.entities).find((e) => e.beast === kind)
    const player = serv.getPlayer(name)
    player._client.write('animation', { entityId: beast.id, animation: 0 })
    player.hurt(Number(points), 'mob')
  })
  all('slay', ([kind]) => Object.values(serv.entities).filter((e) => e.beast === kind).forEach((e) => e.destroy()))
  all('sweep', () => Object.values(serv.entities).filter((e) => e.itemId !== undefined).forEach((e) => e.destroy()))
  all('take', ([item]) => serv.survival.refused.delete(item))
  all('cook', ([ticks]) => (serv.survival.furnaces.cookTicks = Number(ticks)))
  all('beast', ([kind, x, z]) => serv.putBeast(kind, new Vec3(Number(x) + 0.5, 64, Number(z) + 0.5)))
}
