"""Innocent signs of one kind beside the real one of another don't mislead."""

from collections.abc import Callable

from diagnosis import Cause, Diagnosis, History
from envs import (
    Attempt,
    BlockBroken,
    Damage,
    Died,
    Found,
    ItemGained,
    ItemLeft,
    Lack,
    Moved,
    PathFailed,
    Refused,
    Respawned,
    Searched,
    Stopped,
    ToolBroke,
    Vocabulary,
    WindowOpened,
    WindowRejected,
    WindowStalled,
)

DiagnosisOf = Callable[..., Diagnosis]


def test_a_failed_path_before_a_refused_window_is_innocent(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'craft(item="furnace", count=1, station="crafting_table")',
        PathFailed(tick=5, target="crafting_table", x=3, y=64, z=0),
        Moved(tick=30, x=2, y=64, z=0),
        WindowOpened(tick=40, window="crafting_table"),
        WindowRejected(
            tick=41,
            window="crafting_table",
            item="furnace",
            lacking=(Lack(item="cobblestone", count=3),),
        ),
        carrying={"cobblestone": 5},
    )

    assert diagnosis.cause is Cause.missing_material
    assert diagnosis.secondary == ()


def test_a_zombie_does_not_explain_a_lack_of_sticks(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'craft(item="wooden_axe", count=1, station="crafting_table")',
        Damage(tick=5, amount=12, source="zombie"),
        WindowRejected(
            tick=9,
            window="crafting_table",
            item="wooden_axe",
            lacking=(Lack(item="stick", count=2),),
        ),
        carrying={"oak_planks": 3},
    )

    assert diagnosis.cause is Cause.missing_material
    assert [finding.hazard for finding in diagnosis.secondary] == ["mob"]


def test_a_spare_that_goes_on_makes_a_broken_tool_innocent(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="cobblestone", count=30, source="stone")',
        BlockBroken(tick=30, block="stone", tool="wooden_pickaxe", x=1, y=60, z=0),
        ToolBroke(tick=30, item="wooden_pickaxe"),
        ItemGained(tick=35, item="cobblestone", count=1, way="pickup"),
        BlockBroken(tick=60, block="stone", tool="stone_pickaxe", x=2, y=60, z=0),
        ItemGained(tick=65, item="cobblestone", count=1, way="pickup"),
        Stopped(tick=70, by="budget"),
        carrying={"wooden_pickaxe": 1, "stone_pickaxe": 1},
        after={"cobblestone": 2, "stone_pickaxe": 1},
        ticks=70,
    )

    assert diagnosis.cause is Cause.out_of_time


def test_a_spare_that_tunnels_on_makes_a_broken_tool_innocent(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1, height=(5, 20))',
        BlockBroken(tick=30, block="stone", tool="stone_pickaxe", x=1, y=15, z=0),
        ToolBroke(tick=30, item="stone_pickaxe"),
        *(
            BlockBroken(tick=30 * i, block="stone", tool="iron_pickaxe", x=i, y=15, z=0)
            for i in range(2, 40)
        ),
        Stopped(tick=1_200, by="budget"),
        carrying={"stone_pickaxe": 1, "iron_pickaxe": 1},
        after={"iron_pickaxe": 1},
        to=(38, 15, 0),
        ticks=1_200,
    )

    assert diagnosis.cause is Cause.target_not_found
    assert not diagnosis.stagnant


def test_an_axe_that_broke_does_not_explain_that_no_more_trees_were_found(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=9)',
        BlockBroken(tick=30, block="oak_log", tool="wooden_axe", x=1, y=64, z=0),
        ToolBroke(tick=30, item="wooden_axe"),
        ItemGained(tick=40, item="oak_log", count=1, way="pickup"),
        Moved(tick=400, x=60, y=64, z=0),
        Searched(tick=900, target="oak_log", cells=30, low=64, high=70),
        carrying={"wooden_axe": 1},
        after={"oak_log": 1},
        to=(60, 64, 0),
        ticks=900,
    )

    assert diagnosis.cause is Cause.target_not_found


def test_a_sword_that_broke_in_a_fight_does_not_explain_a_failed_search(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1, height=(5, 20))',
        BlockBroken(tick=10, block="stone", tool="stone_pickaxe", x=1, y=15, z=0),
        Damage(tick=12, amount=3, source="zombie"),
        ToolBroke(tick=14, item="wooden_sword"),
        BlockBroken(tick=40, block="stone", tool="stone_pickaxe", x=2, y=15, z=0),
        Searched(tick=600, target="iron_ore", cells=8, low=15, high=15),
        carrying={"stone_pickaxe": 1, "wooden_sword": 1},
        after={"stone_pickaxe": 1},
        to=(30, 15, 0),
        ticks=600,
    )

    assert diagnosis.cause is Cause.target_not_found


def test_junk_left_lying_is_no_full_inventory(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1, height=(5, 20))',
        BlockBroken(tick=30, block="stone", tool="stone_pickaxe", x=1, y=15, z=0),
        ItemLeft(tick=35, item="cobblestone", count=1),
        Searched(tick=600, target="iron_ore", cells=8, low=15, high=15),
        carrying={"stone_pickaxe": 1, "dirt": 64 * 35},
        free_slots=0,
        to=(30, 15, 0),
        ticks=600,
    )

    assert diagnosis.cause is Cause.target_not_found


def test_a_full_bag_that_still_takes_the_item_is_not_missing_room(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=9)',
        BlockBroken(tick=30, block="oak_log", x=1, y=64, z=0),
        ItemLeft(tick=32, item="oak_log", count=1),
        ItemGained(tick=50, item="oak_log", count=1, way="pickup"),
        Stopped(tick=90, by="budget"),
        carrying={"oak_log": 3},
        after={"oak_log": 4},
        free_slots=0,
    )

    assert diagnosis.cause is Cause.out_of_time


def test_what_lies_there_when_the_bag_is_full_is_no_weak_tool(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=9)',
        BlockBroken(tick=30, block="iron_ore", tool="stone_pickaxe", x=1, y=15, z=0),
        ItemLeft(tick=40, item="iron_ore", count=1),
        carrying={"stone_pickaxe": 1},
        free_slots=0,
    )

    assert diagnosis.cause is Cause.inventory_full
    assert Cause.tool_too_weak not in {finding.cause for finding in diagnosis.secondary}


def test_a_path_that_failed_on_a_search_for_the_unseen_is_target_not_found(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=1)',
        PathFailed(tick=20, target="oak_log", x=30, y=64, z=0),
        Moved(tick=100, x=0, y=64, z=20),
        Searched(tick=500, target="oak_log", cells=20, low=64, high=64),
        to=(0, 64, 60),
        ticks=500,
    )

    assert diagnosis.cause is Cause.target_not_found


def test_a_find_after_a_failed_path_is_out_of_time_when_the_budget_ends(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=1)',
        Found(tick=10, target="oak_log", x=9, y=80, z=0),
        PathFailed(tick=50, target="oak_log", x=9, y=80, z=0),
        Moved(tick=100, x=0, y=64, z=20),
        Found(tick=150, target="oak_log", x=0, y=64, z=60),
        Moved(tick=200, x=0, y=64, z=40),
        Stopped(tick=240, by="budget"),
        to=(0, 64, 50),
        ticks=240,
    )

    assert diagnosis.cause is Cause.out_of_time


def test_a_way_round_after_a_failed_path_is_out_of_time(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        "go_to(x=200, z=0)",
        Moved(tick=50, x=10, y=64, z=0),
        PathFailed(tick=60, target="water", x=14, y=62, z=0),
        *(Moved(tick=60 + 50 * i, x=10 + 10 * i, y=64, z=20) for i in range(1, 9)),
        Stopped(tick=500, by="budget"),
        to=(90, 64, 20),
        ticks=500,
    )

    assert diagnosis.cause is Cause.out_of_time


def test_a_window_that_refuses_after_a_death_is_the_death(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'smelt(item="iron_ingot", count=2)',
        Died(tick=50, source="creeper"),
        Respawned(tick=60, x=0, y=64, z=0),
        Refused(tick=61, need="item", name="iron_ore"),
        carrying={"iron_ore": 2},
        after={},
    )

    assert diagnosis.cause is Cause.killed


def test_a_death_before_the_attempt_stands_beside_the_cause(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'smelt(item="iron_ingot", count=2)',
        Refused(tick=61, need="item", name="iron_ore", count=2),
        prelude=(Died(tick=50, source="creeper"), Respawned(tick=60, x=0, y=64, z=0)),
        start=61,
    )

    assert diagnosis.cause is Cause.missing_material
    assert [(f.cause, f.evidence) for f in diagnosis.secondary] == [(Cause.killed, (-2,))]


def test_the_last_slot_to_run_empty_is_what_a_furnace_wants(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'smelt(item="iron_ingot", count=8, source="iron_ore")',
        WindowStalled(tick=300, window="furnace", item="iron_ingot", slot="fuel"),
        WindowStalled(tick=900, window="furnace", item="iron_ingot", slot="input"),
        ticks=900,
    )

    assert diagnosis.cause is Cause.missing_material


def test_the_last_block_not_yet_picked_up_is_no_weak_tool(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1)',
        Found(tick=10, target="iron_ore", x=4, y=15, z=0),
        BlockBroken(tick=95, block="iron_ore", tool="stone_pickaxe", x=4, y=15, z=0),
        Stopped(tick=100, by="budget"),
        carrying={"stone_pickaxe": 1},
    )

    assert diagnosis.cause is Cause.out_of_time


def test_a_tool_that_worked_before_is_not_too_weak_now(
    diagnosis_of: DiagnosisOf, attempt_of: Callable[..., Attempt], vocabulary: Vocabulary
) -> None:
    # Flint falls from gravel now and then; with this shovel it has.
    lucky = attempt_of(
        'gather(item="flint", count=1, source="gravel")',
        BlockBroken(tick=30, block="gravel", tool="wooden_pickaxe", x=1, y=64, z=0),
        ItemGained(tick=40, item="flint", count=1, way="pickup"),
        after={"flint": 1},
    )
    history = History(vocabulary=vocabulary).extended(lucky, diagnosis_of("wait(ticks=1)"))
    diagnosis = diagnosis_of(
        'gather(item="flint", count=2, source="gravel")',
        BlockBroken(tick=30, block="gravel", tool="wooden_pickaxe", x=2, y=64, z=0),
        BlockBroken(tick=60, block="gravel", tool="wooden_pickaxe", x=3, y=64, z=0),
        Stopped(tick=200, by="budget"),
        carrying={"flint": 1, "wooden_pickaxe": 1},
        ticks=200,
        history=history,
    )

    assert diagnosis.cause is Cause.out_of_time


def test_leaves_that_give_no_apple_need_no_tool(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="apple", count=1, source="oak_leaves")',
        *(BlockBroken(tick=8 * i, block="oak_leaves", x=i, y=68, z=0) for i in range(1, 30)),
        Stopped(tick=300, by="budget"),
        ticks=300,
    )

    assert diagnosis.cause is Cause.out_of_time


def test_a_scratch_is_no_hazard(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=1)',
        Damage(tick=20, amount=2, source="fall"),
        Searched(tick=500, target="oak_log", cells=20, low=64, high=64),
        to=(0, 64, 60),
        ticks=500,
    )

    assert diagnosis.cause is Cause.target_not_found
    assert diagnosis.secondary == ()


def test_looking_for_another_after_a_failed_path_is_out_of_time(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=1)',
        Found(tick=200, target="oak_log", x=9, y=80, z=0),
        PathFailed(tick=210, target="oak_log", x=9, y=80, z=0),
        Moved(tick=300, x=40, y=64, z=0),
        Stopped(tick=350, by="budget"),
        to=(50, 64, 0),
        ticks=350,
    )

    assert diagnosis.cause is Cause.out_of_time


def test_a_guardrail_that_stopped_the_attempt_is_not_taken_for_a_cause(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1, height=(5, 20))',
        BlockBroken(tick=50, block="stone", tool="stone_pickaxe", x=1, y=15, z=0),
        Found(tick=90, target="iron_ore", x=3, y=15, z=0),
        Stopped(tick=100, by="monitor", reason="guardrail g12: night falls"),
        carrying={"stone_pickaxe": 1},
    )

    assert diagnosis.cause is Cause.unknown
