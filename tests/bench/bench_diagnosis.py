"""How long a diagnosis takes, in microseconds: `python tests/bench/bench_diagnosis.py`."""

import math
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from diagnosis import History, diagnose
from envs import (
    Attempt,
    BlockBroken,
    Damage,
    Event,
    Found,
    Inventory,
    ItemCount,
    ItemGained,
    Moved,
    Nearby,
    Position,
    State,
    Stopped,
    Tally,
    Vitals,
    Vocabulary,
    WindowOpened,
    WindowRejected,
    parse_subgoal,
)
from envs.events import Lack

_NAMES = [f"thing_{i}" for i in range(60)]
_VOCABULARY = Vocabulary(
    items=frozenset([*_NAMES, "oak_log", "stick"]),
    blocks=frozenset([*_NAMES, "oak_log"]),
    entities=frozenset({"zombie", "cow"}),
    biomes=frozenset({"forest"}),
    tags={"logs": ("birch_log", "oak_log")},
)


def _state(tick: int, x: int) -> State:
    def near(count: int) -> tuple[Nearby, ...]:
        return tuple(
            Nearby(name=name, count=2, x=x, y=64, z=3, distance=7)
            for name in sorted(_NAMES)[:count]
        )

    return State(
        tick=tick,
        inventory=Inventory(
            items=tuple(ItemCount(item=name, count=9) for name in sorted(_NAMES)[:20]),
            free_slots=16,
        ),
        position=Position(x=x, y=64, z=0),
        biome="forest",
        vitals=Vitals(health=18, food=15),
        time=3_000,
        blocks=near(25),
        entities=near(5),
        stations=near(3),
        places=(),
    )


def _gathering(events: int) -> Attempt:
    """Returns a failed gathering with as many events: walking, digging, picking up, a zombie."""
    trace: list[Event] = [Found(tick=5, target="oak_log", x=9, y=64, z=0)]
    while len(trace) < events - 1:
        i = len(trace)
        away = 20 * math.cos(i / 9)
        made: tuple[Event, ...] = (
            Moved(tick=20 * i, x=i, y=64, z=round(away)),
            BlockBroken(tick=20 * i + 8, block="oak_log", tool="stone_axe", x=i, y=65, z=0),
            ItemGained(tick=20 * i + 12, item="oak_log", count=1, way="pickup"),
            Damage(tick=20 * i + 14, amount=1, source="zombie"),
        )
        trace.append(made[i % 4])
    end = 20 * events
    trace.append(Stopped(tick=end, by="budget"))
    return Attempt(
        subgoal=parse_subgoal('gather(item="#logs", count=64)'),
        pre_state=_state(0, 0),
        trace=tuple(trace),
        tally=Tally.of(trace),
        post_state=_state(end, 60),
        ticks=end,
    )


def _refusal() -> Attempt:
    trace: tuple[Event, ...] = (
        WindowOpened(tick=5, window="crafting_table"),
        WindowRejected(
            tick=10,
            window="crafting_table",
            item="stick",
            lacking=(Lack(item="#logs", count=2),),
        ),
    )
    return Attempt(
        subgoal=parse_subgoal('craft(item="stick", count=4, station="crafting_table")'),
        pre_state=_state(0, 0),
        trace=trace,
        post_state=_state(10, 0),
        ticks=10,
    )


def _microseconds(act: Callable[[], object], times: int = 300) -> float:
    """Returns the median of single calls."""
    taken = []
    for _ in range(times):
        began = time.process_time_ns()
        act()
        taken.append((time.process_time_ns() - began) / 1_000)
    return statistics.median(taken)


def bench() -> list[tuple[str, float, float]]:
    """Returns (what, median microseconds to diagnose, and to validate) for several traces."""
    empty = History(vocabulary=_VOCABULARY)
    long = empty
    median = _gathering(12)
    for _ in range(300):
        long = long.extended(median, diagnose(median, long))
    cases = [
        ("a refusal, 2 events", _refusal(), empty),
        ("a median trace, 12 events", median, empty),
        ("the same after 300 attempts", median, long),
        ("a busy trace, 40 events", _gathering(40), empty),
        ("a full trace, 512 events", _gathering(512), empty),
    ]
    return [
        (
            name,
            _microseconds(partial(diagnose, attempt, history)),
            _microseconds(partial(Attempt.model_validate_json, attempt.model_dump_json())),
        )
        for name, attempt, history in cases
    ]


def main() -> int:
    """Prints the table, each line beside what validating the same attempt costs."""
    sys.stdout.write(f"{'':32}{'diagnose':>12}{'validate':>12}{'ratio':>8}\n")
    for name, taken, beside in bench():
        ratio = taken / beside
        sys.stdout.write(f"{name:32}{taken:9.1f} us{beside:9.1f} us{ratio:8.2f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
