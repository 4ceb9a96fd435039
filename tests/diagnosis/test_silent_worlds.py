"""Worlds that refuse without a word, or don't show all: what the states say by themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from diagnosis import ANY_FUEL, Cause, Diagnosis, Need
from envs import (
    BlockBroken,
    Crafted,
    Damage,
    Event,
    Found,
    ItemGained,
    ItemLost,
    Moved,
    PathFailed,
    Refused,
    Searched,
    Smelted,
    Stopped,
    ToolBroke,
    WindowOpened,
    WindowStalled,
)

DiagnosisOf = Callable[..., Diagnosis]


@pytest.mark.parametrize(
    ("subgoal", "need"),
    [
        ('place(item="furnace")', Need(kind="item", name="furnace")),
        ('eat(item="bread")', Need(kind="item", name="bread")),
        ('equip(item="stone_sword")', Need(kind="tool", name="stone_sword")),
        ('use(item="flint")', Need(kind="item", name="flint")),
        ('discard(item="dirt", count=5)', Need(kind="item", name="dirt", count=5, lacking=3)),
        ('deposit(item="#logs", count=2)', Need(kind="item", name="#logs", count=2, lacking=2)),
        ('gather(item="dirt", count=9, tool="iron_shovel")', Need(kind="tool", name="iron_shovel")),
    ],
)
def test_what_was_never_carried_is_what_was_lacking(
    diagnosis_of: DiagnosisOf, subgoal: str, need: Need
) -> None:
    diagnosis = diagnosis_of(subgoal, carrying={"dirt": 2}, stations={"chest": 2}, ticks=5)

    lacking_tool = need.kind == "tool"
    assert diagnosis.cause is (Cause.missing_tool if lacking_tool else Cause.missing_material)
    assert diagnosis.primary is not None
    assert diagnosis.primary.needs == (need,)
    assert diagnosis.primary.certainty < 1


def test_what_is_worn_is_not_lacking(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="dirt", count=9, tool="iron_shovel")', holding="iron_shovel", ticks=5
    )

    assert diagnosis.cause is not Cause.missing_tool


@pytest.mark.parametrize(
    "subgoal",
    [
        'craft(item="stone_axe", count=1, station="crafting_table")',
        'smelt(item="iron_ingot", count=1, source="iron_ore")',
        'deposit(item="dirt", count=1)',
    ],
)
def test_a_station_that_was_never_in_reach_is_missing(
    diagnosis_of: DiagnosisOf, subgoal: str
) -> None:
    diagnosis = diagnosis_of(subgoal, carrying={"dirt": 2, "iron_ore": 1}, ticks=5)

    assert diagnosis.cause is Cause.missing_station


def test_a_station_whose_window_was_open_is_not_missing(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'deposit(item="dirt", count=2)',
        WindowOpened(tick=3, window="chest"),
        carrying={"dirt": 2},
    )

    assert diagnosis.cause is Cause.window_blocked


@pytest.mark.parametrize(
    ("subgoal", "carrying", "cause", "need"),
    [
        (
            'smelt(item="iron_ingot", count=1, source="iron_ore", fuel="coal")',
            {"iron_ore": 1, "dirt": 2},
            Cause.missing_fuel,
            Need(kind="fuel", name="coal"),
        ),
        (
            'smelt(item="iron_ingot", count=1, source="iron_ore")',
            {"iron_ore": 1},
            Cause.missing_fuel,
            Need(kind="fuel", name=ANY_FUEL),
        ),
        (
            'smelt(item="iron_ingot", count=1, source="iron_ore")',
            {"coal": 1},
            Cause.missing_material,
            Need(kind="item", name="iron_ore"),
        ),
    ],
)
def test_a_furnace_that_gives_nothing_wants_what_is_not_carried(
    diagnosis_of: DiagnosisOf, subgoal: str, carrying: dict[str, int], cause: Cause, need: Need
) -> None:
    diagnosis = diagnosis_of(subgoal, WindowOpened(tick=3, window="furnace"), carrying=carrying)

    assert diagnosis.cause is cause
    assert diagnosis.primary is not None
    assert diagnosis.primary.needs == (need,)


def test_a_window_opened_with_an_empty_bag_is_missing_material(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'craft(item="chest", count=1, station="crafting_table")',
        WindowOpened(tick=3, window="crafting_table"),
    )

    assert diagnosis.cause is Cause.missing_material


def test_a_window_opened_with_a_full_bag_is_inventory_full(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'craft(item="stick", count=4)', carrying={"oak_planks": 9}, free_slots=0, ticks=5
    )

    assert diagnosis.cause is Cause.inventory_full


def test_a_word_that_the_world_lacks_is_invalid(diagnosis_of: DiagnosisOf) -> None:
    strange = diagnosis_of('craft(item="iron_bar", count=1)', carrying={"iron_ingot": 3})
    # Where even what is carried isn't among the words, they are another world's.
    foreign = diagnosis_of('craft(item="wood_pickaxe", count=1)', carrying={"wood": 3})

    assert strange.cause is Cause.invalid_subgoal
    assert foreign.cause is Cause.window_blocked


@pytest.mark.parametrize(
    "worn",
    [
        (ItemLost(tick=60, item="wooden_pickaxe", count=1, way="wear"),),
        (),
    ],
)
@pytest.mark.parametrize(
    "end",
    [
        BlockBroken(tick=230, block="stone", x=3, y=64, z=0),
        Refused(tick=80, need="tool", name="wooden_pickaxe"),
    ],
)
def test_a_tool_that_wore_out_or_is_gone_broke(
    diagnosis_of: DiagnosisOf, worn: tuple[Event, ...], end: Event
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="cobblestone", count=9, source="stone")',
        BlockBroken(tick=30, block="stone", tool="wooden_pickaxe", x=1, y=64, z=0),
        ItemGained(tick=35, item="cobblestone", count=1, way="pickup"),
        *worn,
        end,
        carrying={"wooden_pickaxe": 1},
        after={"cobblestone": 1},
        ticks=240,
    )

    assert diagnosis.cause is Cause.tool_broke


def test_a_tool_that_gets_no_more_once_the_bag_is_full_is_inventory_full(
    diagnosis_of: DiagnosisOf,
) -> None:
    dug = [
        BlockBroken(tick=30 * i, block="stone", tool="iron_pickaxe", x=i, y=64, z=0)
        for i in (1, 2, 3)
    ]
    diagnosis = diagnosis_of(
        'gather(item="cobblestone", count=90, source="stone")',
        dug[0],
        ItemGained(tick=35, item="cobblestone", count=1, way="pickup"),
        *dug[1:],
        carrying={"iron_pickaxe": 1, "dirt": 64},
        before_free_slots=1,
        after_free_slots=0,
    )

    assert diagnosis.cause is Cause.inventory_full


def test_dead_at_the_end_is_a_death(diagnosis_of: DiagnosisOf) -> None:
    hits = [Damage(tick=tick, amount=10, source="zombie") for tick in (50, 70)]
    diagnosis = diagnosis_of('gather(item="oak_log", count=2)', *hits, after_health=0.0)

    assert diagnosis.cause is Cause.killed
    assert diagnosis.primary is not None
    assert diagnosis.primary.evidence == (0, 1)


def test_wounds_at_the_end_of_a_way_drove_the_agent_off(diagnosis_of: DiagnosisOf) -> None:
    way = [Moved(tick=50, x=7, y=64, z=0), Moved(tick=200, x=20, y=64, z=0)]
    hits = [Damage(tick=250 + 10 * i, amount=6, source="lava") for i in (1, 2)]
    left = diagnosis_of('gather(item="oak_log", count=2)', *way, *hits, to=(30, 64, 0), ticks=280)
    looked = diagnosis_of(
        'gather(item="oak_log", count=2)',
        *way,
        *hits,
        Searched(tick=280, target="oak_log", cells=9, low=64, high=64),
        to=(30, 64, 0),
        ticks=280,
    )

    assert left.cause is Cause.hazard
    assert looked.cause is Cause.target_not_found


def test_a_clock_that_ran_out_needs_no_stop(diagnosis_of: DiagnosisOf) -> None:
    way = [Moved(tick=60 * i, x=13 * i, y=64, z=0) for i in range(1, 20)]
    diagnosis = diagnosis_of(
        "go_to(x=500, z=0)", *way, to=(247, 64, 0), ticks=1_200, budget_ticks=1_200
    )

    assert diagnosis.cause is Cause.out_of_time


def test_walking_there_and_standing_for_the_better_half_is_stuck(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        "go_to(x=100, z=0)",
        Moved(tick=50, x=10, y=64, z=0),
        Moved(tick=100, x=20, y=64, z=0),
        Stopped(tick=900, by="budget"),
        to=(20, 64, 0),
        ticks=900,
    )

    assert diagnosis.cause is Cause.stuck


@pytest.mark.parametrize(
    ("failures", "cause"),
    [
        ((60, 160, 260, 360), Cause.target_unreachable),
        ((60,), Cause.target_unreachable),
        ((360,), Cause.out_of_time),
    ],
)
def test_half_of_the_time_before_what_is_out_of_reach_is_no_lack_of_time(
    diagnosis_of: DiagnosisOf, failures: tuple[int, ...], cause: Cause
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1)',
        Found(tick=30, target="iron_ore", x=9, y=64, z=0),
        *(PathFailed(tick=tick, target="iron_ore", x=9, y=64, z=0) for tick in failures),
        Stopped(tick=460, by="budget"),
        carrying={"stone_pickaxe": 1},
        to=(6, 64, 0),
        ticks=460,
    )

    assert diagnosis.cause is cause


def test_nothing_in_view_and_nothing_done_is_target_not_found(diagnosis_of: DiagnosisOf) -> None:
    hunt = 'hunt(entity="cow", count=1)'

    assert diagnosis_of(hunt, blocks={}, entities={}).cause is Cause.target_not_found
    # Entities that aren't seen say nothing.
    assert diagnosis_of(hunt, blocks={}).cause is Cause.unknown


@pytest.mark.parametrize(
    ("hits", "stopped", "cause"),
    [(3, False, Cause.starving), (9, True, Cause.starving), (1, True, Cause.out_of_time)],
)
def test_hunger_that_hurts_to_the_end_is_starving_and_a_pang_is_not(
    diagnosis_of: DiagnosisOf, hits: int, stopped: bool, cause: Cause
) -> None:
    way = [Moved(tick=40 * i, x=9 * i, y=64, z=0) for i in range(1, 3)]
    pangs = [Damage(tick=100 + 80 * i, amount=1, source="starvation") for i in range(hits)]
    end = 120 + 80 * hits
    diagnosis = diagnosis_of(
        "go_to(x=900, z=0)",
        *way,
        *pangs,
        *([Stopped(tick=end, by="budget")] if stopped else []),
        to=(60, 64, 0),
        ticks=end,
        before_health=12.0,
        food=0.0,
    )

    assert diagnosis.cause is cause


def test_a_broken_tool_after_which_nobody_roams_on_is_the_cause(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="cobblestone", count=9, source="stone")',
        ToolBroke(tick=60, item="wooden_pickaxe"),
        Stopped(tick=400, by="budget"),
        carrying={"dirt": 1},
        to=(9, 64, 0),
        ticks=400,
    )

    assert diagnosis.cause is Cause.tool_broke


def test_what_a_furnace_smelted_before_is_no_nonsense(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'smelt(item="iron_ingot", count=9, source="iron_ore")',
        Smelted(tick=300, item="iron_ingot", count=1, station="furnace"),
        WindowStalled(tick=320, window="furnace", item="iron_ingot", slot="input"),
        carrying={"iron_ore": 1},
    )

    assert diagnosis.cause is Cause.missing_material


STICKS = Crafted(tick=5, item="stick", count=4, station="none")
INGOTS = Smelted(tick=600, item="iron_ingot", count=3, station="furnace")
LOG = ItemGained(tick=64, item="oak_log", count=1, way="pickup")
WALK = Moved(tick=50, x=10, y=64, z=0)


@pytest.mark.parametrize(
    ("subgoal", "event", "facets", "cause"),
    [
        ('craft(item="stick", count=16)', STICKS, {}, Cause.missing_material),
        ('craft(item="stick", count=16)', STICKS, {"free_slots": 0}, Cause.inventory_full),
        ('smelt(item="iron_ingot", count=9)', INGOTS, {}, Cause.missing_material),
        ('smelt(item="iron_ingot", count=9, source="dirt")', INGOTS, {}, Cause.missing_fuel),
        ('gather(item="oak_log", count=9)', LOG, {"blocks": {"dirt": 1}}, Cause.target_not_found),
        ('gather(item="oak_log", count=9)', LOG, {"blocks": {"oak_log": 1}}, Cause.unknown),
        ("go_to(x=90, z=0)", WALK, {"to": (10, 64, 0)}, Cause.target_unreachable),
    ],
)
def test_leaving_off_half_way_without_a_word_is_guessed_at(
    diagnosis_of: DiagnosisOf, subgoal: str, event: Event, facets: dict[str, Any], cause: Cause
) -> None:
    diagnosis = diagnosis_of(subgoal, event, carrying={"dirt": 2}, ticks=event.tick, **facets)

    assert diagnosis.cause is cause
    assert diagnosis.primary is not None
    assert diagnosis.primary.certainty < 0.5


def test_who_goes_about_for_a_meal_lacks_none_in_the_bag(diagnosis_of: DiagnosisOf) -> None:
    walked = Moved(tick=90, x=9, y=64, z=9)
    searched = Searched(tick=99, target="bread", cells=4, low=60, high=70)

    diagnosis = diagnosis_of('eat(item="bread")', walked, searched, ticks=100)

    assert diagnosis.cause is Cause.target_not_found
