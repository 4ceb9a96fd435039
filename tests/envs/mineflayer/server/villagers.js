'use strict'

// Villagers who give a loaf for two emeralds.

const TYPE = 18
const OFFER = { pays: ['emerald', 2], gives: ['bread', 1] }

module.exports.player = function (player, serv) {
  const { registry } = serv
  const Item = require('prismarine-item')(registry)
  const stack = ([name, count]) => new Item(registry.itemsByName[name].id, count)

  player.on('spawned', () => {
    player._client.on('use_entity', ({ target, mouse }) => {
      if (mouse === 0 && serv.entities[target]?.beast === 'villager') talk()
    })
    player._client.on('select_trade', layOut)
  })

  function talk () {
    if (serv.survival.mute) return
    player.openWindow('villager', TYPE, 'minecraft:merchant')
    const trade = { inputItem1: Item.toNotch(stack(OFFER.pays)), outputItem: Item.toNotch(stack(OFFER.gives)), inputItem2: null, tradeDisabled: false, nbTradeUses: 0, maximumNbTradeUses: 100, xp: 1, specialPrice: 0, priceMultiplier: 0, demand: 0 }
    player._client.write('trade_list', { windowId: player.station.window.id, trades: [trade], villagerLevel: 1, experience: 0, isRegularVillager: true, canRestock: true })
  }

  /** Lays the price out of the bag, as far as it goes. */
  function layOut () {
    if (player.station?.name !== 'villager') return
    const { window } = player.station
    const slot = window.slots.findIndex((item, n) => n >= window.inventoryStart && item?.name === OFFER.pays[0])
    if (slot < 0) return
    player.tellSlot(0, window.slots[slot])
    player.tellSlot(slot, null)
    player.showOffer()
  }

  player.showOffer = () => {
    const paid = player.station.window.slots[0]
    player.tellSlot(2, paid?.name === OFFER.pays[0] && paid.count >= OFFER.pays[1] ? stack(OFFER.gives) : null)
  }

  player.pay = () => {
    const paid = player.station.window.slots[0]
    paid.count -= OFFER.pays[1]
    player.tellSlot(0, paid.count > 0 ? paid : null)
  }
}
