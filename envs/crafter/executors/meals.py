"""Eats and drinks what is eaten or drunk where it is: water, cows, and plants that are ripe."""

from __future__ import annotations

from envs.crafter.body import Body
from envs.crafter.executors.asked import understood
from envs.crafter.executors.hunt import slay
from envs.crafter.search import Search
from envs.crafter.ways import Cell, beside, face, walk, way_to
from envs.crafter.words import MEALS, MOST, RIPE
from envs.events import PathFailed
from envs.subgoals import Eat

_BESIDE = 3
"""How near a plant is waited for, in steps: seen, and not walked over."""


def run(body: Body, subgoal: Eat) -> None:
    """Eats the thing once; drinks until it has had enough."""
    if not understood(body, "item", subgoal.item, MEALS):
        return
    match subgoal.item:
        case "cow":
            slay(body, "cow", 1)
        case "water":
            _drink(body)
        case _:
            _eat_plant(body)


def _drink(body: Body) -> None:
    search = Search(body, "water")
    while True:
        found = way_to(body, lambda at: any(body.material(c) == "water" for c in beside(at)))
        if found is not None:
            break
        if not search.go_on():
            search.give_up()
            return
    body.search = None
    at = found[-1] if found else body.episode.game.at
    water = next(c for c in beside(at) if body.material(c) == "water")
    if not face(body, water):
        _unreachable(body, "water", water)
        return
    body.act("do")
    while body.episode.game.inventory["drink"] < MOST:
        body.act("do")


def _eat_plant(body: Body) -> None:
    search = Search(body, "plant")
    while not body.episode.sight.plants:
        if not search.go_on():
            search.give_up()
            return
    body.search = None
    while body.episode.sight.plants:
        plant = _nearest(body)
        if not _near(body, plant):
            _unreachable(body, "plant", plant)
            return
        if (RIPE, *plant) in body.episode.sight.things:
            body.opens_fences = True
            if not face(body, plant):
                _unreachable(body, "plant", plant)
                return
            body.act("do")
            return
        body.act("noop")
    search.give_up()


def _nearest(body: Body) -> Cell:
    x, y = body.episode.game.at
    return min((abs(px - x) + abs(py - y), (px, py)) for px, py in body.episode.sight.plants)[1]


def _near(body: Body, plant: Cell) -> bool:
    """Comes so near that it is seen whether the plant is ripe."""
    return walk(body, lambda at: sum(abs(a - b) for a, b in zip(at, plant, strict=True)) <= _BESIDE)


def _unreachable(body: Body, target: str, cell: Cell) -> None:
    x, y = cell
    body.emit(PathFailed(tick=body.tick, target=target, x=x, y=0, z=y))
    body.give_up("target_unreachable", target)
