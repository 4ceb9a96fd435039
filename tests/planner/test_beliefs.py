"""A novice's beliefs: drawn from a seed, wrong as often as the rates say."""

import subprocess
import sys
from pathlib import Path

import pytest

from envs import Craft, Eat, GameRules, Vocabulary
from planner import ErrorRates, vanilla_prior
from planner.beliefs import INVENTED_ITEMS, Draws, flawed, shipped_prior

ROOT = Path(__file__).resolve().parents[2]
PRIOR = vanilla_prior()
NONE = ErrorRates().scaled(0)
SEEDS = range(60)


def only(**rates: float) -> ErrorRates:
    return ErrorRates.model_validate({**NONE.model_dump(), **rates})


def share_changed(before: list[object], drawn: list[list[object]]) -> float:
    pairs = [(b, a) for after in drawn for b, a in zip(before, after, strict=True)]
    return sum(b != a for b, a in pairs) / len(pairs)


def test_without_errors_the_prior_is_believed_as_it_is() -> None:
    assert flawed(PRIOR.rules, 7, NONE) == PRIOR.rules


def test_the_same_seed_believes_the_same_and_another_something_else() -> None:
    rates = ErrorRates()

    assert flawed(PRIOR.rules, 7, rates) == flawed(PRIOR.rules, 7, rates)
    assert flawed(PRIOR.rules, 7, rates) != flawed(PRIOR.rules, 8, rates)


def test_what_is_believed_of_one_thing_does_not_depend_on_the_others() -> None:
    rates = ErrorRates()
    alone = GameRules(crafting=PRIOR.rules.crafting[-1:])

    believed = flawed(alone, 7, rates).crafting

    assert set(believed) <= set(flawed(PRIOR.rules, 7, rates).crafting)


def test_ingredients_are_missing_as_often_as_the_rate_says() -> None:
    several = [r for r in PRIOR.rules.crafting if len(r.ingredients) > 1]
    drawn = [
        [
            len(r.ingredients)
            for r in flawed(PRIOR.rules, seed, only(ingredient_missing=0.15)).crafting
            if r.item in {s.item for s in several}
        ]
        for seed in SEEDS
    ]

    before = [
        len(r.ingredients) for r in PRIOR.rules.crafting if r.item in {s.item for s in several}
    ]

    assert share_changed(list(before), [list(d) for d in drawn]) == pytest.approx(0.15, abs=0.02)


def test_stations_are_forgotten_as_often_as_the_rate_says() -> None:
    at_station = [r.item for r in PRIOR.rules.crafting if r.station is not None]
    forgotten = [
        rule.item
        for seed in SEEDS
        for rule in flawed(PRIOR.rules, seed, only(station_forgotten=0.2)).crafting
        if rule.item in at_station and rule.station is None
    ]
    wrongly = [r.item for r in PRIOR.rules.crafting if r.item in at_station and r.station is None]

    rate = (len(forgotten) - len(wrongly) * len(SEEDS)) / (len(at_station) * len(SEEDS))
    assert rate == pytest.approx(0.2, abs=0.02)


def test_tools_are_taken_for_weaker_ones_that_exist() -> None:
    believed = flawed(PRIOR.rules, 1, only(weak_tool=1.0)).gathering

    tools = {r.source: r.tool for r in believed}
    assert tools["diamond_ore"] == "stone_pickaxe"
    assert tools["iron_ore"] == "wooden_pickaxe"
    assert tools["stone"] is None


def test_what_lies_underground_is_looked_for_on_the_surface() -> None:
    believed = flawed(PRIOR.rules, 1, only(wrong_height=1.0)).gathering

    assert {r.height for r in believed} == {None}


def test_an_item_is_taken_to_come_from_a_block_of_its_own_name() -> None:
    believed = flawed(PRIOR.rules, 1, only(wrong_source=1.0)).gathering

    assert all(r.source == r.item for r in believed)


def test_counts_are_one_too_few_and_never_none() -> None:
    believed = {r.item: r for r in flawed(PRIOR.rules, 1, only(wrong_count=1.0)).crafting}

    assert believed["crafting_table"].ingredients[0].count == 3
    assert all(i.count >= 1 for r in believed.values() for i in r.ingredients)


def test_invented_items_are_no_items(words: Vocabulary) -> None:
    believed = flawed(PRIOR.rules, 1, only(ingredient_invented=1.0)).crafting

    assert all(any(i.item in INVENTED_ITEMS for i in r.ingredients) for r in believed)
    assert not any(words.knows(name) for name in INVENTED_ITEMS)


def test_unknown_ways_are_left_out() -> None:
    assert flawed(PRIOR.rules, 1, only(unknown_way=1.0)).crafting == ()


def test_rates_are_scaled_and_stay_chances() -> None:
    assert ErrorRates().scaled(0.5).weak_tool == pytest.approx(0.15)
    assert ErrorRates().scaled(100).weak_tool == 1.0


def test_draws_happen_at_their_rate() -> None:
    draws = [Draws(seed).happens(0.3, "a", "thing") for seed in range(4_000)]

    assert sum(draws) / len(draws) == pytest.approx(0.3, abs=0.02)


def test_the_prior_is_what_the_script_writes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.make_prior", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_prior_knows_no_offer_that_vanilla_does_not() -> None:
    assert all(rule.item != "iron_ingot" for rule in PRIOR.rules.trading)


def test_the_prior_speaks_in_words_of_the_game(words: Vocabulary) -> None:
    own = PRIOR.vocabulary()

    assert own.items <= words.items
    assert own.blocks <= words.blocks
    assert own.entities <= words.entities
    assert all(own.tags[tag] == words.tags[tag] for tag in own.tags)


def test_the_prior_of_crafter_knows_what_a_body_needs_and_of_no_recipe_for_sure() -> None:
    upkeep = shipped_prior("crafter").rules.upkeep
    assert any(isinstance(step, Eat) for rule in upkeep for step in rule.steps)
    assert not any(rule.of_recipes for rule in upkeep)
    made = {step.item for rule in upkeep for step in rule.steps if isinstance(step, Craft)}
    assert not {item for item in made if item.startswith("iron")}
