"""Places what the game can place: a stone, a table, a furnace or a plant.

Where exactly, the subgoal leaves open. As a player would, one sets a station beside another that is
in reach, and a stone where it closes off a plant that something could trample.
"""

from __future__ import annotations

from crafter import constants

from envs.crafter.body import STEPS, Body
from envs.crafter.executors.asked import understood
from envs.crafter.executors.craft import near
from envs.crafter.observe import STATIONS
from envs.crafter.ways import Cell, beside, face, facing, is_free, occupied, spread, step_to, walk
from envs.events import Refused
from envs.subgoals import Place

_NEAR_STEPS = 12
"""So far one goes to another station, or to a plant."""


def run(body: Body, subgoal: Place) -> None:
    """Places the thing where it is fit."""
    item = subgoal.item
    if not understood(body, "item", item, constants.place):
        return
    for name, count in constants.place[item]["uses"].items():
        if body.carried(name) < count:
            body.emit(Refused(tick=body.tick, need="item", name=name, count=count))
            body.give_up("missing_material", name)
            return
    if item == "stone" and _fenced(body):
        return
    if item in STATIONS:
        _gone_to_stations(body, item)
    if not _set_down(body, item):
        body.emit(Refused(tick=body.tick, need="room", name=item))
        body.give_up("stuck", f"no room for {item}")


def _takes(body: Body, cell: Cell, item: str) -> bool:
    return body.material(cell) in constants.place[item]["where"] and not occupied(body, cell)


def _set_down(body: Body, item: str) -> bool:
    """Places it on the cell ahead, or on one that can be faced nearby; returns whether it did."""
    if _takes(body, facing(body), item) and _stands(body, item):
        return True
    places = [
        cell
        for at, steps, _ in spread(body, _NEAR_STEPS)
        for cell in beside(at)
        if steps <= _NEAR_STEPS and _takes(body, cell, item) and cell != body.episode.game.at
    ]
    for cell in places[:4]:
        if face(body, cell) and _takes(body, cell, item) and _stands(body, item):
            return True
    return False


def _stands(body: Body, item: str) -> bool:
    """Sets it down ahead; returns whether the game took it: somebody may have come between."""
    before = {name: body.carried(name) for name in constants.place[item]["uses"]}
    body.act(f"place_{item}")
    return any(body.carried(name) < count for name, count in before.items())


def _gone_to_stations(body: Body, item: str) -> None:
    """Goes beside a station of another kind, if one is in reach."""
    others = [name for name in STATIONS if name != item]

    def there(at: Cell) -> bool:
        x, y = at
        ahead = [(x + dx, y + dy) for dx, dy in STEPS]
        return any(near(body, name, at) for name in others) and any(is_free(body, c) for c in ahead)

    if any(there(at) for at, _, _ in spread(body, _NEAR_STEPS)):
        walk(body, there)


def _fenced(body: Body) -> bool:
    """Closes one side of a plant nearby with a stone; returns whether there was one to close."""
    here = body.episode.game.at
    for plant in sorted(body.episode.sight.plants):
        if sum(abs(a - b) for a, b in zip(plant, here, strict=True)) > _NEAR_STEPS:
            continue
        for side in beside(plant):
            open_side = side != body.episode.game.at and is_free(body, side)
            if open_side and face(body, side) and _takes(body, side, "stone"):
                body.act("place_stone")
                return True
        if body.episode.game.at in beside(plant) and _stepped_off(body, plant):
            return True
    return False


def _stepped_off(body: Body, plant: Cell) -> bool:
    """Leaves the last side of a plant and closes it; returns whether that was done."""
    side = body.episode.game.at
    for cell in beside(side):
        if cell != plant and is_free(body, cell):
            step_to(body, cell)
            break
    if face(body, side) and _takes(body, side, "stone"):
        body.act("place_stone")
        return True
    return False
