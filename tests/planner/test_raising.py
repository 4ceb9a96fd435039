"""Raising animals, as far as a plan can tell from where the agent stands."""

from collections.abc import Callable

from envs import (
    GameRules,
    GatheringRule,
    Nearby,
    RaisingRule,
    State,
    Subgoal,
    Tally,
    View,
    Vocabulary,
    Wait,
    parse,
)
from planner import chain, from_rules

RULES = GameRules(
    gathering=(GatheringRule(item="seagrass", source="seagrass", tool="shears"),),
    raising=(
        RaisingRule(
            item="scute",
            entity="turtle",
            food="seagrass",
            feedings=4,
            biome="beach",
            eggs="turtle_egg",
        ),
    ),
)
CARRIED = {"seagrass": 20, "stone_pickaxe": 1}
NOON, MIDNIGHT = 6_000, 18_000


def seen(state: Callable[..., State], words: Vocabulary, time: int, **turtles: int) -> View:
    there = tuple(
        Nearby(name="turtle", count=count, x=40, y=64, z=9, distance=6)
        for count in turtles.values()
    )
    now = state(CARRIED, blocks={"water": 5}, entities=there, time=time, biome="plains")
    return View(now, Tally(), words)


def plan(view: View) -> list[Subgoal]:
    return [step.subgoal for step in chain(parse('has("scute", 2)'), view, from_rules(RULES))]


def test_the_plan_leads_to_the_animals_and_ends_where_none_is_in_view(
    state: Callable[..., State], words: Vocabulary
) -> None:
    steps = plan(seen(state, words, NOON))

    assert [step.kind for step in steps] == ["explore", "explore"]
    assert [getattr(step, "target", None) for step in steps] == ["beach", "turtle"]


def test_pairs_are_fed_by_day_and_the_night_is_spent_away_from_the_eggs(
    state: Callable[..., State], words: Vocabulary
) -> None:
    steps = plan(seen(state, words, NOON, turtles=4))
    text = [str(step) for step in steps]

    fed = text.index('use(item="seagrass", on="turtle", count=6)')
    shelter = next(n for n, step in enumerate(steps) if step.kind == "gather")
    # Water is at x 0 and z 0, so that inland is where x and z grow.
    assert text[shelter - 1] == "go_to(x=66, z=35, distance=8)"
    assert fed < shelter
    assert text[-1].startswith('gather(item="scute", count=2')


def test_no_more_is_fed_than_is_carried(state: Callable[..., State], words: Vocabulary) -> None:
    steps = plan(seen(state, words, NOON, turtles=4))

    assert sum(step.count for step in steps if step.kind == "use") == CARRIED["seagrass"]


def test_by_night_nobody_is_fed_before_it_is_day(
    state: Callable[..., State], words: Vocabulary
) -> None:
    steps = plan(seen(state, words, MIDNIGHT, turtles=4))

    day = next(n for n, s in enumerate(steps) if isinstance(s, Wait) and "day" in str(s.until))
    assert all(step.kind != "use" for step in steps[:day])
