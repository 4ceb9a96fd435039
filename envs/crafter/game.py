"""`Game`: Crafter's own environment, made repeatable and without a picture.

Upstream keeps the objects of a chunk in a set, whose order follows memory addresses, and picks
from it with the world's generator (its issue 31); its night view draws from the same generator, so
that looking changes the world (its issue 36). Here chunks keep the order in which objects came,
and nothing is drawn: what the night hides is worked out in `sight`, with no chance in it. All rules
are upstream's code and data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import crafter
import numpy as np
from crafter import constants, engine, objects

AREA = (64, 64)
"""Columns and rows of the world."""

VIEW = (9, 9)
"""The grid of the screen; its two lowest rows show the inventory."""

DAY_STEPS = 300
"""Steps from one dusk to the next."""


class _Chunk:
    """Is a set of objects in the order in which they came."""

    def __init__(self) -> None:
        self._objects: dict[Any, None] = {}

    def add(self, thing: Any) -> None:
        self._objects[thing] = None

    def remove(self, thing: Any) -> None:
        del self._objects[thing]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._objects)


class _World(engine.World):  # type: ignore[misc]  # upstream has no types
    """Is upstream's grid with ordered chunks."""

    def reset(self, seed: int | None = None) -> None:
        """Empties the grid and seeds its generator."""
        super().reset(seed)
        self._chunks: dict[Any, _Chunk] = defaultdict(_Chunk)


class Game(crafter.Env):  # type: ignore[misc]  # upstream has no types
    """Is one game; see the module.

    Attributes:
        steps: Steps since it began.
    """

    def __init__(self, seed: int) -> None:
        """Begins the first episode of a seed, the same ground as upstream makes of it."""
        # Upstream's own constructor loads textures, which nothing here shows.
        self._view = np.array(VIEW)
        self._length = 0
        self._seed = seed
        self._episode = 0
        self._world = _World(AREA, constants.materials, (12, 12))
        self._player: Any = None
        self._step = 0
        self.reset()

    def _obs(self) -> None:
        """Draws nothing."""

    def act(self, action: str) -> None:
        """Takes one step, as upstream's `step` does but for picture and reward."""
        self._step += 1
        self._update_time()
        world, player = self._world, self._player
        player.action = action
        far = 2 * max(VIEW)
        for thing in world.objects:
            (x, y), (at_x, at_y) = thing.pos, player.pos
            if abs(int(x) - int(at_x)) + abs(int(y) - int(at_y)) < far:
                thing.update()
        if self._step % 10 == 0:
            for chunk, there in world.chunks.items():
                self._balance_chunk(chunk, there)

    @property
    def steps(self) -> int:
        """Steps since the game began."""
        return int(self._step)

    @property
    def at(self) -> tuple[int, int]:
        """The cell of the player."""
        x, y = self._player.pos
        return int(x), int(y)

    @property
    def facing(self) -> tuple[int, int]:
        """The direction in which the player looks."""
        dx, dy = self._player.facing
        return int(dx), int(dy)

    @property
    def inventory(self) -> dict[str, int]:
        """What is carried, and the vitals, by name."""
        carried: dict[str, int] = self._player.inventory
        return carried

    @property
    def achievements(self) -> dict[str, int]:
        """How often each of the benchmark's achievements was made."""
        made: dict[str, int] = self._player.achievements
        return made

    @property
    def asleep(self) -> bool:
        """Whether the player sleeps."""
        return bool(self._player.sleeping)

    @property
    def daylight(self) -> float:
        """From 0 at midnight to 1."""
        return float(self._world.daylight)

    @property
    def ground(self) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """Material ids by column and row; 0 is none."""
        ground: np.ndarray[Any, np.dtype[np.uint8]] = self._world._mat_map
        return ground

    def thing_at(self, x: int, y: int) -> Any:
        """Returns the object in a cell, `None` if there is none."""
        return self._world._objects[self._world._obj_map[x, y]]

    def things_in(self, x0: int, x1: int, y0: int, y1: int) -> list[Any]:
        """Returns the objects in a rectangle, by column and row; bounds as in a slice."""
        window = self._world._obj_map[x0:x1, y0:y1]
        return [self._world._objects[i] for i in window[window > 0].tolist()]

    def things(self) -> list[Any]:
        """Returns all objects, the player first."""
        there: list[Any] = self._world.objects
        return there


MATERIALS: dict[int, str] = dict(enumerate(constants.materials, 1))
"""Names of materials by the id in `Game.ground`."""

IDS: dict[str, int] = {name: i for i, name in MATERIALS.items()}
"""Ids of materials by name."""


def kind_of(thing: Any) -> str:
    """Returns what an object is called, such as `cow`, `zombie`, `arrow`, `plant`, `plant-ripe`.

    A plant is ripe where its picture shows it.
    """
    if isinstance(thing, objects.Plant):
        return str(thing.texture)
    return type(thing).__name__.lower()
