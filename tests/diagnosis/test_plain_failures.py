"""The seven plain failures that a closest peer mostly can't tell apart, and walking in circles."""

import math
from collections.abc import Callable

from diagnosis import Cause, Diagnosis, Need, describe
from envs import (
    BlockBroken,
    Damage,
    Died,
    ItemGained,
    ItemLeft,
    Lack,
    Moved,
    Refused,
    Respawned,
    Searched,
    Smelted,
    Stopped,
    ToolBroke,
    WindowOpened,
    WindowRejected,
    WindowStalled,
)

DiagnosisOf = Callable[..., Diagnosis]


def test_iron_ore_dug_with_a_wooden_pickaxe_is_tool_too_weak(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=3)',
        Moved(tick=20, x=3, y=60, z=0),
        BlockBroken(tick=180, block="iron_ore", tool="wooden_pickaxe", x=4, y=60, z=0),
        BlockBroken(tick=340, block="iron_ore", tool="wooden_pickaxe", x=4, y=61, z=0),
        carrying={"wooden_pickaxe": 1},
        ticks=360,
    )

    assert diagnosis.cause is Cause.tool_too_weak
    assert diagnosis.primary is not None
    assert diagnosis.primary.needs == (Need(kind="tool", name="pickaxe", tier_above="wooden"),)
    assert diagnosis.primary.evidence == (1, 2)


def test_no_table_is_missing_station(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'craft(item="wooden_pickaxe", count=1, station="crafting_table")',
        Refused(tick=0, need="station", name="crafting_table"),
        carrying={"oak_planks": 3, "stick": 2},
    )

    assert diagnosis.cause is Cause.missing_station
    assert diagnosis.primary is not None
    assert diagnosis.primary.needs == (Need(kind="station", name="crafting_table"),)


def test_the_book_naming_a_table_for_the_grid_is_missing_station(
    diagnosis_of: DiagnosisOf,
) -> None:
    diagnosis = diagnosis_of(
        'craft(item="wooden_pickaxe", count=1)',
        WindowRejected(
            tick=5, window="none", item="wooden_pickaxe", lacking=(), station="crafting_table"
        ),
        carrying={"oak_planks": 3, "stick": 2},
    )

    assert diagnosis.cause is Cause.missing_station
    assert describe(diagnosis) == (
        "craft wooden_pickaxe failed: missing_station, lacking a crafting_table"
    )


def test_a_full_inventory_is_inventory_full(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=4)',
        BlockBroken(tick=60, block="oak_log", x=2, y=64, z=0),
        ItemLeft(tick=70, item="oak_log", count=1),
        carrying={"dirt": 2_304},
        free_slots=0,
    )

    assert diagnosis.cause is Cause.inventory_full
    assert diagnosis.primary is not None
    assert diagnosis.primary.needs == (Need(kind="room", name="oak_log"),)


def test_no_fuel_is_missing_fuel(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'smelt(item="iron_ingot", count=8, source="iron_ore")',
        WindowOpened(tick=10, window="furnace"),
        WindowStalled(tick=700, window="furnace", item="iron_ingot", slot="fuel"),
        Smelted(tick=710, item="iron_ingot", count=3, station="furnace"),
        ItemGained(tick=710, item="iron_ingot", count=3, way="smelt"),
        carrying={"iron_ore": 8},
        after={"iron_ingot": 3},
        ticks=720,
    )

    assert diagnosis.cause is Cause.missing_fuel
    assert describe(diagnosis) == (
        "smelt iron_ingot failed: missing_fuel, lacking anything to burn"
    )


def test_a_broken_pickaxe_is_tool_broke(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="cobblestone", count=30, source="stone")',
        BlockBroken(tick=30, block="stone", tool="wooden_pickaxe", x=1, y=60, z=0),
        ItemGained(tick=35, item="cobblestone", count=1, way="pickup"),
        BlockBroken(tick=60, block="stone", tool="wooden_pickaxe", x=2, y=60, z=0),
        ToolBroke(tick=60, item="wooden_pickaxe"),
        ItemGained(tick=65, item="cobblestone", count=1, way="pickup"),
        BlockBroken(tick=220, block="stone", x=3, y=60, z=0),
        carrying={"wooden_pickaxe": 1},
        after={"cobblestone": 2},
        ticks=230,
    )

    assert diagnosis.cause is Cause.tool_broke


def test_no_tree_found_is_target_not_found(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="#logs", count=3)',
        *(Moved(tick=100 * i, x=20 * i, y=64, z=0) for i in range(1, 20)),
        Searched(tick=2_000, target="#logs", cells=60, low=64, high=70),
        to=(380, 64, 0),
        ticks=2_000,
    )

    assert diagnosis.cause is Cause.target_not_found
    assert not diagnosis.stagnant


def test_a_death_is_killed(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=3)',
        Damage(tick=40, amount=10, source="zombie"),
        Damage(tick=60, amount=10, source="zombie"),
        Died(tick=60, source="zombie"),
        Respawned(tick=80, x=0, y=64, z=0),
        carrying={"apple": 2},
        after={},
    )

    assert diagnosis.cause is Cause.killed
    assert diagnosis.primary is not None
    assert diagnosis.primary.hazard == "mob"
    assert diagnosis.primary.evidence == (0, 1, 2)


def test_walking_in_circles_is_stagnant_a_cycle_and_stuck(diagnosis_of: DiagnosisOf) -> None:
    # Radius 10 around the start, 4 blocks a second: a lap takes 16 seconds.
    laps = [
        Moved(
            tick=20 * i,
            x=round(10 * math.cos(i * 0.4)),
            y=64,
            z=round(10 * math.sin(i * 0.4)),
        )
        for i in range(120)
    ]
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=3)',
        *laps,
        Stopped(tick=2_400, by="budget"),
        at=(10, 64, 0),
        ticks=2_400,
        budget_ticks=2_400,
    )

    assert diagnosis.stagnant
    assert diagnosis.loop == "state_action_cycle"
    assert diagnosis.cause is Cause.stuck


def test_walking_to_and_fro_is_stagnant_too(diagnosis_of: DiagnosisOf) -> None:
    there_and_back = [Moved(tick=40 * i, x=abs(i % 10 - 5) * 8, y=64, z=0) for i in range(60)]
    diagnosis = diagnosis_of(
        'explore(target="village", sought="place")',
        *there_and_back,
        Stopped(tick=2_400, by="budget"),
        at=(40, 64, 0),
        ticks=2_400,
    )

    assert diagnosis.stagnant
    assert diagnosis.loop == "state_action_cycle"


def test_a_lack_of_sticks_says_how_many(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'craft(item="wooden_pickaxe", count=1, station="crafting_table")',
        WindowOpened(tick=5, window="crafting_table"),
        WindowRejected(
            tick=6,
            window="crafting_table",
            item="wooden_pickaxe",
            lacking=(Lack(item="stick", count=2),),
        ),
        carrying={"oak_planks": 3},
    )

    assert describe(diagnosis) == (
        "craft wooden_pickaxe failed: missing_material, lacking 2 more stick"
    )
