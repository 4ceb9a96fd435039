"""An orchard: pick apples from the trees of a row, and press them to juice."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from random import Random
from typing import Literal, NoReturn

from envs import (
    SAMPLE_TICKS,
    Attempt,
    ContractError,
    Craft,
    Crafted,
    Event,
    Gather,
    InputError,
    Invalid,
    Inventory,
    ItemCount,
    ItemGained,
    ItemLost,
    Lack,
    Monitor,
    Nearby,
    Position,
    Searched,
    State,
    Stopped,
    Subgoal,
    Tally,
    Task,
    View,
    Vocabulary,
    Wait,
    WindowRejected,
    bounded_trace,
)

_STEP_TICKS, _PICK_TICKS, _PRESS_TICKS = 5, 20, 100
_PRESS_X = 0


class _Over(Exception):
    """Ends an attempt from within: the budget is used, or the monitor wants it to stop."""


class Orchard:
    """A row of 6 to 12 trees with one apple each, and a press where the row begins."""

    id = "orchard-v1"
    deterministic = True
    vocabulary = Vocabulary(
        items=frozenset({"apple", "juice"}),
        blocks=frozenset({"apple_tree", "press"}),
        entities=frozenset(),
        biomes=frozenset({"orchard"}),
        tags={"fruit": ("apple",)},
    )

    def __init__(self, apples_per_juice: int) -> None:
        """Makes a world; there is no episode before `reset`."""
        self._needed = apples_per_juice
        self._started = False

    def reset(self, task: Task, seed: int) -> State:
        """Starts an episode; the seed says how many trees there are, and where."""
        draws = Random(seed)
        self._trees = sorted(draws.sample(range(2, 60), draws.randint(6, 12)))
        self._started, self._now, self._x = True, 0, 1
        self._carried: Counter[str] = Counter()
        return self.observe()

    def observe(self) -> State:
        """Returns the state. What isn't in this world (hunger, night) stays absent."""
        if not self._started:
            raise ContractError("Expected reset() before observe(), found no episode.")
        carried = [ItemCount(item=i, count=n) for i, n in sorted(self._carried.items()) if n]
        return State(
            tick=self._now,
            inventory=Inventory(items=tuple(carried), free_slots=36 - len(carried)),
            position=Position(x=self._x, y=64, z=0),
            biome="orchard",
            blocks=self._seen("apple_tree", self._trees),
            entities=(),
            stations=self._seen("press", [_PRESS_X]),
        )

    def attempt(
        self, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None = None
    ) -> Attempt:
        """Tries to gather apples, to craft juice or to wait; nothing else can be done here."""
        before = self.observe()
        self._events: list[Event] = []
        self._ends, self._monitor = self._now + budget_ticks, monitor
        self._objection: str | None = None
        with suppress(_Over):  # the trace says why it ended
            self._do(subgoal)
        trace, dropped = bounded_trace(self._events)
        return Attempt(
            subgoal=subgoal,
            pre_state=before,
            trace=trace,
            trace_dropped=dropped,
            tally=Tally.of(self._events),
            post_state=self.observe(),
            ticks=self._now - before.tick,
        )

    def close(self) -> None:
        """Has nothing to free."""

    def _seen(self, name: str, places: list[int]) -> tuple[Nearby, ...]:
        if not places:
            return ()
        x = min(places, key=self._away)
        return (Nearby(name=name, count=len(places), x=x, y=64, z=0, distance=self._away(x)),)

    def _away(self, x: int) -> int:
        return abs(x - self._x)

    def _do(self, subgoal: Subgoal) -> None:
        match subgoal:
            case Gather(item=item) | Craft(item=item) if not self.vocabulary.knows(item):
                self._tell(Invalid(tick=self._now, field="item", value=item))
            case Gather():
                self._gather(subgoal)
            case Craft():
                self._craft(subgoal)
            case Wait():
                self._wait(subgoal)
            case _:
                self._tell(Invalid(tick=self._now, field="kind", value=subgoal.kind))

    def _gather(self, gather: Gather) -> None:
        is_apple = self.vocabulary.matches(gather.item, "apple")
        while not is_apple or self._carried["apple"] < gather.count:
            if not is_apple or not self._trees:
                self._tell(Searched(tick=self._now, target=gather.item, cells=4, low=64, high=64))
                return
            self._walk(min(self._trees, key=self._away))
            self._spend(_PICK_TICKS)
            self._trees.remove(self._x)
            self._gain("apple", "pickup")

    def _craft(self, craft: Craft) -> None:
        while self._carried[craft.item] < craft.count:
            if refusal := self._refusal(craft):
                self._tell(refusal)
                return
            self._walk(_PRESS_X)
            self._spend(_PRESS_TICKS)
            self._carried["apple"] -= self._needed
            self._tell(ItemLost(tick=self._now, item="apple", count=self._needed, way="craft"))
            self._tell(Crafted(tick=self._now, item="juice", count=1, station="press"))
            self._gain("juice", "craft")

    def _refusal(self, craft: Craft) -> WindowRejected | None:
        """Returns what the window shows where it gives nothing, as a recipe book would."""
        refused = WindowRejected(tick=self._now, window=craft.station or "none", item=craft.item)
        short = self._needed - self._carried["apple"]
        if craft.item != "juice":
            return refused
        if craft.station == "press" and short <= 0:
            return None
        lacking = (Lack(item="apple", count=short),) if short > 0 else ()
        station = None if craft.station == "press" else "press"
        return refused.model_copy(update={"lacking": lacking, "station": station})

    def _wait(self, wait: Wait) -> None:
        view = View(self.observe(), Tally(), self.vocabulary)
        # Nothing changes here by itself: what doesn't hold now won't while one waits.
        if wait.until is None or not wait.until.holds(view):
            self._spend(wait.ticks)

    def _walk(self, x: int) -> None:
        while self._x != x:
            self._spend(_STEP_TICKS)
            self._x += 1 if x > self._x else -1

    def _gain(self, item: str, way: Literal["pickup", "craft"]) -> None:
        self._carried[item] += 1
        self._tell(ItemGained(tick=self._now, item=item, count=1, way=way))

    def _tell(self, event: Event) -> None:
        """Notes what a player would see, and shows it to the monitor."""
        self._events.append(event)
        if self._monitor is not None:
            self._objection = self._objection or self._monitor.on_event(event)

    def _spend(self, ticks: int) -> None:
        """Lets time pass; raises `_Over` where the attempt has to end.

        The world changes only between two calls, so that a stop never leaves half an act.
        """
        while ticks > 0:
            if self._objection is not None:
                self._stop("monitor", self._objection)
            if self._now >= self._ends:
                self._stop("budget")
            step = min(ticks, SAMPLE_TICKS, self._ends - self._now)
            self._now += step
            ticks -= step
            if self._monitor is not None:
                self._objection = self._monitor.on_state(self.observe())

    def _stop(self, by: Literal["budget", "monitor"], reason: str = "") -> NoReturn:
        self._events.append(Stopped(tick=self._now, by=by, reason=reason))
        raise _Over


def orchard(**options: str) -> Orchard:
    """Returns an orchard: what the entry point names.

    Args:
        **options: `-E apples=N`: how many apples one juice takes, 1 to 6; 3 by default.

    Raises:
        InputError: If there is another option, or `apples` is none of these.
    """
    apples = options.pop("apples", "3")
    if options:
        raise InputError(f"orchard takes the option apples, found {min(options)!r}.")
    if apples not in {"1", "2", "3", "4", "5", "6"}:
        raise InputError(f"orchard: expected apples from 1 to 6, found {apples!r}.")
    return Orchard(int(apples))
