"""Makes tools beside stations: the game wants them among the nine cells around the player."""

from __future__ import annotations

from crafter import constants

from envs.crafter.body import Body
from envs.crafter.executors.asked import refuse_as_invalid, understood
from envs.crafter.observe import STATIONS
from envs.crafter.ways import Cell, walk, way_to
from envs.crafter.words import ITEMS, MOST
from envs.events import ItemLeft, Lack, PathFailed, Refused, WindowOpened, WindowRejected
from envs.subgoals import Craft

_FAR_STEPS = 200
"""A station so many steps off is in reach."""


def run(body: Body, subgoal: Craft) -> None:
    """Crafts until enough is carried, or the game gives nothing."""
    item, station = subgoal.item, subgoal.station
    if not understood(body, "item", item, ITEMS):
        return
    if not understood(body, "station", station, STATIONS):
        return
    if body.carried(item) >= subgoal.count:
        return
    if item not in constants.make:
        refuse_as_invalid(body, "item", item)
        return
    if station is not None and not _at(body, station):
        return
    while body.carried(item) < subgoal.count:
        if body.carried(item) >= MOST:
            body.emit(ItemLeft(tick=body.tick, item=item, count=1))
            body.give_up("inventory_full", item)
            return
        before = body.carried(item)
        body.act(f"make_{item}")
        if body.carried(item) == before:
            _refuse(body, subgoal)
            return


def around(at: Cell) -> tuple[Cell, ...]:
    """Returns the nine cells in which a station is near enough."""
    x, y = at
    return tuple((x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))


def near(body: Body, station: str, at: Cell) -> bool:
    """Returns whether a station is known to be near enough to a cell."""
    return any(body.material(cell) == station for cell in around(at))


def _at(body: Body, station: str) -> bool:
    """Goes to a station, to all stations together where they stand so; returns whether it did."""

    def all_there(at: Cell) -> bool:
        return all(near(body, name, at) for name in STATIONS)

    def there(at: Cell) -> bool:
        return near(body, station, at)

    reached = all_there if way_to(body, all_there, _FAR_STEPS) is not None else there
    if way_to(body, reached, _FAR_STEPS) is None:
        name = station
        body.emit(Refused(tick=body.tick, need="station", name=name))
        body.give_up("missing_station", name)
        return False
    if not walk(body, reached):
        x, y = body.episode.game.at
        body.emit(PathFailed(tick=body.tick, target=station, x=x, y=0, z=y))
        body.give_up("target_unreachable", station)
        return False
    body.emit(WindowOpened(tick=body.tick, window=station))
    return True


def _refuse(body: Body, subgoal: Craft) -> None:
    """Says what the recipe book shows, and writes down what was really amiss."""
    recipe = constants.make[subgoal.item]
    here = body.episode.game.at
    window = subgoal.station or "none"
    absent = [name for name in recipe["nearby"] if not near(body, name, here)]
    lacks = [(i, n - body.carried(i)) for i, n in recipe["uses"].items() if body.carried(i) < n]
    # The station that is harder to come by is the recipe's: it stands beside the other.
    station = recipe["nearby"][-1] if absent else None
    book = body.episode.recipe_book
    lacking = tuple(Lack(item=i, count=n) for i, n in sorted(lacks))
    body.emit(
        WindowRejected(
            tick=body.tick,
            window=window,
            item=subgoal.item,
            lacking=lacking if book else None,
            station=station if book else None,
        )
    )
    if absent:
        body.give_up("missing_station", absent[0])
    else:
        body.give_up("missing_material", ", ".join(i for i, _ in lacks))
