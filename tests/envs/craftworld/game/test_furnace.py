"""A furnace works out what it did, in whatever steps it is asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from envs.craftworld.game.datapack import load
from envs.craftworld.game.furnace import Furnace
from envs.craftworld.game.inventory import Stack

RULES = load()


def _loaded() -> Furnace:
    return Furnace("furnace", input=Stack("iron_ore", 9), fuel=Stack("oak_planks", 4))


@given(st.lists(st.integers(1, 700), max_size=12))
def test_many_looks_see_what_one_look_sees(steps: list[int]) -> None:
    often, once = _loaded(), _loaded()
    for step in steps:
        often.advance(often.as_of + step, RULES)
    once.advance(sum(steps), RULES)
    assert often == once


def test_an_ingot_is_done_after_exactly_ten_seconds() -> None:
    furnace = _loaded()
    furnace.advance(199, RULES)
    assert furnace.output is None
    furnace.advance(200, RULES)
    assert furnace.output == Stack("iron_ingot", 1)


def test_the_fire_goes_on_when_the_ore_is_done() -> None:
    furnace = Furnace("furnace", input=Stack("iron_ore", 1), fuel=Stack("coal", 2))
    furnace.advance(1_000, RULES)
    assert (furnace.burning, furnace.fuel) == (600, Stack("coal", 1))
    assert furnace.stalled(RULES) == "input"


def test_progress_is_lost_while_the_fire_is_out() -> None:
    furnace = Furnace("furnace", input=Stack("iron_ore", 1), burning=100)
    furnace.advance(120, RULES)
    assert furnace.cooked == 60
    assert furnace.stalled(RULES) == "fuel"


def test_a_bucket_is_left_of_lava() -> None:
    furnace = Furnace("furnace", input=Stack("iron_ore", 1), fuel=Stack("lava_bucket", 1))
    furnace.advance(1, RULES)
    assert furnace.fuel == Stack("bucket", 1)


def test_another_result_in_the_way_stalls_the_output() -> None:
    furnace = Furnace("furnace", Stack("iron_ore", 1), Stack("coal", 1), Stack("glass", 1))
    furnace.advance(500, RULES)
    assert furnace.stalled(RULES) == "output"
    assert furnace.fuel == Stack("coal", 1)


def test_the_next_change_is_when_something_is_done() -> None:
    furnace = _loaded()
    assert furnace.next_change(RULES) == 200
    furnace.advance(250, RULES)
    # The plank lasts 50 more ticks, the second ingot would take 150.
    assert furnace.next_change(RULES) == 50
