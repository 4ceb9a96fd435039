"""Placing: where a block goes, and when it goes nowhere."""

from __future__ import annotations

from envs import BlockPlaced, Invalid, Refused
from envs.craftworld.meadow import FEET, Meadow
from envs.subgoals import Place

X, Y, Z = FEET


def _walled(block: str) -> Meadow:
    """Returns a meadow whose agent stands in a shaft that is no wider than itself."""
    meadow = Meadow()
    for dx in range(-4, 5):
        for dz in range(-4, 5):
            for dy in range(-2, 5):
                if (dx, dz) != (0, 0) or dy not in (0, 1):
                    meadow.put((X + dx, Y + dy, Z + dz), block)
    return meadow


def test_a_block_is_set_beside_the_agent_on_the_ground() -> None:
    meadow = Meadow()
    meadow.give("crafting_table")
    attempt = meadow.attempt(Place(item="crafting_table"), 100)
    placed = attempt.trace[-1]
    assert isinstance(placed, BlockPlaced)
    assert abs(placed.x - X) + abs(placed.z - Z) == 1
    assert placed.y == Y
    assert meadow.episode.bag.count("crafting_table") == 0
    assert attempt.post_state.stations is not None
    assert [s.name for s in attempt.post_state.stations] == ["crafting_table"]


def test_what_is_not_carried_is_refused() -> None:
    meadow = Meadow()
    attempt = meadow.attempt(Place(item="furnace"), 100)
    assert [(e.need, e.name) for e in attempt.trace if isinstance(e, Refused)] == [
        ("item", "furnace")
    ]
    assert meadow.cause == ("missing_material", "furnace")


def test_what_is_no_block_is_invalid() -> None:
    meadow = Meadow()
    meadow.give("stick")
    attempt = meadow.attempt(Place(item="stick"), 100)
    assert isinstance(attempt.trace[-1], Invalid)


def test_at_the_end_of_a_shaft_room_is_made_in_the_wall() -> None:
    meadow = _walled("dirt")
    meadow.give("furnace")
    attempt = meadow.attempt(Place(item="furnace"), 200)
    assert [e.kind for e in attempt.trace if e.kind.startswith("block")] == [
        "block_broken",
        "block_placed",
    ]


def test_between_bedrock_there_is_no_room() -> None:
    meadow = _walled("bedrock")
    meadow.give("furnace")
    attempt = meadow.attempt(Place(item="furnace"), 200)
    assert [(e.need, e.name) for e in attempt.trace if isinstance(e, Refused)] == [
        ("room", "furnace")
    ]
    assert meadow.cause is not None
    assert meadow.cause[0] == "stuck"
