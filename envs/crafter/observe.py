"""From an episode to what the agent can observe of it."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from envs.crafter.episode import Episode
from envs.crafter.game import DAY_STEPS, MATERIALS
from envs.crafter.words import CREATURES, ITEMS, PLANT
from envs.state import DAY_TICKS, Inventory, ItemCount, Nearby, Position, State, Vitals

REACH = 16
"""How far a station that was seen may be for one to go back to it, in blocks."""

FREE = ("grass", "path", "sand")
"""Ground that one walks on."""

STATIONS = ("furnace", "table")

_MIDNIGHT_STEP, _MIDNIGHT_TICKS = 210, 18_000
"""When a day of the game is darkest (crafter/env.py, `_update_time`), and midnight's time. What
conditions call night is from step 150 to 270 of 300, while daylight is under a half."""

_LIGHT = 15


def observed(episode: Episode) -> State:
    """Returns what the player observes now."""
    game, sight = episode.game, episode.sight
    x, y = game.at
    carried = game.inventory
    items = tuple(ItemCount(item=i, count=carried[i]) for i in ITEMS if carried[i])
    creatures = [(k, cx, cy) for k, cx, cy in sight.things if k in CREATURES]
    plants = [(k, cx, cy) for k, cx, cy in sight.things if k not in CREATURES]
    return State(
        tick=episode.tick,
        inventory=Inventory(items=items, free_slots=len(ITEMS) - len(items)),
        position=Position(x=x, y=0, z=y, sky=not is_shut_in(episode)),
        vitals=Vitals(
            health=float(carried["health"]),
            food=float(carried["food"]),
            drink=float(carried["drink"]),
            energy=float(carried["energy"]),
        ),
        time=time_of(game.steps),
        light=round(_LIGHT * game.daylight),
        blocks=_nearest((*_ground(episode), *plants), (x, y)),
        entities=_nearest(creatures, (x, y)),
        stations=_nearest(_stations(episode), (x, y)),
    )


def is_shut_in(episode: Episode) -> bool:
    """Returns whether nothing can walk to the player: it stands in a closed room of two cells."""
    here = episode.game.at
    room = [here, *(cell for cell in _beside(here) if _material(episode, cell) in FREE)]
    return len(room) <= 2 and all(
        cell in room or _material(episode, cell) not in {"", *FREE}
        for inside in room
        for cell in _beside(inside)
    )


def _beside(cell: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    x, y = cell
    return ((x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1))


def _material(episode: Episode, cell: tuple[int, int]) -> str:
    """Returns what ground is remembered in a cell; empty if none is."""
    x, y = cell
    known = episode.sight.known
    inside = 0 <= x < known.shape[0] and 0 <= y < known.shape[1]
    return MATERIALS.get(int(known[x, y]), "") if inside else ""


def time_of(steps: int) -> int:
    """Returns the time of day, in Minecraft's ticks since sunrise: darkest at midnight."""
    since = (steps % DAY_STEPS - _MIDNIGHT_STEP) * DAY_TICKS // DAY_STEPS
    return (_MIDNIGHT_TICKS + since) % DAY_TICKS


def _ground(episode: Episode) -> list[tuple[str, int, int]]:
    """Returns the cells in view as (material, x, y), the player's own left out."""
    game = episode.game
    if game.asleep:
        return []
    (x0, _, y0, _), shown = episode.sight.window(game)
    return [
        (MATERIALS[int(game.ground[x0 + dx, y0 + dy])], x0 + dx, y0 + dy)
        for dx, dy in np.argwhere(shown).tolist()
        if (x0 + dx, y0 + dy) != game.at
    ]


def _stations(episode: Episode) -> list[tuple[str, int, int]]:
    """Returns the stations near enough to be gone back to, and all plants that are known."""
    x, y = episode.game.at
    x0, y0 = max(0, x - REACH), max(0, y - REACH)
    near = episode.sight.known[x0 : x + REACH + 1, y0 : y + REACH + 1]
    found = [
        (MATERIALS[i], x0 + dx, y0 + dy)
        for name in STATIONS
        for dx, dy in np.argwhere(near == _ID[name]).tolist()
        for i in (_ID[name],)
    ]
    in_reach = [(n, cx, cy) for n, cx, cy in found if math.dist((x, y), (cx, cy)) <= REACH]
    return in_reach + [(PLANT, px, py) for px, py in sorted(episode.sight.plants)]


_ID = {name: i for i, name in MATERIALS.items()}


def _nearest(things: Iterable[tuple[str, int, int]], here: tuple[int, int]) -> tuple[Nearby, ...]:
    """Returns one entry a kind, sorted by name: how many, and where the nearest is."""
    found: dict[str, list[tuple[float, int, int]]] = {}
    for name, x, y in things:
        found.setdefault(name, []).append((math.dist(here, (x, y)), x, y))
    return tuple(
        Nearby(name=name, count=len(places), x=x, y=0, z=y, distance=int(away))
        for name, places in sorted(found.items())
        for away, x, y in (min(places),)
    )
