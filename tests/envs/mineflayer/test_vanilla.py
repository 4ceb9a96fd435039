"""The rules that a server's oracle is handed: vanilla's, of the server's age."""

from __future__ import annotations

from dataclasses import replace

import pytest

from envs import GameRules, Solvable, Vocabulary, make
from envs.mineflayer import make as server
from envs.mineflayer.vanilla import rules_for


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return make("craftworld").vocabulary


def ways(rules: GameRules, item: str) -> set[tuple[str, object]]:
    gathered = {(rule.source, rule.height) for rule in rules.gathering if rule.item == item}
    return gathered | {(rule.source, None) for rule in rules.smelting if rule.item == item}


def test_a_server_of_1_16_has_the_rules_of_1_16(words: Vocabulary) -> None:
    vanilla = make("craftworld")
    assert isinstance(vanilla, Solvable)
    told = vanilla.rules()
    rules = rules_for(words)
    assert rules == told.model_copy(update={"trading": ()})
    assert told.trading


def test_a_newer_server_has_raw_metal_and_other_heights(words: Vocabulary) -> None:
    newer = replace(
        words,
        items=words.items | {"raw_iron", "raw_gold", "raw_copper"},
        biomes=words.biomes | {"meadow"},
    )
    rules = rules_for(newer)
    assert ways(rules, "raw_iron") == {("iron_ore", (12, 20))}
    assert ways(rules, "iron_ore") == set()
    assert ("raw_iron", None) in ways(rules, "iron_ingot")
    assert ("raw_gold", None) in ways(rules, "gold_ingot")
    assert ("raw_copper", None) in ways(rules, "copper_ingot")
    assert ("diamond_ore", (-59, -54)) in ways(rules, "diamond")


def test_a_server_is_one_that_can_be_solved() -> None:
    world = server()
    assert isinstance(world, Solvable)
    world.close()
