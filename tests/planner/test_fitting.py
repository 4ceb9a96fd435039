"""Whether what the novice believes is about the world that it is put into."""

from __future__ import annotations

import pytest

from envs import Vocabulary, make
from planner.beliefs import shipped_prior
from planner.fitting import better_prior


def words(*items: str) -> Vocabulary:
    none: frozenset[str] = frozenset()
    return Vocabulary(items=frozenset(items), blocks=none, entities=none, biomes=none, tags={})


def test_the_usual_prior_fits_the_usual_world_and_the_other_does_not() -> None:
    world = make("craftworld")
    assert better_prior(shipped_prior("vanilla"), world.vocabulary) is None
    assert better_prior(shipped_prior("crafter"), world.vocabulary) == "vanilla"
    world.close()


def test_crafters_words_ask_for_its_own_prior() -> None:
    crafter = words(*shipped_prior("crafter").vocabulary().items, "cow", "water")
    assert better_prior(shipped_prior("vanilla"), crafter) == "crafter"
    assert better_prior(shipped_prior("crafter"), crafter) is None


@pytest.mark.parametrize("items", [(), ("apple", "juice", "press")], ids=str)
def test_where_none_fits_none_is_better(items: tuple[str, ...]) -> None:
    assert better_prior(shipped_prior("vanilla"), words(*items)) is None
