"""How often diagnosis names the true cause, over thousands of failed attempts in craftworld.

    python tests/bench/bench_attribution.py               # the reported figure, about ten minutes
    python tests/bench/bench_attribution.py --tuning 600  # on the seeds that rules are tuned on
    python tests/bench/bench_attribution.py --write labelled.jsonl --book on

Half of the attempts are scenes in a meadow that are set up so that something certain goes wrong
beside signs of something else; the other half is what went wrong in short episodes on real land
(`attribution`). The truth is craftworld's ledger: what a scene was set up for is not looked at.
Seeds for tuning and for the report differ, of scenes and of land. Attempts that a ledger calls
`unknown` are none: it knows what it did.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from attribution.playing import Played, live, play
from attribution.scenes import SCENES

from agent.attribution import Labelled, Scores
from diagnosis import Cause

ATTEMPTS = 5_000
"""Failed attempts of the reported figure."""

TUNING, REPORTED = 1, 2
"""Seeds from which all seeds of scenes and lives are drawn."""

LANDS = {TUNING: range(500, 540), REPORTED: range(7_000, 7_040)}
"""Seeds of the land."""


def scenes(seed: int, *, recipe_book: bool) -> Iterator[Played]:
    """Yields failed attempts in scenes without end, each cause's scenes in turn."""
    dice = random.Random(seed)
    for number in count():
        kinds = list(SCENES.values())
        scene = dice.choice(kinds[number % len(kinds)])
        if (played := play(scene, dice.getrandbits(40), recipe_book=recipe_book)) is not None:
            yield played


def lives(seed: int, *, recipe_book: bool) -> Iterator[Played]:
    """Yields failed attempts of lives on real land without end, one land after another."""
    dice = random.Random(seed)
    while True:
        for land in LANDS[seed]:
            for _ in range(20):
                yield from live(land, dice.getrandbits(40), recipe_book=recipe_book)


def played(seed: int, attempts: int, *, recipe_book: bool) -> Iterator[Played]:
    """Yields as many failed attempts, half of them in scenes."""
    yield from islice(scenes(seed, recipe_book=recipe_book), attempts - attempts // 2)
    yield from islice(lives(seed, recipe_book=recipe_book), attempts // 2)


def _scored(seed: int, attempts: int, *, recipe_book: bool, write: Path | None) -> Scores:
    pairs: list[tuple[str, str]] = []
    out = write.open("w", encoding="utf-8") if write is not None else None
    for case in played(seed, attempts, recipe_book=recipe_book):
        if case.truth is Cause.unknown:
            continue
        pairs.append((case.truth, case.diagnosis.cause or "succeeded"))
        if out is not None:
            line = Labelled(
                attempt=case.attempt, label=case.truth, budget_ticks=case.budget_ticks,
                id=f"{case.scene}/{case.seed}",
            )  # fmt: skip
            out.write(line.model_dump_json() + "\n")
    if out is not None:
        out.close()
    return Scores.of(pairs)


def main() -> int:
    """Prints the figures with the recipe book, and beside them those without."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tuning", type=int, metavar="N", help="N attempts on the tuning seeds")
    parser.add_argument("--book", choices=("on", "off", "both"), default="both")
    parser.add_argument("--write", type=Path, help="write the labelled attempts as JSON lines")
    options = parser.parse_args()
    seed, attempts = (REPORTED, ATTEMPTS) if not options.tuning else (TUNING, options.tuning)
    for book in ("on", "off") if options.book == "both" else (options.book,):
        began = time.process_time()
        scores = _scored(seed, attempts, recipe_book=book == "on", write=options.write)
        took = time.process_time() - began
        kind = "tuning" if options.tuning else "reported"
        sys.stdout.write(f"recipe book {book}, {kind} seeds, {took:.0f} s of the processor\n")
        sys.stdout.write("\n".join(scores.lines()) + "\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
