"""Figures: Minecraft Wiki, Food and the page of each item, 1.16."""

from __future__ import annotations

from envs import Invalid, ItemGained, Refused, Used
from envs.craftworld.executors.eat import EAT_TICKS
from envs.craftworld.game.effects import Effect
from envs.craftworld.meadow import Meadow
from envs.subgoals import Eat, Wait


def _hungry(*items: str) -> Meadow:
    meadow = Meadow()
    meadow.episode.vitals.food = 10
    for item in items:
        meadow.give(item)
    return meadow


def test_rotten_flesh_brings_hunger_four_times_of_five() -> None:
    ill = 0
    meadow = _hungry()
    for _ in range(400):
        meadow.episode.vitals.food = 10
        meadow.episode.vitals.cure()
        meadow.give("rotten_flesh")
        meadow.attempt(Eat(item="rotten_flesh"), 100)
        ill += meadow.episode.vitals.effects == (Effect("hunger", 1, 600),)
    assert 0.74 < ill / 400 < 0.86


def test_effects_are_seen_by_name_and_sorted() -> None:
    meadow = _hungry("golden_apple", "spider_eye")
    meadow.attempt(Eat(item="spider_eye"), 100)
    state = meadow.attempt(Eat(item="golden_apple"), 100).post_state
    assert state.vitals is not None
    assert state.vitals.effects == ("absorption", "poison", "regeneration")


def test_a_golden_apple_can_be_eaten_by_who_is_full() -> None:
    meadow = Meadow()
    meadow.give("golden_apple")
    attempt = meadow.attempt(Eat(item="golden_apple"), 100)
    assert [e.object for e in attempt.trace if isinstance(e, Used)] == ["golden_apple"]
    assert meadow.episode.vitals.absorption_tenths == 40


def test_of_a_stew_the_bowl_is_left() -> None:
    meadow = _hungry("mushroom_stew")
    attempt = meadow.attempt(Eat(item="mushroom_stew"), 100)
    assert [(e.item, e.count) for e in attempt.trace if isinstance(e, ItemGained)] == [("bowl", 1)]
    assert meadow.episode.bag.counts() == {"bowl": 1}


def test_milk_is_drunk_by_anyone_and_cures() -> None:
    meadow = Meadow()
    meadow.give("milk_bucket")
    meadow.episode.vitals.affect(Effect("poison", 1, 6_000))
    attempt = meadow.attempt(Eat(item="milk_bucket"), 100)
    assert attempt.ticks == EAT_TICKS
    assert [(e.verb, e.object) for e in attempt.trace if isinstance(e, Used)] == [
        ("drunk", "milk_bucket")
    ]
    assert meadow.episode.bag.counts() == {"bucket": 1}
    assert meadow.episode.vitals.effects == ()


def test_honey_leaves_its_bottle_and_cures_poison_alone() -> None:
    meadow = _hungry("honey_bottle")
    for name in ("hunger", "poison"):
        meadow.episode.vitals.affect(Effect(name, 1, 6_000))
    meadow.attempt(Eat(item="honey_bottle"), 100)
    assert meadow.episode.bag.counts() == {"glass_bottle": 1}
    assert [effect.name for effect in meadow.episode.vitals.effects] == ["hunger"]


def test_a_cake_is_not_eaten_from_the_hand() -> None:
    attempt = _hungry("cake").attempt(Eat(item="cake"), 100)
    assert isinstance(attempt.trace[-1], Invalid)


def test_who_is_full_is_refused_bread() -> None:
    meadow = Meadow()
    meadow.give("bread")
    attempt = meadow.attempt(Eat(item="bread"), 100)
    assert isinstance(attempt.trace[-1], Refused)


def test_the_dice_of_meals_are_in_a_snapshot() -> None:
    meadow = _hungry()
    meadow.give("rotten_flesh", 30)
    snapshot = meadow.snapshot()

    def illness() -> list[bool]:
        found = []
        for _ in range(10):
            meadow.episode.vitals.food = 10
            meadow.episode.vitals.cure()
            meadow.attempt(Eat(item="rotten_flesh"), 100)
            meadow.attempt(Wait(ticks=1), 1)
            found.append(bool(meadow.episode.vitals.effects))
        return found

    first = illness()
    meadow.restore(snapshot)
    assert illness() == first
    assert len(set(first)) == 2
