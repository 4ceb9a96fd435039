"""What distilling costs: all rounds from scratch, and one round beside how much was known before.

    python tests/bench/bench_distil.py              # 10,000 experiences
    python tests/bench/bench_distil.py 100000

A round of real episodes is lived through first. Its experiences come again in every further
round, under other seeds, so that knowledge grows as it does on a suite. Reading an experience
from its document is part of it, as it is when a store is distilled. Times are of the processor.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator

from bench_overhead import TASKS, config, jobs
from made_up_lives import ARM, SCOPE

from agent.rounds import run_round
from envs import EpisodeKey, Vocabulary, load_suite, make
from memory import Experience, LogEntry, Store, experience_id
from memory.distil import distil, uncollected
from memory.documents import decoded, packed
from memory.knowledge import knowledge_at, retired_at

SEEDS = tuple(range(400, 416))


def lived() -> tuple[list[tuple[bytes, bytes]], Vocabulary]:
    """Returns the documents of a round of real episodes, and the words of their world."""
    tasks = load_suite("mcu70").chosen(ids=TASKS)
    made = config(tasks, SCOPE)
    with tempfile.TemporaryDirectory() as name, Store.open(f"{name}/steve.db") as store:
        run = store.begin_run(made.canonical()).id
        run_round(jobs(run, made, SEEDS, 0, "train"), made, store)
        documents = [packed(e) for e in store.experiences(scope=SCOPE, arm=ARM)]
    return documents, make("craftworld").vocabulary


def again(documents: list[tuple[bytes, bytes]], round_: int) -> Iterator[Experience]:
    """Yields the same experiences, as if lived in another round under other seeds."""
    for body, check in documents:
        experience = decoded(body, check, "Experience")
        fields = experience.episode.model_dump()
        key = EpisodeKey(**{**fields, "round": round_, "seed": fields["seed"] + 1_000 * round_})
        id_ = experience_id(key, 0, experience.index)
        yield experience.model_copy(update={"episode": key, "id": id_})


def main() -> int:
    """Prints the figures for each size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000])
    asked = parser.parse_args()
    documents, words = lived()
    for size in asked.sizes:
        log: list[LogEntry] = []
        rounds: list[tuple[float, float]] = []
        total = 0
        while total < size:
            number = len(rounds)
            began = time.process_time()
            with uncollected():
                experiences = list(again(documents, number))
                read = time.process_time()
                known = knowledge_at(log, SCOPE, number)
                log += distil(experiences, known, words, number, retired_at(log, SCOPE, number))
            rounds.append((read - began, time.process_time() - read))
            total += len(experiences)
        reading, distilling = (sum(times) for times in zip(*rounds, strict=True))
        early, late = rounds[1][1], rounds[-1][1]
        sys.stdout.write(
            f"{total} experiences in {len(rounds)} rounds of {len(documents)}\n"
            f"{'reading them':36}{reading:9.1f} s\n"
            f"{'distilling them':36}{distilling:9.1f} s\n"
            f"{'the second round':36}{1e3 * early:9.1f} ms\n"
            f"{'the last round':36}{1e3 * late:9.1f} ms, {late / early:.2f} of it\n"
            f"{'entries known in the end':36}{len({c.entry.id for c in log}):9}\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
