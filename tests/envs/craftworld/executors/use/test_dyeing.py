"""Leather is dyed in the grid and washed in a cauldron."""

from __future__ import annotations

import pytest

from envs import Crafted, ItemLost, Refused, Used
from envs.craftworld.game.inventory import Stack
from envs.craftworld.game.uses import DYEABLE, DYES
from envs.craftworld.meadow import FEET, Meadow
from envs.subgoals import Discard, Equip, Gather, Use, Wait

X, Y, Z = FEET
CHESTPLATE = "leather_chestplate"


def _with_cauldron(levels: int) -> Meadow:
    meadow = Meadow()
    meadow.put((X + 3, Y, Z), "cauldron")
    if levels:
        meadow.episode.realm.cauldrons[X + 3, Y, Z] = levels
    return meadow


def _dyed(meadow: Meadow) -> list[bool]:
    return [stack.dyed for stack in meadow.episode.bag.stacks if stack.item in DYEABLE]


@pytest.mark.parametrize("dye", DYES)
def test_every_dye_takes_to_leather_and_is_used_up(dye: str) -> None:
    meadow = Meadow()
    meadow.give(dye)
    meadow.give(CHESTPLATE)
    attempt = meadow.attempt(Use(item=dye, on=CHESTPLATE), 100)
    assert _dyed(meadow) == [True]
    assert meadow.episode.bag.count(dye) == 0
    assert [(e.item, e.station) for e in attempt.trace if isinstance(e, Crafted)] == [
        (CHESTPLATE, "none")
    ]
    assert (dye, 1) in [(e.item, e.count) for e in attempt.trace if isinstance(e, ItemLost)]


@pytest.mark.parametrize("piece", DYEABLE)
def test_every_piece_of_leather_takes_a_dye(piece: str) -> None:
    meadow = Meadow()
    meadow.give("blue_dye")
    meadow.give(piece)
    meadow.attempt(Use(item="blue_dye", on=piece), 100)
    assert _dyed(meadow) == [True]


def test_a_dye_without_leather_is_refused() -> None:
    meadow = Meadow()
    meadow.give("red_dye")
    attempt = meadow.attempt(Use(item="red_dye", on=CHESTPLATE), 100)
    assert [(e.need, e.name) for e in attempt.trace if isinstance(e, Refused)] == [
        ("item", CHESTPLATE)
    ]
    assert meadow.episode.bag.count("red_dye") == 1


def test_the_colour_stays_when_it_is_worn_thrown_away_and_restored() -> None:
    meadow = Meadow()
    meadow.episode.bag.add(CHESTPLATE, 1, 40, dyed=True)
    before = meadow.snapshot()
    meadow.attempt(Discard(item=CHESTPLATE), 100)
    assert [drop.dyed for drop in meadow.episode.ground.drops] == [True]
    meadow.restore(before)
    meadow.attempt(Equip(item=CHESTPLATE), 100)
    assert meadow.episode.bag.worn["chest"] == Stack(CHESTPLATE, 1, 40, dyed=True)


def test_what_is_dyed_lies_apart_from_what_is_not() -> None:
    meadow = Meadow()
    meadow.give("leather_horse_armor")
    meadow.episode.bag.add("leather_horse_armor", 1, dyed=True)
    assert _dyed(meadow) == [False, True]


def test_a_dyed_chestplate_is_washed_and_takes_a_level_of_water() -> None:
    meadow = _with_cauldron(3)
    meadow.episode.bag.add(CHESTPLATE, 1, dyed=True)
    attempt = meadow.attempt(Use(item=CHESTPLATE, on="cauldron"), 500)
    assert [(e.verb, e.object) for e in attempt.trace if isinstance(e, Used)] == [
        ("washed", CHESTPLATE)
    ]
    assert _dyed(meadow) == [False]
    assert meadow.episode.realm.cauldrons == {(X + 3, Y, Z): 2}


def test_one_bucket_washes_three_pieces() -> None:
    meadow = _with_cauldron(0)
    meadow.give("water_bucket")
    for _ in range(4):
        meadow.episode.bag.add(CHESTPLATE, 1, dyed=True)
    meadow.attempt(Use(item="water_bucket", on="cauldron"), 500)
    attempt = meadow.attempt(Use(item=CHESTPLATE, on="cauldron", count=4), 500)
    assert sum(isinstance(e, Used) for e in attempt.trace) == 3
    assert meadow.cause == ("missing_material", "water_bucket")


@pytest.mark.parametrize(
    ("levels", "dyed", "need"),
    [(0, True, ("item", "water_bucket")), (3, False, ("item", "red_dye"))],
    ids=["no water", "no colour"],
)
def test_what_cannot_be_washed_stays_as_it_is(
    levels: int, dyed: bool, need: tuple[str, str]
) -> None:
    meadow = _with_cauldron(levels)
    meadow.episode.bag.add(CHESTPLATE, 1, dyed=dyed)
    attempt = meadow.attempt(Use(item=CHESTPLATE, on="cauldron"), 500)
    assert [(e.need, e.name) for e in attempt.trace if isinstance(e, Refused)] == [need]
    assert _dyed(meadow) == [dyed]
    assert meadow.episode.realm.cauldrons.get((X + 3, Y, Z), 0) == levels


def test_without_a_cauldron_nothing_is_washed() -> None:
    meadow = Meadow()
    meadow.episode.bag.add(CHESTPLATE, 1, dyed=True)
    attempt = meadow.attempt(Use(item=CHESTPLATE, on="cauldron"), 500)
    assert [(e.need, e.name) for e in attempt.trace if isinstance(e, Refused)] == [
        ("station", "cauldron")
    ]


def test_a_full_cauldron_takes_no_more_and_gives_a_bucket() -> None:
    meadow = _with_cauldron(3)
    meadow.give("water_bucket")
    attempt = meadow.attempt(Use(item="water_bucket", on="cauldron"), 500)
    assert [e.need for e in attempt.trace if isinstance(e, Refused)] == ["room"]
    assert meadow.episode.bag.count("water_bucket") == 1
    meadow.give("bucket")
    meadow.attempt(Use(item="bucket", on="cauldron"), 500)
    assert meadow.episode.bag.count("water_bucket") == 2
    assert meadow.episode.realm.cauldrons == {}


def test_the_water_is_restored_and_lost_with_its_cauldron() -> None:
    meadow = _with_cauldron(2)
    before = meadow.snapshot()
    meadow.give("wooden_pickaxe")
    meadow.attempt(Gather(item="cauldron"), 500)
    assert meadow.episode.realm.cauldrons == {}
    meadow.restore(before)
    meadow.attempt(Wait(ticks=10), 10)
    assert meadow.episode.realm.cauldrons == {(X + 3, Y, Z): 2}
