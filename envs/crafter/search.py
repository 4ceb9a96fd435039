"""Looking for what isn't in view: to where most unseen ground comes into view for the fewest steps.

Whoever looks for what lies in rock goes where rock was seen, for the rest where grass was.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from envs.crafter.body import Body
from envs.crafter.game import AREA, IDS
from envs.crafter.sight import HALF_HEIGHT, HALF_WIDTH
from envs.crafter.ways import Cell, spread, walk
from envs.events import Searched

OF_ROCK = frozenset({"coal", "diamond", "iron", "lava", "path", "skeleton", "stone"})
_ROCK = [IDS[name] for name in ("stone", "path", "coal", "iron", "diamond", "lava")]
_GREEN = [IDS[name] for name in ("grass", "sand", "tree", "water")]
_LEAST_NEW = 5
"""Unseen cells for which it is worth to go somewhere."""
_LIKELY = 3.0
"""By how much more a place counts that looks as if what is sought were there."""
_HEAD_START = 5
"""Steps that are added to every way, so that the nearest place isn't always the best."""
_MOST_STEPS = 24
"""So far one goes before thinking it over: more may have been seen by then."""

_Counts = np.ndarray[Any, np.dtype[np.int64]]


class Search:
    """Is one search."""

    def __init__(self, body: Body, target: str) -> None:
        """Begins to look for a target: ground, a plant or a creature."""
        self._body = body
        self._target = target
        self._kind = _ROCK if target in OF_ROCK else _GREEN
        self._visited: set[Cell] = set()
        body.search = (target, body.tick)

    def go_on(self) -> bool:
        """Walks on a little; returns whether there was anywhere to go."""
        place = self._best()
        if place is None:
            return False
        self._visited.add(place)
        walk(self._body, lambda at: at == place, most_steps=_MOST_STEPS)
        return True

    def give_up(self) -> None:
        """Says that nothing was found anywhere."""
        body = self._body
        cells = int((body.episode.sight.known > 0).sum()) // 256
        body.emit(Searched(tick=body.tick, target=self._target, cells=cells, low=0, high=0))
        body.give_up("target_not_found", self._target)

    def _best(self) -> Cell | None:
        known = self._body.episode.sight.known
        new = _in_view(known == 0)
        likely = _in_view(np.isin(known, self._kind))
        seen = np.maximum(_in_view(known > 0), 1)
        worth = new * (1 + _LIKELY * likely / seen)
        best, place = 0.0, None
        for cell, steps, _ in spread(self._body):
            if new[cell] < _LEAST_NEW or cell in self._visited:
                continue
            value = float(worth[cell]) / (steps + _HEAD_START)
            if value > best:
                best, place = value, cell
        return place


def _in_view(mask: np.ndarray[Any, np.dtype[np.bool_]]) -> _Counts:
    """Returns for each cell how many cells of `mask` are in view from there."""
    padded = np.pad(
        mask.astype(np.int64), ((HALF_WIDTH + 1, HALF_WIDTH), (HALF_HEIGHT + 1, HALF_HEIGHT))
    )
    sums = padded.cumsum(0).cumsum(1)
    width, height = 2 * HALF_WIDTH + 1, 2 * HALF_HEIGHT + 1
    counts: _Counts = (
        sums[width:, height:]
        - sums[:-width, height:]
        - sums[width:, :-height]
        + sums[:-width, :-height]
    )
    assert counts.shape == AREA
    return counts
