"""When something new was last seen or done: what stagnation and circling are judged by.

Searching honestly brings new ground, digging breaks blocks that were never broken, and work
brings items. An agent that does none of these for long is stagnant; one that meanwhile walks
over the same ground again and again walks in circles.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any, Literal

from diagnosis._aims import Aims
from diagnosis._reading import Reading
from envs import (
    BlockBroken,
    Event,
    Found,
    ItemGained,
    Moved,
    Position,
    Respawned,
    State,
    Subgoal,
    WindowOpened,
    Within,
)

PATIENCE_TICKS = 1_200
"""A minute. The slowest honest acts between two events are hard blocks dug with a poor tool
(iron ore with the bare hand: 300 ticks, Minecraft Wiki, Breaking) and the way back out of a dead
end (4.3 blocks a second: 250 blocks in that time)."""

CIRCLING_TICKS = 600
"""Half a minute, where the way is long for the ground it covers: circles may be told sooner than
standing still, since a way back is straight."""

CELL_BLOCKS = 16
"""Ground is new by cells of so many blocks each way: a chunk's section, about what is in view."""

CIRCLING_RATIO = 4.0
"""Length of the way over the diagonal of its ground from which on it is circles. A lap of a circle
is 2.2 diagonals, a way there and back 2, a straight way back 1."""

_WALKED_BLOCKS = 32.0
_STIRRED_BLOCKS, _STIRRED_RATIO = 12.0, 1.5
"""Less than this in a minute is no walk, and with a lower ratio it is one way over old ground."""

Verdict = Literal["stagnant", "circling"]

# What makes two events of a class the same thing: only the first of them is something new.
_IDENTITIES: dict[type, Callable[[Any], tuple[object, ...]]] = {
    BlockBroken: lambda e: ("broken", e.x, e.y, e.z),
    Found: lambda e: ("found", e.target, e.x, e.y, e.z),
    ItemGained: lambda e: ("item", e.item),
    WindowOpened: lambda e: ("window", e.window),
}


class Novelty:
    """Follows one attempt, event by event and state by state, and says when it runs dry.

    Its verdict stays once it is given.
    """

    def __init__(
        self,
        subgoal: Subgoal,
        aims: Aims,
        start: State,
        patience_ticks: int = PATIENCE_TICKS,
        circling_ticks: int = CIRCLING_TICKS,
    ) -> None:
        self.verdict: Verdict | None = None
        checks = subgoal.own_checks()
        self._column = checks[0] if checks and isinstance(checks[0], Within) else None
        self._aims = aims
        self._patience_ticks = patience_ticks
        self._circling_ticks = circling_ticks
        self._soonest_ticks = min(patience_ticks, circling_ticks)
        self._known: set[tuple[object, ...]] = set()
        self._most: dict[str, int] = {}
        self._newest = start.tick
        self._walked = 0.0
        self._at: tuple[int, int, int] | None = None
        self._cell: tuple[str, int, int, int] | None = None
        self._low = self._high = (0, 0, 0)
        self._nearest = math.inf
        self.see_state(start)

    def see_event(self, event: Event) -> Verdict | None:
        """Takes one event in and returns the verdict so far."""
        self._judge(event.tick)
        if isinstance(event, Moved):
            self._walk(event.x, event.y, event.z, event.tick)
        elif isinstance(event, Respawned):
            # Nobody walked there.
            self._at = self._cell = None
            self._renew(event.tick)
        elif self._is_new(event):
            self._renew(event.tick)
        return self.verdict

    def see_state(self, state: State) -> Verdict | None:
        """Takes one state in and returns the verdict so far."""
        self._judge(state.tick)
        if state.position is not None:
            self._walk(state.position.x, state.position.y, state.position.z, state.tick)
            self._approach(state.position, state.tick)
        for held in state.inventory.items if state.inventory is not None else ():
            if held.count > self._most.get(held.item, 0):
                if held.item not in self._most or self._aims.is_wanted(held.item):
                    self._renew(state.tick)
                self._most[held.item] = held.count
        return self.verdict

    def forgive(self, tick: int) -> None:
        """Starts afresh at `tick`: what lies before it isn't known."""
        self._renew(tick)

    def _judge(self, tick: int) -> None:
        dry = tick - self._newest
        if dry < self._soonest_ticks or self.verdict is not None:
            return
        laps = self._walked / max(math.dist(self._low, self._high), 1.0)
        roams = self._walked >= _WALKED_BLOCKS
        if roams and laps >= CIRCLING_RATIO and dry >= self._circling_ticks:
            self.verdict = "circling"
        elif dry >= self._patience_ticks:
            # Seen now and then only, the way looks shorter than it is.
            roams = self._walked >= _STIRRED_BLOCKS and laps >= _STIRRED_RATIO
            self.verdict = "circling" if roams else "stagnant"

    def _renew(self, tick: int) -> None:
        self._newest = tick
        self._walked = 0.0
        if self._at is not None:
            self._low = self._high = self._at

    def _walk(self, x: int, y: int, z: int, tick: int) -> None:
        here = (x, y, z)
        if self._at is None:
            self._low = self._high = here
        else:
            self._walked += math.dist(self._at, here)
        self._at = here
        self._low = (min(self._low[0], x), min(self._low[1], y), min(self._low[2], z))
        self._high = (max(self._high[0], x), max(self._high[1], y), max(self._high[2], z))
        cell = ("cell", x // CELL_BLOCKS, y // CELL_BLOCKS, z // CELL_BLOCKS)
        if cell != self._cell and cell not in self._known:
            self._known.add(cell)
            self._renew(tick)
        self._cell = cell

    def _approach(self, position: Position, tick: int) -> None:
        if self._column is None:
            return
        away = math.hypot(position.x - self._column.x, position.z - self._column.z)
        if away <= self._nearest - CELL_BLOCKS:
            # Old ground may be crossed for long on the way to a column.
            self._nearest = away
            self._renew(tick)

    def _is_new(self, event: Event) -> bool:
        identified = _IDENTITIES.get(type(event))
        if identified is None or self._aims.brings_forward(event):
            return self._aims.brings_forward(event)
        key = identified(event)
        new = key not in self._known
        self._known.add(key)
        return new


def waits(subgoal: Subgoal) -> bool:
    """Returns whether letting time pass is what `subgoal` is about, so that it can't stagnate."""
    return subgoal.kind in {"smelt", "sleep", "wait"}


def verdict_on(reading: Reading) -> Verdict | None:
    """Returns whether the attempt, as it was seen, ran dry; `None` if it didn't.

    Short attempts are judged by half their length, since a minute doesn't fit into them.
    """
    attempt, half = reading.attempt, reading.attempt.ticks // 2
    circling_ticks = min(CIRCLING_TICKS, max(CIRCLING_TICKS // 2, half))
    if waits(attempt.subgoal) or not _might_be_dry(reading, circling_ticks):
        return None
    novelty = Novelty(
        attempt.subgoal,
        reading.aims,
        attempt.pre_state,
        patience_ticks=min(PATIENCE_TICKS, max(PATIENCE_TICKS // 2, half)),
        circling_ticks=circling_ticks,
    )
    gap = len(attempt.trace) // 2 if attempt.trace_dropped else -1
    for index, event in enumerate(attempt.trace):
        if index == gap:
            novelty.forgive(event.tick)
        novelty.see_event(event)
    return novelty.see_state(attempt.post_state)


def _might_be_dry(reading: Reading, dry_ticks: int) -> bool:
    """Returns whether it is worth looking: some stretch is long enough, and can be judged."""
    attempt = reading.attempt
    steps = [attempt.trace[i].tick for i in reading.forward]
    marks = [attempt.pre_state.tick, *steps, attempt.post_state.tick]
    if all(b - a < dry_ticks for a, b in pairwise(marks)):
        return False
    if reading.seen(Moved):
        return True
    # Where no way is sampled, only who ended where they began is known to have stayed.
    before, after = attempt.pre_state.position, attempt.post_state.position
    if before is None or after is None:
        return False
    return math.dist((before.x, before.y, before.z), (after.x, after.y, after.z)) < CELL_BLOCKS
