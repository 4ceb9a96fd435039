"""Shearing sheep (Minecraft Wiki, Sheep, Java Edition 1.16).

A sheep gives 1 to 3 wool and is shorn until it has eaten grass, which it does 1 time in 1,000
ticks: simplified to as many ticks after it was shorn.
"""

from __future__ import annotations

from envs.craftworld.beings.breeding import is_baby
from envs.craftworld.body import Body
from envs.craftworld.executors.stations import CLICK_TICKS
from envs.craftworld.executors.use.acts import Act, items, on
from envs.craftworld.executors.use.reaching import (
    creatures_in_view,
    none_in_view,
    reached_creature,
)
from envs.craftworld.game.inventory import Stack
from envs.events import Refused
from envs.subgoals import Use

_SHEEP, _WOOL = "sheep", "white_wool"
_MOST_WOOL = 3
_GROWS_TICKS = 1_000


def _shear(body: Body, subgoal: Use) -> bool:
    """Shears the nearest sheep in view that has its wool."""
    flock = creatures_in_view(body, _SHEEP)
    if not flock:
        none_in_view(body, _SHEEP)
        return False
    woolly = [sheep for sheep in flock if sheep.woolly_at <= body.tick and not is_baby(sheep)]
    if not woolly:
        body.emit(Refused(tick=body.tick, need="entity", name=_SHEEP))
        body.give_up("target_not_found", "a sheep with wool")
        return False
    sheep = woolly[0]
    if not reached_creature(body, sheep):
        return False
    body.episode.bag.hold(subgoal.item)
    body.spend(CLICK_TICKS)
    sheep.woolly_at = body.tick + _GROWS_TICKS
    body.wear_out(1)
    body.let_fall(Stack(_WOOL, 1 + body.episode.dice.randrange(_MOST_WOOL)), sheep.cell)
    return True


ACTS = (Act(items("shears"), on(_SHEEP), _shear),)
"""Shears on sheep."""
