"""Worlds that spell alike what players know: tools, drops and harms by other names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from diagnosis import Cause, Diagnosis, Need
from envs import (
    BlockBroken,
    Damage,
    Died,
    Found,
    ItemGained,
    Lack,
    PathFailed,
    Refused,
    WindowOpened,
    WindowRejected,
)

DiagnosisOf = Callable[..., Diagnosis]


@pytest.mark.parametrize(
    ("carried", "asked", "above"),
    [
        ("wood_pickaxe", "stone_pickaxe", "wooden"),
        ("minecraft:wooden_pickaxe", "minecraft:stone_pickaxe", "wooden"),
        ("copper_pickaxe", "iron_pickaxe", None),
        ("stone_pickaxe", "titanium_pickaxe", "stone"),
    ],
)
def test_a_better_tool_that_is_asked_for_makes_the_carried_one_too_weak(
    diagnosis_of: DiagnosisOf, carried: str, asked: str, above: str | None
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1)',
        Refused(tick=5, need="tool", name=asked),
        carrying={carried: 1},
    )

    assert diagnosis.cause is Cause.tool_too_weak
    assert diagnosis.primary is not None
    (need,) = diagnosis.primary.needs
    assert need == (
        Need(kind="tool", name=asked)
        if above is None
        else Need(kind="tool", name="pickaxe", tier_above=above)
    )


@pytest.mark.parametrize("carried", ["iron_pickaxe", "stone_axe"])
def test_a_tool_as_good_or_of_another_kind_is_not_too_weak(
    diagnosis_of: DiagnosisOf, carried: str
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1)',
        Refused(tick=5, need="tool", name="stone_pickaxe"),
        carrying={carried: 1},
    )

    assert diagnosis.cause is Cause.missing_tool


@pytest.mark.parametrize("tool", ["wood_pickaxe", "minecraft:stone_pickaxe", "copper_pickaxe"])
def test_a_pickaxe_of_any_spelling_that_digs_in_vain_is_too_weak(
    diagnosis_of: DiagnosisOf, tool: str
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="iron_ore", count=1)',
        BlockBroken(tick=60, block="iron_ore", tool=tool, x=1, y=64, z=0),
        BlockBroken(tick=140, block="iron_ore", tool=tool, x=2, y=64, z=0),
        carrying={tool: 1},
    )

    assert diagnosis.cause is Cause.tool_too_weak


@pytest.mark.parametrize(
    ("item", "block"),
    [("coal", "coal_ore"), ("raw_iron", "iron_ore"), ("cobblestone", "stone")],
)
def test_what_an_item_is_dug_out_of_is_known_by_its_name(
    diagnosis_of: DiagnosisOf, item: str, block: str
) -> None:
    """Where no block is named, the executor is free to break any that gives the item."""
    dug = [BlockBroken(tick=300 * i, block=block, x=i, y=64, z=0) for i in (1, 2)]

    assert diagnosis_of(f'gather(item="{item}", count=3)', *dug, ticks=620).cause is (
        Cause.missing_tool
    )


def test_what_an_item_is_dug_out_of_may_be_out_of_reach(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="coal", count=1)',
        Found(tick=40, target="coal_ore", x=9, y=64, z=0),
        PathFailed(tick=60, target="coal_ore", x=9, y=64, z=0),
    )

    assert diagnosis.cause is Cause.target_unreachable
    assert diagnosis.primary is not None
    assert diagnosis.primary.certainty == 0.95


def test_a_block_that_is_named_is_the_only_one_that_counts(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="coal", count=3, source="coal_ore")',
        *(BlockBroken(tick=60 * i, block="stone", x=i, y=64, z=0) for i in range(1, 9)),
        to=(9, 64, 0),
        ticks=600,
    )

    assert diagnosis.cause is Cause.target_not_found


@pytest.mark.parametrize(
    ("source", "cause", "hazard"),
    [
        ("drown", Cause.hazard, "drowning"),
        ("in_fire", Cause.hazard, "fire"),
        ("minecraft:on_fire", Cause.hazard, "fire"),
        ("fall_damage", Cause.hazard, "fall"),
        ("hot_floor", Cause.hazard, "other"),
        ("lightning_bolt", Cause.hazard, "other"),
        ("starve", Cause.starving, None),
        ("hunger", Cause.starving, None),
        ("mob_attack", Cause.killed, "mob"),
        ("notch", Cause.killed, "mob"),
    ],
)
def test_harm_is_known_by_its_other_names(
    diagnosis_of: DiagnosisOf, source: str, cause: Cause, hazard: str | None
) -> None:
    diagnosis = diagnosis_of(
        'gather(item="oak_log", count=2)',
        Damage(tick=50, amount=20, source=source),
        Died(tick=50, source=source),
    )

    assert diagnosis.cause is cause
    assert diagnosis.primary is not None
    assert (diagnosis.primary.hazard, diagnosis.primary.evidence) == (hazard, (0, 1))


@pytest.mark.parametrize(
    "sign",
    [
        Refused(tick=9, need="item", name="coal"),
        WindowRejected(
            tick=9, window="furnace", item="iron_ingot", lacking=(Lack(item="coal", count=1),)
        ),
    ],
)
def test_what_a_furnace_lacks_besides_its_input_is_fuel(
    diagnosis_of: DiagnosisOf, sign: Refused | WindowRejected
) -> None:
    for fuel in ("", ', fuel="coal"'):
        diagnosis = diagnosis_of(
            f'smelt(item="iron_ingot", count=1, source="iron_ore"{fuel})',
            WindowOpened(tick=4, window="furnace"),
            sign,
            carrying={"iron_ore": 2},
        )

        assert diagnosis.cause is Cause.missing_fuel


def test_a_refusal_for_room_is_about_whatever_is_put_into(diagnosis_of: DiagnosisOf) -> None:
    full = {"dirt": 9}
    into_chest = diagnosis_of(
        'deposit(item="dirt", count=3)', Refused(tick=5, need="room", name="dirt"), carrying=full
    )
    into_bag = diagnosis_of(
        'gather(item="oak_log", count=3)',
        BlockBroken(tick=2, block="oak_log", x=1, y=64, z=0),
        Refused(tick=5, need="room", name="oak_log"),
        carrying=full,
        free_slots=0,
    )

    assert into_chest.cause is Cause.window_blocked
    assert into_bag.cause is Cause.inventory_full


def test_a_drop_of_kin_that_comes_is_no_failure_of_the_tool(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'gather(item="coal", count=3)',
        BlockBroken(tick=30, block="coal_ore", tool="wooden_pickaxe", x=1, y=64, z=0),
        ItemGained(tick=35, item="coal", count=1, way="pickup"),
        carrying={"wooden_pickaxe": 1},
        after={"wooden_pickaxe": 1, "coal": 1},
        ticks=300,
    )

    assert diagnosis.cause not in {Cause.tool_too_weak, Cause.missing_tool}
