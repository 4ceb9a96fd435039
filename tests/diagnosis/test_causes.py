"""Each cause, in more than one way."""

from collections.abc import Callable
from typing import Any

import pytest

from diagnosis import HARD_CAUSES, Cause, Diagnosis, Finding, History, Need
from envs import (
    Attempt,
    BlockBroken,
    Chat,
    Crafted,
    Damage,
    Died,
    Found,
    Invalid,
    ItemGained,
    ItemLeft,
    ItemLost,
    Lack,
    Moved,
    PathFailed,
    Refused,
    Respawned,
    Searched,
    Smelted,
    Stopped,
    ToolBroke,
    Vocabulary,
    WindowOpened,
    WindowRejected,
    WindowStalled,
)

DiagnosisOf = Callable[..., Diagnosis]
AttemptOf = Callable[..., Attempt]


def primary_of(diagnosis: Diagnosis) -> Finding:
    assert diagnosis.primary is not None
    return diagnosis.primary


def test_every_cause_of_the_enumeration_is_spelled_as_its_name() -> None:
    assert all(cause.name == cause.value for cause in Cause)
    assert len(Cause) == 18
    assert set(Cause) > HARD_CAUSES


# missing_material


def test_a_lack_counts_what_is_carried_and_what_is_lacking(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'craft(item="stone_pickaxe", count=1, station="crafting_table")',
        WindowRejected(
            tick=4,
            window="crafting_table",
            item="stone_pickaxe",
            lacking=(Lack(item="stick", count=1), Lack(item="#planks", count=2)),
        ),
        carrying={"stick": 1, "oak_planks": 1},
    )

    assert diagnosis.cause is Cause.missing_material
    assert primary_of(diagnosis).needs == (
        Need(kind="item", name="#planks", count=3, lacking=2),
        Need(kind="item", name="stick", count=2, lacking=1),
    )
    assert primary_of(diagnosis).certainty == 1.0


def test_an_item_that_is_not_carried_is_missing_material(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'place(item="crafting_table")', Refused(tick=0, need="item", name="crafting_table")
    )

    assert diagnosis.cause is Cause.missing_material
    assert primary_of(diagnosis).needs == (Need(kind="item", name="crafting_table"),)


def test_a_furnace_whose_input_ran_out_is_missing_material(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'smelt(item="iron_ingot", count=3, source="iron_ore")',
        WindowOpened(tick=1, window="furnace"),
        WindowStalled(tick=420, window="furnace", item="iron_ingot", slot="input"),
        Smelted(tick=421, item="iron_ingot", count=2, station="furnace"),
        carrying={"iron_ore": 2},
        after={"iron_ingot": 2},
        ticks=422,
    )

    assert diagnosis.cause is Cause.missing_material
    assert primary_of(diagnosis).needs[0].name == "iron_ore"


def test_a_trade_that_can_not_be_paid_is_missing_material(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'trade(item="bread", count=1)',
        WindowOpened(tick=9, window="villager"),
        WindowRejected(
            tick=10, window="villager", item="bread", lacking=(Lack(item="emerald", count=1),)
        ),
    )

    assert diagnosis.cause is Cause.missing_material


def test_without_a_book_a_station_that_refuses_is_probably_missing_material(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'craft(item="stone_pickaxe", count=1, station="crafting_table")',
        WindowRejected(tick=4, window="crafting_table", item="stone_pickaxe"),
        carrying={"stick": 1},
    )

    assert diagnosis.cause is Cause.missing_material
    assert 0.5 <= primary_of(diagnosis).certainty < 1


def _after_crafting_sticks(
    attempt_of: AttemptOf, diagnosis_of: DiagnosisOf, v: Vocabulary
) -> History:
    attempt = attempt_of(
        'craft(item="stick", count=4)',
        ItemLost(tick=5, item="oak_planks", count=2, way="craft"),
        Crafted(tick=5, item="stick", count=4),
        ItemGained(tick=5, item="stick", count=4, way="craft"),
        carrying={"oak_planks": 2},
        after={"stick": 4},
    )
    from_scratch = History(vocabulary=v)
    return from_scratch.extended(
        attempt, diagnosis_of('craft(item="stick", count=4)', after={"stick": 4})
    )


def test_without_a_book_an_earlier_crafting_says_what_is_lacking(
    attempt_of: AttemptOf, diagnosis_of: DiagnosisOf, vocabulary: Vocabulary
) -> None:
    diagnosis = diagnosis_of(
        'craft(item="stick", count=4)',
        WindowRejected(tick=4, window="none", item="stick"),
        carrying={"oak_planks": 1},
        history=_after_crafting_sticks(attempt_of, diagnosis_of, vocabulary),
    )

    assert diagnosis.cause is Cause.missing_material
    assert primary_of(diagnosis).needs == (
        Need(kind="item", name="oak_planks", count=2, lacking=1),
    )


# missing_tool


def test_stone_broken_by_hand_for_nothing_is_missing_tool(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="cobblestone", count=3, source="stone")',
        BlockBroken(tick=150, block="stone", x=1, y=64, z=0),
        BlockBroken(tick=300, block="stone", x=2, y=64, z=0),
        ticks=320,
    )

    assert diagnosis.cause is Cause.missing_tool
    assert primary_of(diagnosis).needs == (Need(kind="tool", name="pickaxe"),)


def test_stone_broken_with_an_axe_for_nothing_is_missing_tool(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="cobblestone", count=3, source="stone", tool="stone_axe")',
        BlockBroken(tick=150, block="stone", tool="stone_axe", x=1, y=64, z=0),
        carrying={"stone_axe": 1},
        ticks=200,
    )

    assert diagnosis.cause is Cause.missing_tool


def test_a_tool_that_was_asked_for_and_is_not_carried_is_missing_tool(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1, tool="iron_pickaxe")',
        Refused(tick=0, need="tool", name="iron_pickaxe"),
        carrying={"stone_pickaxe": 1},
    )

    assert diagnosis.cause is Cause.missing_tool
    assert primary_of(diagnosis).needs == (Need(kind="tool", name="iron_pickaxe"),)


def test_a_tool_to_equip_that_is_not_carried_is_missing_tool(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'equip(item="stone_pickaxe")', Refused(tick=0, need="item", name="stone_pickaxe")
    )

    assert diagnosis.cause is Cause.missing_tool


def test_a_quick_block_left_off_after_breaking_in_vain_is_missing_tool(
    diagnosis_of: DiagnosisOf,
) -> None:
    # Snow falls fast to the bare hand and drops nothing.
    diagnosis = diagnosis_of(
        'gather(item="dirt", count=3, source="grass")',
        *(BlockBroken(tick=10 * i, block="grass", x=i, y=64, z=0) for i in range(1, 4)),
        ticks=40,
    )

    assert diagnosis.cause is Cause.missing_tool


# tool_too_weak


@pytest.mark.parametrize("tier", ["wooden", "golden", "iron"])
def test_a_pickaxe_that_digs_in_vain_is_too_weak(diagnosis_of: DiagnosisOf, tier: str) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1)',
        BlockBroken(tick=80, block="iron_ore", tool=f"{tier}_pickaxe", x=1, y=12, z=0),
        carrying={f"{tier}_pickaxe": 1},
        ticks=120,
    )

    assert diagnosis.cause is Cause.tool_too_weak
    assert primary_of(diagnosis).needs[0].tier_above == tier


def test_an_executor_that_asks_for_a_better_tool_says_tool_too_weak(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1)',
        Refused(tick=0, need="tool", name="stone_pickaxe"),
        carrying={"wooden_pickaxe": 1},
    )

    assert diagnosis.cause is Cause.tool_too_weak
    assert primary_of(diagnosis).needs == (Need(kind="tool", name="pickaxe", tier_above="wooden"),)


def test_digging_in_vain_until_the_time_is_up_is_tool_too_weak(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=5)',
        *(
            BlockBroken(tick=150 * i, block="iron_ore", tool="wooden_pickaxe", x=i, y=12, z=0)
            for i in range(1, 8)
        ),
        Stopped(tick=1_200, by="budget"),
        carrying={"wooden_pickaxe": 1},
        ticks=1_200,
    )

    assert diagnosis.cause is Cause.tool_too_weak


def test_a_tool_that_dug_in_vain_before_it_broke_was_too_weak(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1)',
        BlockBroken(tick=80, block="iron_ore", tool="wooden_pickaxe", x=1, y=12, z=0),
        BlockBroken(tick=230, block="iron_ore", tool="wooden_pickaxe", x=2, y=12, z=0),
        ToolBroke(tick=230, item="wooden_pickaxe"),
        carrying={"wooden_pickaxe": 1},
        after={},
        ticks=260,
    )

    assert diagnosis.cause is Cause.tool_too_weak


# tool_broke


def test_a_tool_that_broke_before_a_weaker_spare_dug_in_vain_is_tool_broke(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=3)',
        BlockBroken(tick=80, block="iron_ore", tool="stone_pickaxe", x=1, y=12, z=0),
        ItemGained(tick=85, item="iron_ore", count=1, way="pickup"),
        BlockBroken(tick=120, block="stone", tool="stone_pickaxe", x=2, y=12, z=0),
        ToolBroke(tick=120, item="stone_pickaxe"),
        BlockBroken(tick=280, block="iron_ore", tool="wooden_pickaxe", x=3, y=12, z=0),
        carrying={"stone_pickaxe": 1, "wooden_pickaxe": 1},
        after={"iron_ore": 1, "wooden_pickaxe": 1},
        ticks=300,
    )

    assert diagnosis.cause is Cause.tool_broke


def test_a_refusal_for_a_tool_that_broke_just_now_is_tool_broke(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="cobblestone", count=9, source="stone", tool="wooden_pickaxe")',
        BlockBroken(tick=30, block="stone", tool="wooden_pickaxe", x=1, y=60, z=0),
        ToolBroke(tick=30, item="wooden_pickaxe"),
        ItemGained(tick=40, item="cobblestone", count=1, way="pickup"),
        Refused(tick=41, need="tool", name="wooden_pickaxe"),
        carrying={"wooden_pickaxe": 1},
        after={"cobblestone": 1},
    )

    assert diagnosis.cause is Cause.tool_broke
    assert primary_of(diagnosis).evidence == (1, 3)


def test_a_tool_that_broke_while_tunnelling_to_the_ore_is_tool_broke(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1, height=(5, 20))',
        BlockBroken(tick=30, block="stone", tool="stone_pickaxe", x=1, y=15, z=0),
        ItemGained(tick=32, item="cobblestone", count=1, way="pickup"),
        BlockBroken(tick=60, block="stone", tool="stone_pickaxe", x=2, y=15, z=0),
        ToolBroke(tick=60, item="stone_pickaxe"),
        carrying={"stone_pickaxe": 1},
        after={"cobblestone": 1},
        ticks=70,
    )

    assert diagnosis.cause is Cause.tool_broke


# missing_station


def test_no_chest_within_reach_is_missing_station(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'deposit(item="dirt", count=5)',
        Refused(tick=0, need="container", name="chest"),
        carrying={"dirt": 9},
    )

    assert diagnosis.cause is Cause.missing_station
    assert primary_of(diagnosis).needs == (Need(kind="station", name="chest"),)


def test_no_bed_is_missing_station(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of("sleep()", Refused(tick=0, need="bed", name="#beds"))

    assert diagnosis.cause is Cause.missing_station


def test_without_a_book_the_grid_that_refuses_may_want_a_table(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'craft(item="wooden_pickaxe", count=1)',
        WindowRejected(tick=4, window="none", item="wooden_pickaxe"),
        carrying={"stick": 2, "oak_planks": 3},
    )

    assert diagnosis.cause is Cause.missing_station
    assert primary_of(diagnosis).certainty < 1


def test_without_a_book_an_earlier_crafting_names_the_station(
    attempt_of: AttemptOf, diagnosis_of: DiagnosisOf, vocabulary: Vocabulary
) -> None:
    made = attempt_of(
        'craft(item="chest", count=1, station="crafting_table")',
        ItemLost(tick=5, item="oak_planks", count=8, way="craft"),
        Crafted(tick=5, item="chest", count=1, station="crafting_table"),
        after={"chest": 1},
    )
    history = History(vocabulary=vocabulary).extended(made, diagnosis_of("wait(ticks=1)"))
    diagnosis = diagnosis_of(
        'craft(item="chest", count=2)',
        WindowRejected(tick=4, window="none", item="chest"),
        carrying={"oak_planks": 8, "chest": 1},
        history=history,
    )

    assert diagnosis.cause is Cause.missing_station
    assert primary_of(diagnosis).needs == (Need(kind="station", name="crafting_table"),)
    assert primary_of(diagnosis).certainty == 0.9


# missing_fuel


def test_a_refusal_for_fuel_names_the_fuel(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'smelt(item="iron_ingot", count=1, fuel="coal")',
        Refused(tick=0, need="fuel", name="coal", count=1),
        carrying={"iron_ore": 1},
    )

    assert diagnosis.cause is Cause.missing_fuel
    assert primary_of(diagnosis).needs == (Need(kind="fuel", name="coal"),)


@pytest.mark.parametrize(
    ("carried", "name"), [({"iron_ore": 1, "stick": 4}, "fuel"), ({"iron_ore": 1}, "stick")]
)
def test_what_is_carried_and_not_put_in_is_no_fuel(
    diagnosis_of: DiagnosisOf, carried: dict[str, int], name: str
) -> None:
    diagnosis = diagnosis_of(
        'smelt(item="iron_ingot", count=1, source="iron_ore", fuel="stick")',
        WindowOpened(tick=0, window="furnace"),
        WindowStalled(tick=5, window="furnace", item="iron_ingot", slot="fuel"),
        carrying=carried,
    )

    assert diagnosis.cause is Cause.missing_fuel
    assert primary_of(diagnosis).needs == (Need(kind="fuel", name=name),)


def test_what_a_furnace_took_burns_though_nothing_came_of_it_and_more_is_carried(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'smelt(item="iron_ingot", count=1, source="iron_ore", fuel="coal")',
        WindowOpened(tick=0, window="furnace"),
        ItemLost(tick=2, item="iron_ore", count=1, way="smelt"),
        ItemLost(tick=4, item="coal", count=1, way="smelt"),
        WindowStalled(tick=70, window="furnace", item="iron_ingot", slot="fuel"),
        carrying={"coal": 3},
    )

    assert primary_of(diagnosis).needs == (Need(kind="fuel", name="coal"),)


# target_not_found


@pytest.mark.parametrize(
    ("subgoal", "target"),
    [
        ('explore(target="village", sought="place")', "village"),
        ('hunt(entity="cow", item="beef", count=2)', "cow"),
        ('gather(item="iron_ore", count=2, height=(5, 40))', "iron_ore"),
        ('go_to(target="furnace")', "furnace"),
    ],
)
def test_a_search_that_found_nothing_is_target_not_found(
    diagnosis_of: DiagnosisOf, subgoal: str, target: str
) -> None:
    diagnosis = diagnosis_of(
        subgoal,
        Moved(tick=100, x=20, y=64, z=0),
        Moved(tick=200, x=40, y=64, z=0),
        Searched(tick=300, target=target, cells=12, low=60, high=70),
        to=(60, 64, 0),
        ticks=300,
    )

    assert diagnosis.cause is Cause.target_not_found


def test_a_search_that_used_up_the_budget_is_target_not_found(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="#logs", count=1)',
        *(Moved(tick=100 * i, x=20 * i, y=64, z=0) for i in range(1, 24)),
        Stopped(tick=2_400, by="budget"),
        to=(480, 64, 0),
        ticks=2_400,
    )

    assert diagnosis.cause is Cause.target_not_found


def test_nobody_who_offers_it_is_target_not_found(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'trade(item="bread", count=1)',
        WindowOpened(tick=4, window="villager"),
        Refused(tick=5, need="offer", name="bread"),
    )

    assert diagnosis.cause is Cause.target_not_found


# target_unreachable


def test_no_way_to_what_was_seen_is_target_unreachable(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=1)',
        Found(tick=10, target="oak_log", x=9, y=80, z=0),
        Moved(tick=40, x=6, y=64, z=0),
        PathFailed(tick=50, target="oak_log", x=9, y=80, z=0),
        to=(6, 64, 0),
    )

    assert diagnosis.cause is Cause.target_unreachable
    assert primary_of(diagnosis).evidence == (2,)


def test_no_way_to_a_column_is_target_unreachable(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        "go_to(x=100, z=0)",
        Moved(tick=100, x=20, y=64, z=0),
        PathFailed(tick=120, target="water", x=24, y=62, z=0),
        to=(20, 64, 0),
        ticks=120,
    )

    assert diagnosis.cause is Cause.target_unreachable


def test_the_only_find_out_of_reach_is_target_unreachable_though_the_search_went_on(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'hunt(entity="cow", count=1)',
        Found(tick=10, target="cow", x=9, y=64, z=30),
        PathFailed(tick=50, target="cow", x=9, y=64, z=30),
        Moved(tick=300, x=60, y=64, z=0),
        Searched(tick=900, target="cow", cells=30, low=64, high=66),
        to=(60, 64, 0),
        ticks=900,
    )

    assert diagnosis.cause is Cause.target_unreachable
    assert Cause.target_not_found in {finding.cause for finding in diagnosis.secondary}


def test_a_station_that_is_there_and_can_not_be_come_to_is_target_unreachable(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'craft(item="chest", count=1, station="crafting_table")',
        PathFailed(tick=3, target="crafting_table", x=9, y=70, z=0),
        Refused(tick=3, need="station", name="crafting_table"),
        stations={"crafting_table": 9},
    )

    assert diagnosis.cause is Cause.target_unreachable
    assert [finding.cause for finding in diagnosis.secondary] == [Cause.missing_station]


@pytest.mark.parametrize(
    ("count", "cause"), [(2, Cause.target_unreachable), (9, Cause.target_not_found)]
)
def test_what_lies_out_of_reach_is_the_cause_if_it_would_have_been_enough(
    diagnosis_of: DiagnosisOf, count: int, cause: Cause
) -> None:
    diagnosis = diagnosis_of(
        f'gather(item="oak_log", count={count})',
        Found(tick=1, target="oak_log", x=2, y=75, z=0),
        PathFailed(tick=2, target="oak_log", x=2, y=75, z=0),
        BlockBroken(tick=70, block="oak_log", x=5, y=64, z=0),
        ItemGained(tick=75, item="oak_log", count=1, way="pickup"),
        Moved(tick=300, x=60, y=64, z=0),
        Searched(tick=900, target="oak_log", cells=30, low=64, high=66),
        after={"oak_log": 1},
        to=(60, 64, 0),
        ticks=900,
    )

    assert diagnosis.cause is cause


# stuck


def test_standing_where_one_should_walk_is_stuck(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        "go_to(x=100, z=0)",
        Moved(tick=300, x=1, y=64, z=0),
        Stopped(tick=600, by="budget"),
        ticks=600,
    )

    assert diagnosis.cause is Cause.stuck


def test_no_spot_to_place_a_block_is_stuck(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'place(item="furnace")',
        Refused(tick=0, need="room", name="furnace"),
        carrying={"furnace": 1},
    )

    assert diagnosis.cause is Cause.stuck


def test_a_monitor_that_stopped_circles_is_believed(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'hunt(entity="cow", count=1)',
        Moved(tick=300, x=10, y=64, z=0),
        Stopped(tick=700, by="monitor", reason="circling: the same ground again"),
        ticks=700,
    )

    assert diagnosis.cause is Cause.stuck
    assert diagnosis.stagnant


# inventory_full


def test_a_refusal_for_room_is_inventory_full(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'smelt(item="iron_ingot", count=1)',
        Refused(tick=300, need="room", name="iron_ingot"),
        carrying={"dirt": 64 * 36},
        free_slots=0,
    )

    assert diagnosis.cause is Cause.inventory_full


def test_a_window_that_refuses_with_a_full_bag_and_nothing_lacking_is_inventory_full(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'craft(item="stick", count=4)',
        WindowRejected(tick=3, window="none", item="stick", lacking=()),
        carrying={"oak_planks": 64},
        free_slots=0,
    )

    assert diagnosis.cause is Cause.inventory_full


# hazard, killed, starving


@pytest.mark.parametrize("source", ["lava", "fall", "drowning", "fire", "cactus"])
def test_a_death_by_the_elements_is_a_hazard(diagnosis_of: DiagnosisOf, source: str) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1)',
        Damage(tick=90, amount=20, source=source),
        Died(tick=90, source=source),
    )

    assert diagnosis.cause is Cause.hazard
    assert primary_of(diagnosis).hazard == source


def test_burning_to_death_out_of_lava_is_the_lava(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1)',
        Damage(tick=50, amount=8, source="lava"),
        Damage(tick=120, amount=1, source="fire"),
        Died(tick=200, source="fire"),
        ticks=200,
    )

    assert primary_of(diagnosis).hazard == "lava"


def test_a_death_by_a_block_is_another_hazard(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of("go_to(x=90, z=9)", Died(tick=20, source="magma_block"))

    assert diagnosis.cause is Cause.hazard
    assert primary_of(diagnosis).hazard == "other"


def test_wounds_that_drove_the_agent_off_are_a_hazard(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1)',
        Found(tick=5, target="iron_ore", x=4, y=12, z=0),
        Damage(tick=50, amount=8, source="lava"),
        Damage(tick=60, amount=6, source="lava"),
        Stopped(tick=70, by="monitor", reason="health is low"),
        after_health=6.0,
    )

    assert diagnosis.cause is Cause.hazard
    assert primary_of(diagnosis).hazard == "lava"


def test_a_death_of_unknown_source_after_a_creeper_is_killed(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'hunt(entity="cow", count=1)',
        Damage(tick=50, amount=19, source="creeper"),
        Died(tick=55, source="unknown"),
    )

    assert diagnosis.cause is Cause.killed
    assert primary_of(diagnosis).certainty < 1


def test_coming_back_to_life_is_a_death_too(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'hunt(entity="cow", count=1)',
        Damage(tick=50, amount=20, source="zombie"),
        Respawned(tick=70, x=0, y=70, z=0),
    )

    assert diagnosis.cause is Cause.killed


def test_a_death_by_hunger_is_starving(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=1)', Died(tick=50, source="starvation"), food=0.0
    )

    assert diagnosis.cause is Cause.starving


def test_hunger_that_ends_an_attempt_is_starving(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=1)',
        Found(tick=5, target="oak_log", x=8, y=64, z=0),
        Damage(tick=20, amount=1, source="starvation"),
        Damage(tick=100, amount=1, source="starvation"),
        Stopped(tick=110, by="monitor", reason="food is low"),
        food=0.0,
        ticks=110,
    )

    assert diagnosis.cause is Cause.starving


# window_blocked


def test_a_refusal_with_all_there_is_window_blocked(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'trade(item="bread", count=1)',
        WindowOpened(tick=2, window="villager"),
        WindowRejected(tick=3, window="villager", item="bread", lacking=()),
        carrying={"emerald": 4},
    )

    assert diagnosis.cause is Cause.window_blocked


def test_a_furnace_full_of_results_is_window_blocked(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'smelt(item="iron_ingot", count=1)',
        WindowStalled(tick=3, window="furnace", item="iron_ingot", slot="output"),
        carrying={"iron_ore": 1, "coal": 1},
    )

    assert diagnosis.cause is Cause.window_blocked


def test_a_full_chest_is_window_blocked_and_no_full_inventory(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'deposit(item="dirt", count=5)',
        WindowOpened(tick=2, window="chest"),
        Refused(tick=3, need="room", name="chest"),
        carrying={"dirt": 5},
    )

    assert diagnosis.cause is Cause.window_blocked


def test_a_bed_that_will_not_be_slept_in_is_window_blocked(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of("sleep()", Chat(tick=2, sender="", text="You can sleep only at night"))

    assert diagnosis.cause is Cause.window_blocked


# out_of_time


def test_working_when_the_time_was_up_is_out_of_time(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=9)',
        Found(tick=10, target="oak_log", x=4, y=64, z=0),
        BlockBroken(tick=80, block="oak_log", x=4, y=64, z=0),
        ItemGained(tick=90, item="oak_log", count=1, way="pickup"),
        BlockBroken(tick=150, block="oak_log", x=4, y=65, z=0),
        Stopped(tick=155, by="budget"),
        after={"oak_log": 1},
        ticks=155,
        budget_ticks=155,
    )

    assert diagnosis.cause is Cause.out_of_time
    assert diagnosis.indicators.budget_used == 1.0


def test_a_wait_for_what_did_not_come_is_out_of_time(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of("""wait(ticks=100, until="time('night')")""")

    assert diagnosis.cause is Cause.out_of_time


def test_a_furnace_that_burned_on_is_out_of_time(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'smelt(item="iron_ingot", count=8)',
        WindowOpened(tick=10, window="furnace"),
        Smelted(tick=900, item="iron_ingot", count=4, station="furnace"),
        Stopped(tick=900, by="budget"),
        ticks=900,
    )

    assert diagnosis.cause is Cause.out_of_time


def test_a_search_that_hardly_began_is_out_of_time(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=9)',
        Moved(tick=50, x=10, y=64, z=0),
        Stopped(tick=60, by="budget"),
        to=(12, 64, 0),
        ticks=60,
    )

    assert diagnosis.cause is Cause.out_of_time


# invalid_subgoal, environment_fault, unknown


@pytest.mark.parametrize(
    "events",
    [
        (Invalid(tick=0, field="item", value="iron_bar"),),
        (Moved(tick=5, x=1, y=64, z=0), Invalid(tick=9, field="source", value="glass")),
    ],
)
def test_what_makes_no_sense_is_invalid_subgoal(
    diagnosis_of: DiagnosisOf, events: tuple[Any, ...]
) -> None:
    diagnosis = diagnosis_of('gather(item="apple", count=2)', *events)

    assert diagnosis.cause is Cause.invalid_subgoal


def test_a_block_that_always_gives_something_else_is_invalid_subgoal(
    diagnosis_of: DiagnosisOf,
) -> None:
    digging = [
        event
        for i in range(1, 12)
        for event in (
            BlockBroken(tick=40 * i, block="stone", tool="iron_pickaxe", x=i, y=64, z=0),
            ItemGained(tick=40 * i + 5, item="cobblestone", count=1, way="pickup"),
        )
    ]
    diagnosis = diagnosis_of(
        'gather(item="coal", count=2, source="stone")', *digging, after={"cobblestone": 11}
    )

    assert diagnosis.cause is Cause.invalid_subgoal
    assert 0.5 < primary_of(diagnosis).certainty < 1


def test_a_world_that_broke_is_environment_fault_whatever_else_was_seen(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'craft(item="stick", count=4)',
        Refused(tick=1, need="item", name="oak_planks"),
        Stopped(tick=2, by="fault", reason="connection lost"),
    )

    assert diagnosis.cause is Cause.environment_fault


def test_a_broken_world_never_succeeds(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'craft(item="stick", count=4)',
        Stopped(tick=2, by="fault"),
        carrying={"stick": 9},
    )

    assert diagnosis.cause is Cause.environment_fault


@pytest.mark.parametrize("subgoal", ['equip(item="apple")', 'discard(item="apple", count=2)'])
def test_a_failure_without_a_sign_is_unknown(diagnosis_of: DiagnosisOf, subgoal: str) -> None:
    events = () if subgoal.startswith("equip") else (Stopped(tick=9, by="monitor", reason="x"),)
    diagnosis = diagnosis_of(subgoal, *events, carrying={"apple": 2})

    assert diagnosis.cause is Cause.unknown
    assert primary_of(diagnosis).certainty == 0.0


def test_items_left_with_room_in_the_bag_are_a_weak_sign_of_no_room(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=1)',
        BlockBroken(tick=60, block="oak_log", x=2, y=64, z=0),
        ItemLeft(tick=70, item="oak_log", count=1),
        free_slots=20,
    )

    assert diagnosis.cause is Cause.inventory_full
    assert primary_of(diagnosis).certainty < 0.5


def test_a_source_that_is_carried_and_not_put_in_is_invalid_subgoal(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'smelt(item="iron_ingot", count=1, source="cobblestone")',
        WindowStalled(tick=3, window="furnace", item="iron_ingot", slot="input"),
        carrying={"cobblestone": 5, "coal": 1},
    )

    assert diagnosis.cause is Cause.invalid_subgoal


@pytest.mark.parametrize(
    ("station", "cause"),
    [("furnace", Cause.invalid_subgoal), ("smoker", Cause.missing_station)],
)
def test_without_a_book_a_furnace_that_refuses_is_not_lacking_material(
    diagnosis_of: DiagnosisOf, station: str, cause: Cause
) -> None:
    diagnosis = diagnosis_of(
        f'smelt(item="iron_ingot", count=1, station="{station}")',
        WindowRejected(tick=3, window=station, item="iron_ingot"),
        carrying={"iron_ore": 5, "coal": 1},
    )

    assert diagnosis.cause is cause
