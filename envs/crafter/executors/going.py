"""Going to what is known, and looking for what isn't."""

from __future__ import annotations

import math
from collections.abc import Iterable

from envs.crafter.body import Body
from envs.crafter.executors.asked import refuse_as_invalid, understood
from envs.crafter.game import AREA, IDS
from envs.crafter.search import Search
from envs.crafter.ways import Cell, spread, walk, way_to
from envs.crafter.words import CREATURES, PLANT, RIPE
from envs.events import Found, PathFailed, Refused
from envs.subgoals import Explore, GoTo

_SEEN = (*IDS, *CREATURES, PLANT, RIPE)


def explore(body: Body, subgoal: Explore) -> None:
    """Walks about until the target is in view."""
    if subgoal.sought != "thing":
        refuse_as_invalid(body, "sought", subgoal.sought)
        return
    if not understood(body, "target", subgoal.target, _SEEN):
        return
    search = Search(body, subgoal.target)
    while not (places := list(_in_view(body, subgoal.target))):
        if not search.go_on():
            search.give_up()
            return
    body.search = None
    x, y = places[0]
    body.emit(Found(tick=body.tick, target=subgoal.target, x=x, y=0, z=y))


def go_to(body: Body, subgoal: GoTo) -> None:
    """Goes to the nearest of its kind that is known, or to a column."""
    if subgoal.target is not None:
        if not understood(body, "target", subgoal.target, _SEEN):
            return
        places = list(_known(body, subgoal.target))
        if not places:
            body.emit(Refused(tick=body.tick, need="entity", name=subgoal.target))
            body.give_up("target_not_found", subgoal.target)
            return
    else:
        places = [(subgoal.x or 0, subgoal.z or 0)]
        if not all(0 <= c < most for c, most in zip(places[0], AREA, strict=True)):
            x, y = places[0]
            body.emit(PathFailed(tick=body.tick, target="place", x=x, y=0, z=y))
            body.give_up("target_unreachable", "beyond the world")
            return

    def reached(at: Cell) -> bool:
        return any(math.dist(at, place) <= subgoal.distance for place in places)

    while not reached(body.episode.game.at):
        if way_to(body, reached) is not None and walk(body, reached):
            return
        if not _nearer(body, places):
            x, y = places[0]
            target = subgoal.target or "place"
            body.emit(PathFailed(tick=body.tick, target=target, x=x, y=0, z=y))
            body.give_up("target_unreachable", target)
            return


def _nearer(body: Body, places: list[Cell]) -> bool:
    """Goes as near as the ground that was seen allows; returns whether it came any nearer."""

    def away(at: Cell) -> float:
        return min(math.dist(at, place) for place in places)

    here = body.episode.game.at
    best = min((away(cell), cell) for cell, _, _ in spread(body))
    if best[0] >= away(here):
        return False
    return walk(body, lambda at: at == best[1]) and body.episode.game.at != here


def _in_view(body: Body, target: str) -> Iterable[Cell]:
    sight, game = body.episode.sight, body.episode.game
    if target not in IDS:
        yield from ((x, y) for kind, x, y in sight.things if kind == target)
        return
    (x0, _, y0, _), shown = sight.window(game)
    width, height = shown.shape
    for x in range(x0, x0 + width):
        for y in range(y0, y0 + height):
            if shown[x - x0, y - y0] and sight.known[x, y] == IDS[target]:
                yield (x, y)


def _known(body: Body, target: str) -> Iterable[Cell]:
    sight = body.episode.sight
    if target in IDS:
        for x in range(AREA[0]):
            for y in range(AREA[1]):
                if sight.known[x, y] == IDS[target]:
                    yield (x, y)
        return
    yield from ((x, y) for kind, x, y in sight.things if kind == target)
    if target == PLANT:
        yield from sorted(sight.plants)
