"""What the player sees: nine by seven cells, less what the night hides; and the games own days."""

import crafter
import numpy as np

from envs import AtTime, State, Tally, View
from envs.crafter.game import DAY_STEPS, Game
from envs.crafter.observe import time_of
from envs.crafter.sight import Sight, lit
from envs.crafter.words import vocabulary


def test_the_day_hides_nothing_and_midnight_all_but_the_middle() -> None:
    assert lit(1.0).all()
    dark = lit(0.0)
    assert dark[4, 3]
    assert not dark[0, 0]
    assert 10 < dark.sum() < 30


def test_night_is_while_daylight_is_under_a_half() -> None:
    words, night = vocabulary(), AtTime(phase="night")
    for step in range(2 * DAY_STEPS):
        progress = (step / 300) % 1 + 0.3
        daylight = 1 - np.abs(np.cos(np.pi * progress)) ** 3
        seen = night.holds(View(State(tick=0, time=time_of(step)), Tally(), words))
        assert seen == (daylight < 0.5) or abs(daylight - 0.5) < 0.06, step


def test_the_ground_is_the_one_that_upstream_makes_of_the_seed() -> None:
    upstream = crafter.Env(length=0, seed=505)
    upstream.reset()
    assert (upstream._world._mat_map == Game(505).ground).all()


def test_cows_are_remembered_until_they_are_seen_to_be_gone() -> None:
    game, sight = Game(500), Sight(dark=False)
    x, y = game.at
    sight.herd = {("cow", x + 1, y), ("cow", x + 20, y)}
    sight.look(game)

    assert ("cow", x + 1, y) not in sight.herd
    assert ("cow", x + 20, y) in sight.herd
    assert {thing for thing in sight.things if thing[0] == "cow"} <= sight.herd
