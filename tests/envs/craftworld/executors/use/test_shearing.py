"""Sheep give wool to shears; Minecraft Wiki, Sheep, 1.16."""

from __future__ import annotations

from envs import Refused
from envs.craftworld.meadow import FEET, Meadow
from envs.subgoals import Use, Wait

X, Y, Z = FEET


def test_a_sheep_is_shorn_once_until_it_has_eaten_grass() -> None:
    meadow = Meadow()
    meadow.give("shears")
    meadow.bring("sheep", (X + 2, Y, Z))
    meadow.attempt(Use(item="shears", on="sheep"), 500)
    lying = sum(drop.count for drop in meadow.episode.ground.drops)
    assert 1 <= meadow.episode.bag.count("white_wool") + lying <= 3
    attempt = meadow.attempt(Use(item="shears", on="sheep"), 500)
    assert [(e.need, e.name) for e in attempt.trace if isinstance(e, Refused)] == [
        ("entity", "sheep")
    ]
    meadow.attempt(Wait(ticks=1_000), 1_000)
    meadow.attempt(Use(item="shears", on="sheep"), 500)
    assert meadow.cause is None


def test_shears_wear_and_need_a_sheep() -> None:
    meadow = Meadow()
    meadow.give("shears")
    meadow.attempt(Use(item="shears", on="sheep"), 500)
    assert meadow.cause == ("target_not_found", "sheep")
    meadow.bring("sheep", (X + 2, Y, Z))
    meadow.attempt(Use(item="shears", on="sheep"), 500)
    # 238 uses of new shears (Minecraft Wiki, Shears).
    assert [s.uses for s in meadow.episode.bag.stacks if s.item == "shears"] == [237]
