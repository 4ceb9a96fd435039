"""What is lacking where using something fails is told from what a client sees."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from diagnosis import Cause, History, diagnose
from envs.craftworld.meadow import FEET, Meadow
from envs.subgoals import Eat, Explore, Subgoal, Use

X, Y, Z = FEET
BUDGET = 2_000
CHESTPLATE = "leather_chestplate"
HELMET = "iron_helmet"
WASHING = Use(item=CHESTPLATE, on="cauldron")


def _with(*items: str, block: str | None = None, uses: int | None = None) -> Meadow:
    meadow = Meadow()
    for item in items:
        meadow.give(item, 1, uses)
    if block is not None:
        meadow.put((X + 3, Y, Z), block)
    return meadow


def _walled_in() -> Meadow:
    """Leaves no cell about the agent free."""
    meadow = _with("water_bucket")
    for dx in (-1, 0, 1):
        for dz in (-1, 0, 1):
            for dy in (-1, 0, 1, 2):
                if (dx, dz) != (0, 0) or dy in (-1, 2):
                    meadow.put((X + dx, Y + dy, Z + dz), "stone")
    return meadow


def _shorn() -> Meadow:
    meadow = _with("shears")
    meadow.bring("sheep", (X + 2, Y, Z))
    meadow.attempt(Use(item="shears", on="sheep"), BUDGET)
    return meadow


def _full_cauldron() -> Meadow:
    meadow = _with("water_bucket", CHESTPLATE, block="cauldron")
    meadow.episode.realm.cauldrons[X + 3, Y, Z] = 3
    return meadow


CASES: list[tuple[Callable[[], Meadow], Subgoal, Cause, tuple[str, ...]]] = [
    (_with, Use(item="bucket", on="water"), Cause.missing_material, ("bucket",)),
    (_with, Use(item="shears", on="sheep"), Cause.missing_tool, ("shears",)),
    (lambda: _with("bucket"), Use(item="bucket", on="lava"), Cause.target_not_found, ()),
    (lambda: _with("bucket"), Use(item="bucket", on="cow"), Cause.target_not_found, ()),
    (
        lambda: _with("water_bucket"),
        Use(item="water_bucket", on="lava"),
        Cause.target_not_found,
        (),
    ),
    (_walled_in, Use(item="water_bucket"), Cause.stuck, ()),
    (_shorn, Use(item="shears", on="sheep"), Cause.target_not_found, ()),
    (
        lambda: _with("red_dye"),
        Use(item="red_dye", on=CHESTPLATE),
        Cause.missing_material,
        (CHESTPLATE,),
    ),
    (lambda: _with(CHESTPLATE), WASHING, Cause.missing_station, ("cauldron",)),
    (
        lambda: _with(CHESTPLATE, block="cauldron"),
        WASHING,
        Cause.missing_material,
        ("water_bucket",),
    ),
    (_full_cauldron, WASHING, Cause.missing_material, ("red_dye",)),
    (
        _full_cauldron,
        Use(item="water_bucket", on="cauldron"),
        Cause.window_blocked,
        ("cauldron",),
    ),
    (lambda: _with(HELMET), Use(item=HELMET, on=HELMET), Cause.missing_material, (HELMET,)),
    (
        lambda: _with(HELMET, HELMET),
        Use(item=HELMET, on="grindstone"),
        Cause.missing_station,
        ("grindstone",),
    ),
    (
        lambda: _with(HELMET, block="anvil", uses=9),
        Use(item=HELMET, on="anvil"),
        Cause.missing_material,
        ("iron_ingot",),
    ),
    (
        lambda: _with(HELMET, "iron_ingot", block="anvil"),
        Use(item=HELMET, on="anvil"),
        Cause.window_blocked,
        (),
    ),
    (lambda: _with("dirt"), Use(item="dirt"), Cause.invalid_subgoal, ()),
    (
        lambda: _with("iron_pickaxe", uses=12),
        Explore(target="lava", height=(40, 44)),
        Cause.tool_broke,
        ("iron_pickaxe",),
    ),
]


@pytest.mark.parametrize(
    ("world", "subgoal", "cause", "needs"),
    CASES,
    ids=[f"{case[1]}-{number}" for number, case in enumerate(CASES)],
)
def test_the_cause_is_what_the_ledger_has(
    world: Callable[[], Meadow], subgoal: Subgoal, cause: Cause, needs: tuple[str, ...]
) -> None:
    meadow = world()
    attempt = meadow.attempt(subgoal, BUDGET)
    diagnosis = diagnose(attempt, History(meadow.vocabulary), budget_ticks=BUDGET)
    assert not diagnosis.succeeded
    assert diagnosis.primary is not None
    assert diagnosis.primary.cause is cause
    assert tuple(need.name for need in diagnosis.primary.needs) == needs
    assert meadow.cause is not None
    assert meadow.cause[0] == cause.value


@pytest.mark.parametrize(
    ("world", "subgoal"),
    [
        (lambda: _with("red_dye", CHESTPLATE), Use(item="red_dye", on=CHESTPLATE)),
        (lambda: _with(HELMET, HELMET), Use(item=HELMET, on=HELMET)),
        (lambda: _with("water_bucket"), Use(item="water_bucket")),
        (lambda: _with("water_bucket", block="cauldron"), Use(item="water_bucket", on="cauldron")),
        (lambda: _with("milk_bucket"), Eat(item="milk_bucket")),
    ],
    ids=["dye", "repair", "pour", "fill", "drink"],
)
def test_what_was_done_succeeded(world: Callable[[], Meadow], subgoal: Subgoal) -> None:
    meadow = world()
    attempt = meadow.attempt(subgoal, BUDGET)
    assert diagnose(attempt, History(meadow.vocabulary), budget_ticks=BUDGET).succeeded
