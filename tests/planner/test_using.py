"""Ways that lead through uses, structures and other dimensions."""

from collections.abc import Callable, Mapping

import pytest

from envs import (
    CraftingRule,
    GameRules,
    GatheringRule,
    Has,
    Ingredient,
    KnownPlace,
    Position,
    State,
    StructureRule,
    Tally,
    Use,
    UsingRule,
    View,
    Vocabulary,
    parse,
)
from planner import NoWay, chain, from_rules

PORTAL = StructureRule(
    item="nether_portal",
    ingredients=(Ingredient(item="obsidian", count=10),),
    tools=("flint_and_steel",),
    leads_to="the_nether",
)
QUARTZ = GatheringRule(
    item="quartz", source="nether_quartz_ore", height=(34, 115), dimension="the_nether"
)
LOG = GatheringRule(item="oak_log", source="oak_log")
TRIP = GameRules(
    crafting=(
        CraftingRule(
            item="comparator",
            station="crafting_table",
            ingredients=(Ingredient(item="quartz"), Ingredient(item="oak_log")),
        ),
        CraftingRule(item="stick", ingredients=(Ingredient(item="quartz"),)),
        CraftingRule(
            item="bowl", ingredients=(Ingredient(item="quartz"), Ingredient(item="oak_log"))
        ),
    ),
    gathering=(LOG, QUARTZ),
    structures=(PORTAL,),
)
WITH_PORTAL = {"crafting_table": 1, "flint_and_steel": 1, "obsidian": 10}


def steps(goal: str, view: View, rules: GameRules) -> list[str]:
    return [str(step.subgoal) for step in chain(parse(goal), view, from_rules(rules))]


def test_everything_here_is_done_before_the_only_trip(view: Callable[..., View]) -> None:
    assert steps('has("comparator")', view(WITH_PORTAL), TRIP) == [
        'gather(item="oak_log", count=1, source="oak_log")',
        'place(item="nether_portal")',
        'go_to(target="the_nether")',
        'gather(item="quartz", count=1, source="nether_quartz_ore", height=(34, 115))',
        'place(item="crafting_table")',
        'craft(item="comparator", count=1, station="crafting_table")',
    ]


def in_the_nether(view: View, *places: KnownPlace) -> View:
    position = Position(x=0, y=40, z=0, dimension="the_nether")
    state = view.state.model_copy(update={"position": position, "places": places})
    return View(state, Tally(), view.vocabulary)


def portal(dimension: str) -> KnownPlace:
    return KnownPlace.model_validate(
        {"name": "nether_portal", "x": 0, "y": 40, "z": 0, "dimension": dimension}
    )


def test_who_is_there_already_needs_no_portal(view: Callable[..., View]) -> None:
    assert steps('has("stick")', in_the_nether(view()), TRIP)[0].startswith("gather")


def test_the_way_back_leads_through_the_portal_that_is_known(view: Callable[..., View]) -> None:
    there = in_the_nether(view(), portal("the_nether"))

    assert steps('has("bowl")', there, TRIP) == [
        'gather(item="quartz", count=1, source="nether_quartz_ore", height=(34, 115))',
        'go_to(target="overworld")',
        'gather(item="oak_log", count=1, source="oak_log")',
        'craft(item="bowl", count=1)',
    ]


def test_a_portal_that_is_known_is_not_built_again(view: Callable[..., View]) -> None:
    known = view({}, places=(portal("overworld"),))
    elsewhere = view({}, places=(portal("the_nether"),))

    assert steps('has("stick")', known, TRIP)[0] == 'go_to(target="the_nether")'
    with pytest.raises(NoWay):
        steps('has("stick")', elsewhere, TRIP)


OBSIDIAN = UsingRule(
    use="water_bucket",
    on="lava",
    on_is="found",
    height=(9, 12),
    item="obsidian",
    count=10,
    source="obsidian",
    tool="diamond_pickaxe",
)
BUCKETS = UsingRule(
    use="bucket",
    on="water",
    on_is="found",
    item="water_bucket",
    consumes=(Ingredient(item="bucket"),),
)
WASHING = GameRules(
    using=(
        OBSIDIAN,
        BUCKETS,
        UsingRule(
            use="red_dye",
            on="leather_boots",
            on_is="carried",
            leaves="dyed",
            consumes=(Ingredient(item="red_dye"),),
        ),
        UsingRule(
            use="water_bucket",
            on="cauldron",
            on_is="placed",
            leaves="filled",
            consumes=(Ingredient(item="water_bucket"),),
        ),
        UsingRule(
            use="leather_boots",
            on="cauldron",
            on_is="placed",
            use_state="dyed",
            on_state="filled",
            verb="washed",
        ),
        UsingRule(
            use="iron_helmet",
            on="iron_helmet",
            on_is="carried",
            verb="repaired",
            consumes=(Ingredient(item="iron_helmet"),),
            needs=(Ingredient(item="iron_helmet"),),
        ),
    ),
    gathering=(GatheringRule(item="red_dye", source="poppy"),),
    crafting=(
        CraftingRule(item="iron_helmet", ingredients=(Ingredient(item="iron_ingot", count=5),)),
    ),
)


def test_what_is_washed_is_dyed_before_and_the_cauldron_filled_last(
    view: Callable[..., View],
) -> None:
    carried = {"bucket": 1, "cauldron": 1, "leather_boots": 1}

    assert steps('happened("washed", "leather_boots")', view(carried), WASHING) == [
        'gather(item="red_dye", count=1, source="poppy")',
        'use(item="red_dye", on="leather_boots", count=1)',
        'explore(target="water")',
        'use(item="bucket", on="water", count=1)',
        'place(item="cauldron")',
        'use(item="water_bucket", on="cauldron", count=1)',
        'use(item="leather_boots", on="cauldron", count=1)',
    ]


def test_two_of_a_kind_are_made_to_repair_one(view: Callable[..., View]) -> None:
    assert steps('happened("repaired", "iron_helmet")', view({"iron_ingot": 10}), WASHING) == [
        'craft(item="iron_helmet", count=2)',
        'use(item="iron_helmet", on="iron_helmet", count=1)',
    ]


def test_a_use_is_checked_by_what_it_gives_or_does(view: Callable[..., View]) -> None:
    knowhow = from_rules(WASHING)
    scooped = chain(parse('has("water_bucket", 2)'), view({"bucket": 2}), knowhow)[-1].subgoal
    mended = chain(parse('happened("repaired", "iron_helmet")'), view({"iron_helmet": 2}), knowhow)[
        -1
    ].subgoal

    assert isinstance(scooped, Use)
    assert scooped.checks == (Has(item="water_bucket", count=2),)
    assert mended.checks == (parse('happened("repaired", "iron_helmet", count=1)'),)


def test_lava_is_looked_for_and_watered_and_then_dug(view: Callable[..., View]) -> None:
    carried = {"diamond_pickaxe": 1, "water_bucket": 1}

    assert steps('has("obsidian", 12)', view(carried), WASHING) == [
        'explore(target="lava", height=(9, 12))',
        'use(item="water_bucket", on="lava", count=2)',
        'gather(item="obsidian", count=12, source="obsidian", height=(9, 12))',
    ]


def test_what_was_made_already_is_only_dug(view: Callable[..., View]) -> None:
    there = view({"diamond_pickaxe": 1, "water_bucket": 1}, blocks={"obsidian": 3})

    assert steps('has("obsidian", 10)', there, WASHING) == [
        'gather(item="obsidian", count=10, source="obsidian", height=(9, 12))',
    ]


@pytest.mark.parametrize(
    ("goal", "last"),
    [
        ('happened("eaten", "apple")', 'eat(item="apple")'),
        ('happened("placed", "torch")', 'place(item="torch")'),
        ('happened("slept")', "sleep()"),
    ],
)
def test_what_is_done_with_a_carried_thing_comes_last(
    goal: str, last: str, view: Callable[..., View]
) -> None:
    carried: Mapping[str, int] = {"apple": 1, "red_bed": 1, "torch": 1}

    assert steps(goal, view(carried), WASHING)[-1] == last


def test_what_lies_open_is_got_before_going_under_ground(
    state: Callable[..., State], words: Vocabulary
) -> None:
    rules = GameRules(
        gathering=(
            GatheringRule(item="diamond", source="diamond_ore", height=(5, 11)),
            GatheringRule(item="poppy", source="poppy"),
        )
    )
    plan = steps('has("diamond", 3) and has("poppy")', View(state(), Tally(), words), rules)

    assert [step.split('"')[1] for step in plan] == ["poppy", "diamond"]
