"""Goes to something in view, to a known place, or to a column."""

from __future__ import annotations

from envs.craftworld.body import Body
from envs.craftworld.executors.explore import seen_thing
from envs.craftworld.executors.passage import go_through
from envs.craftworld.executors.words import refuse_as_invalid
from envs.craftworld.footing import Cell
from envs.craftworld.motion.travelling import travel
from envs.events import PathFailed, Searched
from envs.state import DIMENSIONS
from envs.subgoals import GoTo

_CELLS_IN_VIEW = 16
"""How many 16-block cells of columns come into view at one look, about."""


def run(body: Body, subgoal: GoTo) -> None:
    """Goes there, as near as the subgoal asks."""
    target = subgoal.target
    if target is None:
        assert subgoal.x is not None
        assert subgoal.z is not None
        _go(body, (subgoal.x, body.episode.cell[1], subgoal.z), subgoal.distance, "column")
        return
    dimension = next((name for name in DIMENSIONS if name == target), None)
    if dimension is not None:
        go_through(body, dimension)
        return
    place = _known_place(body, target)
    vocabulary = body.episode.rules.vocabulary
    words = {"village", *(known.name for known in body.episode.places)}
    if place is None and not vocabulary.knows(target) and target not in words:
        refuse_as_invalid(body, "target", target)
        return
    aim = place or seen_thing(body, target)
    if aim is None:
        y = body.episode.cell[1]
        seen = Searched(tick=body.tick, target=target, cells=_CELLS_IN_VIEW, low=y, high=y)
        body.emit(seen)
        body.give_up("target_not_found", target)
        return
    _go(body, aim, subgoal.distance, target)


def _known_place(body: Body, name: str) -> Cell | None:
    """Returns the nearest known place of a name in the dimension where the agent is."""
    x, _, z = body.episode.cell
    here = body.episode.dimension
    known = body.episode.places
    places = [(p.x, p.y, p.z) for p in known if (p.name, p.dimension) == (name, here)]
    return min(places, key=lambda p: ((p[0] - x) ** 2 + (p[2] - z) ** 2, p), default=None)


def _go(body: Body, aim: Cell, near: int, target: str) -> None:
    x, y, z = aim
    if not travel(body, x, z, near):
        body.emit(PathFailed(tick=body.tick, target=target, x=x, y=y, z=z))
        body.give_up("target_unreachable", target)
