"""What a table gives on average, exactly where that can be, and soon in any case."""

import time
from fractions import Fraction
from typing import Any

import pytest

from envs.craftworld.game.datapack import load
from envs.craftworld.game.expectation import expected
from envs.craftworld.game.loot import LootTable, Occasion


def table(*entries: dict[str, Any], rolls: object = 1) -> LootTable:
    return LootTable.model_validate({"pools": [{"rolls": rolls, "entries": entries}]})


def item(name: str, weight: int = 1, count: object = 1) -> dict[str, Any]:
    functions = [{"function": "set_count", "count": count}]
    return {"type": "item", "name": name, "weight": weight, "functions": functions}


def test_weights_and_counts_are_weighed_exactly() -> None:
    found = expected(
        table(item("a", 1, {"min": 1, "max": 4}), item("b", 2), rolls={"min": 1, "max": 2}),
        Occasion(),
    )
    # 1.5 rolls, a third of them 2.5 and two thirds 1.
    assert found == {"a": Fraction(5, 4), "b": Fraction(1)}


def test_a_table_of_many_dice_is_thrown_and_soon_done() -> None:
    entries = [item(name, weight, {"min": 0, "max": 6}) for weight, name in enumerate("abcde", 1)]
    many = table(*entries, rolls={"min": 4, "max": 20})
    started = time.process_time()
    found = expected(many, Occasion())
    assert time.process_time() - started < 20  # all ways would take years; measured: 2 s
    assert found == expected(many, Occasion())
    # 12 rolls of 3 items on average.
    assert sum(found.values()) == pytest.approx(36, rel=0.05)
    assert found["e"] == pytest.approx(12, rel=0.05)


@pytest.mark.parametrize(
    ("block", "tool", "item", "average"),
    [("gravel", None, "flint", 0.1), ("redstone_ore", "iron_pickaxe", "redstone", 4.5)],
)
def test_vanillas_tables_are_gone_through(block: str, tool: str, item: str, average: float) -> None:
    # Minecraft Wiki, Gravel and Redstone Ore, section Drops, 1.16.5.
    found = expected(load().block_loot[block], Occasion(tool=tool))
    assert float(found[item]) == average
