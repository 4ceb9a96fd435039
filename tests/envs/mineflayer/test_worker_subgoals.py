"""Each kind of subgoal, carried out on a server by the worker alone."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("mineflayer")]


def test_an_episode_begins_with_nothing_at_home_by_day(bot: Any) -> None:
    bot.give("stick 3")
    bot.order(f"send {bot.name} 20 64 20", "time set night", f"hurt {bot.name} 4 fall")
    begun = bot.worker.call("reset", biome="desert", seed=1)
    state = begun["state"]
    assert state["tick"] == 0
    assert state["inventory"] == {"items": [], "free_slots": 36}
    assert (state["position"]["x"], state["position"]["z"]) == (0, 0)
    assert state["time"] < 2_000
    assert state["vitals"]["health"] == 20
    assert begun["notes"] == ["The task starts in the biome desert; the bot stands in plains."]


def test_tools_and_ingots_come_from_nothing(bot: Any) -> None:
    bot.server.say("cook 20")
    for step in (
        'gather(item="#logs", count=4)',
        'craft(item="oak_planks", count=16)',
        'craft(item="stick", count=8)',
        'craft(item="crafting_table")',
        'place(item="crafting_table")',
        'craft(item="wooden_pickaxe", station="crafting_table")',
        'go_to(target="coal_ore", distance=4)',
        'gather(item="cobblestone", source="stone", count=11)',
        'craft(item="crafting_table")',
        'place(item="crafting_table")',
        'craft(item="stone_pickaxe", station="crafting_table")',
        'gather(item="iron_ore")',
        'craft(item="furnace", station="crafting_table")',
        'place(item="furnace")',
    ):
        bot.attempt(step)
    outcome = bot.attempt('smelt(item="iron_ingot")')
    assert outcome.carried("wooden_pickaxe") == outcome.carried("stone_pickaxe") == 1
    assert outcome.carried("iron_ingot") == 1
    assert [(e.item, e.count, e.station) for e in outcome.of("smelted")] == [
        ("iron_ingot", 1, "furnace")
    ]


def test_crafting_tells_what_came_and_went(bot: Any) -> None:
    bot.give("oak_planks 2", "birch_planks 2")
    outcome = bot.attempt('craft(item="crafting_table")')
    assert [(e.item, e.count, e.way) for e in outcome.of("item_lost")] == [
        ("oak_planks", 2, "craft"),
        ("birch_planks", 2, "craft"),
    ]
    assert [(e.item, e.way) for e in outcome.of("item_gained")] == [("crafting_table", "craft")]
    assert [(e.item, e.station) for e in outcome.of("crafted")] == [("crafting_table", "none")]


def test_hunting_goes_on_until_enough_is_carried(bot: Any) -> None:
    bot.give("iron_sword")
    bot.order("beast pig 4 -4")
    outcome = bot.attempt('hunt(entity="pig", item="porkchop", count=2)')
    assert outcome.carried("porkchop") == 2
    assert [(e.entity, e.tool) for e in outcome.of("killed")] == [("pig", "iron_sword")]


def test_something_is_worn_and_held(bot: Any) -> None:
    bot.give("iron_helmet", "stone_axe")
    bot.attempt('equip(item="iron_helmet")')
    state = bot.attempt('equip(item="stone_axe")').state
    slots = [(s.slot, s.item, s.durability) for s in state.equipment.slots]
    assert slots == [("head", "iron_helmet", 165), ("mainhand", "stone_axe", 131)]


def test_eating_fills(bot: Any) -> None:
    bot.give("apple 2")
    bot.order(f"hunger {bot.name} 10")
    outcome = bot.attempt('eat(item="apple")')
    assert [(e.verb, e.object) for e in outcome.of("used")] == [("eaten", "apple")]
    assert [(e.item, e.count, e.way) for e in outcome.of("item_lost")] == [("apple", 1, "eat")]
    assert outcome.state.vitals.food == 14


def test_things_are_put_away_and_thrown_away(bot: Any) -> None:
    bot.give("chest", "coal 5")
    bot.attempt('place(item="chest")')
    outcome = bot.attempt('deposit(item="coal", count=3)')
    assert outcome.carried("coal") == 2
    assert [(e.item, e.count, e.way) for e in outcome.of("item_lost")] == [("coal", 3, "container")]
    outcome = bot.attempt('discard(item="coal", count=9)')
    assert outcome.carried("coal") == 0
    assert [(e.item, e.count, e.way) for e in outcome.of("item_lost")] == [("coal", 2, "drop")]
    assert [(e.need, e.name, e.count) for e in outcome.of("refused")] == [("item", "coal", 7)]


def test_emeralds_buy_bread(bot: Any) -> None:
    bot.give("emerald 3")
    bot.order("beast villager 4 4")
    outcome = bot.attempt('trade(item="bread", count=2)')
    assert outcome.carried("bread") == 1
    assert [(e.item, e.count, e.entity) for e in outcome.of("traded")] == [("bread", 1, "villager")]
    (rejected,) = outcome.of("window_rejected")
    assert [(lack.item, lack.count) for lack in rejected.lacking] == [("emerald", 1)]
    assert [place.name for place in outcome.state.places] == ["village"]


def test_a_bed_is_for_the_night(bot: Any) -> None:
    bot.give("red_bed")
    outcome = bot.attempt("sleep()")
    assert [e.text for e in outcome.of("chat")] == ["You can sleep only at night"]
    assert not outcome.of("used")
    bot.order("time set night")
    outcome = bot.attempt("sleep()")
    assert [(e.verb, e.object) for e in outcome.of("used")] == [("slept", "red_bed")]
    assert outcome.state.time < 6_000
    assert [p.name for p in outcome.state.places if p.name == "bed"] == ["bed"]


def test_who_is_woken_by_night_hasnt_slept(bot: Any) -> None:
    bot.give("red_bed")
    bot.order("time set night", "disturb on")
    outcome = bot.attempt("sleep()")
    bot.order("disturb off")
    assert not outcome.of("used")
    assert outcome.state.time > 12_000


def test_waiting_ends_when_what_is_waited_for_is_so(bot: Any) -> None:
    call = bot.worker.begin("wait(ticks=400, until='has(\"coal\", 2)')", 600)
    bot.server.say(f"give {bot.name} coal 2")
    outcome = bot.worker.outcome(call)
    assert outcome.carried("coal") == 2
    assert outcome.ticks < 100


def test_something_carried_is_used_on_a_block(bot: Any) -> None:
    bot.give("stick")
    outcome = bot.attempt('use(item="stick", on="#logs")')
    assert not [e for e in outcome.events if e.kind in {"path_failed", "refused", "searched"}]
    near = next(b for b in outcome.state.blocks if b.name == "oak_log")
    assert near.distance <= 4


def test_what_is_set_by_using_it_is_told(bot: Any) -> None:
    bot.give("dirt 2")
    outcome = bot.attempt('use(item="dirt", on="sand")')
    (placed,) = outcome.of("block_placed")
    assert placed.block == "dirt"
    assert outcome.carried("dirt") == 1


def test_what_lies_below_is_dug_for(bot: Any) -> None:
    bot.give("iron_pickaxe", "iron_shovel")
    bot.order(f"send {bot.name} -20 64 -20")
    outcome = bot.attempt('gather(item="cobblestone", source="stone", count=3, height=(58, 59))')
    assert outcome.carried("cobblestone") >= 3
    assert outcome.state.position.y <= 60


def test_nobody_sees_through_rock_what_lies_beside_a_block(bot: Any) -> None:
    ore = (44, 63, 44)
    bot.give("iron_pickaxe")
    hidden = ("put 44 63 44 coal_ore", "put 45 63 44 lava", "put 45 64 44 dirt")
    bot.order(f"send {bot.name} 42 64 44", *hidden)
    outcome = bot.attempt('gather(item="coal", source="coal_ore")', 60)
    assert ore in {(e.x, e.y, e.z) for e in outcome.of("block_broken")}
    seen = ("put 44 63 44 coal_ore", "put 45 64 44 air")
    bot.order(f"send {bot.name} 42 64 44", *seen)
    outcome = bot.attempt('gather(item="coal", source="coal_ore", count=2)', 60)
    bot.order("put 45 63 44 grass_block")
    assert not outcome.of("block_broken")
    assert ore in {(e.x, e.y, e.z) for e in outcome.of("path_failed")}


def test_nobody_digs_through_a_house(bot: Any) -> None:
    bot.order(f"send {bot.name} 44 64 -44", "house 44 64 -44 oak_planks")
    outcome = bot.attempt("go_to(x=60, z=-44)", 400)
    bot.order(
        "house 44 64 -44 air",
        *(f"put {x} 63 {z} dirt" for x in (43, 44, 45) for z in (-45, -44, -43)),
    )
    assert not outcome.of("block_broken")
    assert outcome.of("path_failed")


def test_ways_lead_to_columns_and_to_what_is_seen(bot: Any) -> None:
    state = bot.attempt("go_to(x=12, z=4, distance=2)").state
    assert (state.position.x - 12) ** 2 + (state.position.z - 4) ** 2 <= 4
    outcome = bot.attempt('explore(target="iron_ore")')
    assert [e.target for e in outcome.of("found")] == ["iron_ore"]
    assert "iron_ore" in {b.name for b in outcome.state.blocks}


def test_a_portal_is_built_and_lit(bot: Any) -> None:
    assert [(e.name, e.count) for e in bot.attempt('place(item="nether_portal")').events] == [
        ("obsidian", 14)
    ]
    bot.order(f"send {bot.name} -28 64 -28")
    bot.give("dirt 4", "obsidian 10", "flint_and_steel")
    outcome = bot.attempt('place(item="nether_portal")')
    assert outcome.of("block_placed")[-1].block == "nether_portal"
    assert outcome.carried("obsidian") == outcome.carried("dirt") == 0
    assert "nether_portal" in {place.name for place in outcome.state.places}


def test_under_a_roof_a_picture_is_a_slice_and_else_shows_the_roof(bot: Any) -> None:
    region = {"x": -41, "z": 27, "width": 9, "height": 3}
    roof = "fill -39 68 25 -33 68 31"
    bot.order(f"send {bot.name} -36 64 28", f"{roof} stone", "put -34 64 28 stone")
    bot.order("put -34 65 28 stone", "put -34 66 28 stone")

    def tops(**how: Any) -> tuple[Any, list[str], list[int]]:
        """Returns the slice's height, and the middle row from west to east."""
        seen = bot.worker.call("picture", **region, **how)
        middle = slice(region["width"], 2 * region["width"])
        names = [seen["names"][kind] for kind in seen["kinds"][middle]]
        return seen["slice_y"], names, seen["heights"][middle]

    grass = "grass_block"
    below, above = [grass] * 7 + ["stone", grass], [grass] * 2 + ["stone"] * 7
    assert tops() == (64, below, [63] * 7 + [65, 63])
    assert tops(from_sky=True) == (None, above, [63] * 2 + [68] * 7)
    bot.order(f"{roof} air")
    assert tops() == (None, below, [63] * 7 + [66, 63])
    bot.order("fill -34 64 28 -34 66 28 air")
