"""Words and states for the tests of the contract."""

from __future__ import annotations

import pytest

from envs import Vocabulary


@pytest.fixture
def words() -> Vocabulary:
    return Vocabulary(
        items=frozenset(
            {"oak_log", "birch_log", "stick", "stone_pickaxe", "iron_pickaxe", "bread"}
        ),
        blocks=frozenset({"oak_log", "birch_log", "stone", "crafting_table"}),
        entities=frozenset({"cow"}),
        biomes=frozenset({"forest"}),
        tags={"logs": ("birch_log", "oak_log"), "oak_logs": ("oak_log",)},
        stack_sizes={"stone_pickaxe": 1},
    )
