"""How well loops and stagnation are told, on trajectories that are made with and without them.

    python tests/bench/bench_loops.py              # the reported seeds
    python tests/bench/bench_loops.py --tuning     # those on which bounds are tuned

Precision and recall of three signs: an attempt that ran dry, one that walked in circles, and an
episode that came round. Trajectories are made by dice alone, by what the words mean, and not by
the rules that tell them: circles of any size and pace, ways there and back, standing about;
beside them searches over new ground in spirals, straight lines and random walks, tunnels, long
digs, detours and ways back; and episodes that try the same in the same state, beside episodes
that look alike and get on.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from trajectories import CALM, DRY, ROUND, STRAIGHT, Trip, episode, trip

from diagnosis import History, diagnose

TUNING, REPORTED = 0, 100_000
"""First of the seeds."""

EACH = 250
"""Trajectories of each kind."""


class Sign(NamedTuple):
    """How a sign was told.

    Attributes:
        told: How many times it was told where it was, `hits`, and where it wasn't, `false`.
    """

    hits: int
    missed: int
    false: int

    @property
    def precision(self) -> float:
        """Of what was told, the share that is true."""
        return self.hits / max(self.hits + self.false, 1)

    @property
    def recall(self) -> float:
        """Of what is true, the share that was told."""
        return self.hits / max(self.hits + self.missed, 1)


def told(first: int, each: int) -> tuple[dict[str, Sign], Counter[str]]:
    """Returns how each sign was told, and the kinds of trajectory that were told wrong."""
    counts: Counter[tuple[str, bool, bool]] = Counter()
    wrong: Counter[str] = Counter()
    for sign, kind, there, seen in _judged(first, each):
        counts[sign, there, seen] += 1
        wrong[f"{sign}: {kind}"] += there != seen
    signs = {
        sign: Sign(counts[sign, True, True], counts[sign, True, False], counts[sign, False, True])
        for sign in ("stagnant", "circling", "loop")
    }
    return signs, +wrong


def _judged(first: int, each: int) -> Iterator[tuple[str, str, bool, bool]]:
    for kind in (*DRY, *CALM):
        for seed in range(first, first + each):
            made: Trip = trip(kind, seed)
            found = diagnose(made.attempt, History(made.vocabulary), budget_ticks=made.budget_ticks)
            yield "stagnant", kind, kind in DRY, found.stagnant
            yield "circling", kind, made.circles, found.loop == "state_action_cycle"
    for kind in (*ROUND, *STRAIGHT):
        for seed in range(first, first + each):
            attempts, vocabulary = episode(kind, seed)
            history, loop = History(vocabulary), "none"
            for attempt in attempts:
                found = diagnose(attempt, history)
                history, loop = history.extended(attempt, found), found.loop
            yield "loop", kind, kind in ROUND, loop != "none"


def main() -> int:
    """Prints precision and recall of each sign, and what was told wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tuning", action="store_true", help="on the tuning seeds")
    options = parser.parse_args()
    signs, wrong = told(TUNING if options.tuning else REPORTED, EACH)
    sys.stdout.write(f"{'sign':12}{'true':>6}{'precision':>11}{'recall':>8}\n")
    for name, sign in signs.items():
        count = sign.hits + sign.missed
        sys.stdout.write(f"{name:12}{count:6}{sign.precision:11.3f}{sign.recall:8.3f}\n")
    for kind, count in wrong.most_common():
        sys.stdout.write(f"  {kind} told wrong {count} of {EACH} times\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
