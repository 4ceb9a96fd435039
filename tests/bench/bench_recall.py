"""What recall costs, beside a bare flat FAISS search over the same vectors, in one run.

    python tests/bench/bench_recall.py                          # 20,000 experiences
    python tests/bench/bench_recall.py 100000 1000000           # minutes, and an hour
    python tests/bench/bench_recall.py --folder stores 100000   # keeps the stores it makes

A recall is a question (its embedding aside) that ends with ten decoded documents. Recall@10 is
how many of the ten nearest texts are found, against all inner products; `as if all were scored`
is how many of the ten hits are those that scoring every experience by every index gives. Times
are of the processor, medians.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from bench_store import lived
from made_up_lives import ARM, SCOPE, Life, Lives
from sqlalchemy import create_engine

from diagnosis import Cause
from envs import EpisodeKey
from memory import Embedder, Filter, Query, Recaller, Store, candidates, schema
from memory.asking import question_text
from memory.documents import packed
from memory.embedding import Vectors
from memory.index import RecallIndex
from memory.loading import load_index
from memory.seals import sealed
from memory.store import VECTOR_TYPE
from memory.store._summaries import columns_of

QUESTIONS = 200
ALL_SCORED = 20  # questions whose answer is compared with that of scoring everything


def main() -> int:
    """Prints the figures for each size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int, default=[20_000])
    parser.add_argument("--folder", type=Path, help="where stores are kept and looked for")
    asked = parser.parse_args()
    faiss.omp_set_num_threads(1)
    for size in asked.sizes:
        with tempfile.TemporaryDirectory() as name:
            path = (asked.folder or Path(name)) / f"recall-{size}.db"
            if not path.exists():
                fill(path, size)
            measure(path, size)
    return 0


def fill(path: Path, size: int) -> None:
    """Makes a store of made-up lives, as rows: what writing costs is measured elsewhere."""
    with tempfile.TemporaryDirectory() as name:
        bodies = [packed(experience) for experience in lived(Path(name))]
    with Store.open(str(path)) as store:
        run = store.begin_run({"bench": "recall"}).id
        embedder = store.embedder
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        seq = 0
        for episode, life in enumerate(Lives().lives(size, max(4, size // 5_000)), start=1):
            own = sealed(schema.episodes, _episode(life, run, episode))
            connection.execute(schema.episodes.insert(), own)
            seqs = range(seq + 1, seq + 1 + len(life.rows))
            seq = seqs[-1]
            vectors = embedder.embed([row.text for row in life.rows]).astype(VECTOR_TYPE)
            numbered = list(zip(seqs, life.rows, vectors, strict=True))
            connection.execute(
                schema.experiences.insert(),
                [{"seq": n, "episode": episode, **columns_of(row)} for n, row, _ in numbered],
            )
            connection.execute(
                schema.vectors.insert(),
                [
                    sealed(schema.vectors, {"experience": n, "body": vector.tobytes()})
                    for n, _, vector in numbered
                ],
            )
            held = ((n, *bodies[n % len(bodies)]) for n in seqs)
            connection.execute(
                schema.documents.insert(),
                [{"experience": n, "body": body, "checksum": check} for n, body, check in held],
            )
    engine.dispose()


def _episode(life: Life, run: str, number: int) -> dict[str, Any]:
    key = {"run": run, "round": life.round, "phase": "train", "arm": ARM, "task": life.task}
    ended = {"attempt_try": 0, "status": "finished", "outcome": "succeeded", "started_at": 0.0}
    return {"id": number, "seed": life.seed, "attempts": len(life.rows), **key, **ended}


def measure(path: Path, size: int) -> None:
    """Prints the figures of one store."""
    began = time.process_time()
    store = Store.open(str(path))
    opened = time.process_time() - began
    rounds = store.next_round(SCOPE, ARM) or 10**6
    recaller = Recaller(store, SCOPE, ARM, rounds)
    queries = questions(QUESTIONS)
    store.embedder = embedder = _Once(store.embedder)
    vectors = [embedder.embed([question_text(query)])[0] for query in queries]
    recaller.recall_hits(queries[0], 10, 100_000)
    ready = time.process_time() - began
    ours = _median_ms(lambda n: _recalled(store, recaller, queries[n]), QUESTIONS)
    filtered = _median_ms(
        lambda n: _recalled(store, recaller, queries[n].model_copy(update={"only": FAILED})),
        QUESTIONS,
    )
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    index = load_index(store, SCOPE, ARM, rounds)
    flat = faiss.IndexFlatIP(embedder.dimensions)
    for start in range(0, size, 50_000):
        some = np.arange(start, min(start + 50_000, size))
        flat.add(store.vectors(index.seqs[some].tolist()))
    bare = _median_ms(lambda n: flat.search(vectors[n][np.newaxis], 10), 40)
    sys.stdout.write(
        f"{size} experiences\n"
        f"{'bare flat FAISS search, 10 nearest':44}{bare:9.2f} ms\n"
        f"{'recall of ten decoded documents':44}{ours:9.2f} ms\n"
        f"{'beside the bare one':44}{ours / bare:9.2f}\n"
        f"{'the same among failures alone (a filter)':44}{filtered:9.2f} ms\n"
        f"{'recall@10 of meaning':44}{_found(index, flat, vectors):9.3f}\n"
        f"{'as if all were scored':44}{_agreeing(recaller, queries):9.3f}\n"
        f"{'opening the store':44}{opened * 1e3:9.0f} ms\n"
        f"{'until the first answer':44}{ready:9.2f} s\n"
        f"{'memory of the process':44}{memory_mb:9.0f} MB\n"
    )
    store.close()


FAILED = Filter(outcome="failed")


def _recalled(store: Store, recaller: Recaller, query: Query) -> list[dict[str, Any]]:
    hits = recaller.recall_hits(query, 10, 100_000)
    return store.documents([hit.experience for hit in hits])


def questions(count: int) -> list[Query]:
    """Returns questions that planners of made-up lives ask."""
    lives = Lives(seed=1)
    made = []
    for number in range(count):
        task, (state, subgoal) = lives.task(), lives.moment()
        key = EpisodeKey(
            run="bench-0", round=10**6, phase="train", arm=ARM, task=task.id, seed=number % 7
        )
        failed = subgoal if number % 4 else None
        cause = Cause.missing_material if failed and number % 3 else None
        made.append(Query(episode=key, task=task, state=state, failed=failed, cause=cause))
    return made


def _found(index: RecallIndex, flat: Any, vectors: list[Any]) -> float:
    """Returns which share of the ten nearest texts is among the ten that are found."""
    shares = []
    for vector in vectors:
        exact, _ = flat.search(vector[np.newaxis], 10)
        rows = index.vectors.nearest(vector, 10, len(index.seqs))
        likeness = index.vectors.similarity(vector, rows)
        # Texts that are equally near are equally right.
        shares.append(float(np.mean(np.sort(likeness) >= exact[0].min() - 1e-6)))
    return statistics.mean(shares)


def _agreeing(recaller: Recaller, queries: list[Query]) -> float:
    """Returns which share of the hits scoring every row gives too."""
    asked = queries[:ALL_SCORED]
    ours = [{hit.experience for hit in recaller.recall_hits(q, 10, 100_000)} for q in asked]
    usual, candidates.FEW_ROWS = candidates.FEW_ROWS, 10**9
    every = [{hit.experience for hit in recaller.recall_hits(q, 10, 100_000)} for q in asked]
    candidates.FEW_ROWS = usual
    shares = (len(a & b) / len(b) for a, b in zip(ours, every, strict=True))
    return statistics.mean(shares)


def _median_ms(call: Callable[[int], object], times: int) -> float:
    taken = []
    for number in range(times):
        began = time.process_time()
        call(number)
        taken.append(time.process_time() - began)
    return statistics.median(taken) * 1e3


class _Once:
    """Embeds each text once: what embedding costs is not what is measured."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self.name, self.dimensions = inner.name, inner.dimensions
        self._known: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns a row for each text."""
        for text in texts:
            if text not in self._known:
                self._known[text] = self._inner.embed([text])
        return np.concatenate([self._known[text] for text in texts])


if __name__ == "__main__":
    sys.exit(main())
