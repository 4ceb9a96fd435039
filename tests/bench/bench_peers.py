"""What remembering and recalling cost beside sqlite-vec, LanceDB and Chroma, on the same records.

    pip install -r requirements/peers.txt
    python tests/bench/bench_peers.py            # 20,000 records
    python tests/bench/bench_peers.py 100000

A record is an id, a line, its vector and a document of an experience. Each peer gets them 256 at
a time, as durably as it writes by default, and is asked for the ten nearest vectors with their
documents. Ours answers the same questions by all five indices, and writes what experiences are
made of, indices and summaries included. Recall@10 is against all inner products. A peer that
isn't installed is passed over.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
import orjson
from bench_recall import fill, questions
from bench_store import BATCH, compared, lived
from made_up_lives import ARM, SCOPE

from memory import Recaller, Store
from memory.asking import question_text
from memory.embedding import Vectors
from memory.loading import load_index

NEAREST = 10
QUESTIONS = 100

Record = tuple[int, str, bytes]
"""(number, line, document)."""


class Peer(Protocol):
    """A store of vectors with what belongs to them."""

    def write(self, records: Sequence[Record], vectors: Vectors) -> None:
        """Takes in some records."""
        ...

    def nearest(self, vector: Any) -> list[tuple[int, Any]]:
        """Returns (number, decoded document) of the nearest records."""
        ...


class SqliteVec:
    """sqlite-vec: an exact search in SQLite."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        """Makes an empty store."""
        # Not every Python's own sqlite3 can load extensions.
        self._db = import_module("apsw").Connection(str(folder / "vec.db"))
        self._db.enable_load_extension(True)
        self._db.load_extension(import_module("sqlite_vec").loadable_path())
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        made = f"vector float[{dimensions}] distance_metric=cosine, +line text, +document blob"
        self._db.execute(f"CREATE VIRTUAL TABLE records USING vec0({made})")

    def write(self, records: Sequence[Record], vectors: Vectors) -> None:
        """Takes in some records."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "INSERT INTO records(rowid, line, document, vector) VALUES (?, ?, ?, ?)",
            [(*r, v.tobytes()) for r, v in zip(records, vectors, strict=True)],
        )
        self._db.execute("COMMIT")

    def nearest(self, vector: Any) -> list[tuple[int, Any]]:
        """Returns (number, decoded document) of the nearest records."""
        found = self._db.execute(
            "SELECT rowid, document FROM records WHERE vector MATCH ? AND k = ?",
            (vector.tobytes(), NEAREST),
        )
        return [(number, orjson.loads(document)) for number, document in found]


class Lance:
    """LanceDB: a columnar store; without an index it searches all, as it advises up to 100,000."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        """Makes an empty store."""
        pyarrow = import_module("pyarrow")
        vectors = pyarrow.list_(pyarrow.float32(), dimensions)
        kinds = {"number": pyarrow.int64(), "line": pyarrow.string()}
        kinds |= {"document": pyarrow.binary(), "vector": vectors}
        database = import_module("lancedb").connect(str(folder / "lance"))
        self._table = database.create_table("records", schema=pyarrow.schema([*kinds.items()]))

    def write(self, records: Sequence[Record], vectors: Vectors) -> None:
        """Takes in some records."""
        names = ("number", "line", "document")
        self._table.add(
            [
                {**dict(zip(names, r, strict=True)), "vector": v}
                for r, v in zip(records, vectors, strict=True)
            ]
        )

    def nearest(self, vector: Any) -> list[tuple[int, Any]]:
        """Returns (number, decoded document) of the nearest records."""
        found = self._table.search(vector).distance_type("cosine").limit(NEAREST).to_list()
        return [(row["number"], orjson.loads(row["document"])) for row in found]


class Chroma:
    """Chroma: a graph of neighbours (HNSW), with documents beside it."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        """Makes an empty store."""
        chromadb = import_module("chromadb")
        quiet = import_module("chromadb.config").Settings(anonymized_telemetry=False)
        client = chromadb.PersistentClient(str(folder / "chroma"), settings=quiet)
        self._records = client.create_collection(
            "records", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )

    def write(self, records: Sequence[Record], vectors: Vectors) -> None:
        """Takes in some records."""
        self._records.add(
            ids=[str(number) for number, _, _ in records],
            embeddings=vectors,
            documents=[document.decode() for _, _, document in records],
            metadatas=[{"line": line} for _, line, _ in records],
        )

    def nearest(self, vector: Any) -> list[tuple[int, Any]]:
        """Returns (number, decoded document) of the nearest records."""
        found = self._records.query(query_embeddings=vector[np.newaxis], n_results=NEAREST)
        pairs = zip(found["ids"][0], found["documents"][0], strict=True)
        return [(int(number), orjson.loads(document)) for number, document in pairs]


PEERS: dict[str, Callable[[Path, int], Peer]] = {
    "sqlite-vec": SqliteVec,
    "LanceDB": Lance,
    "Chroma": Chroma,
}


def main() -> int:
    """Prints a line for ours and for each peer that is installed."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    faiss.omp_set_num_threads(1)
    sys.stdout.write(f"{size} records; microseconds a record written, milliseconds an answer\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder / "ours.db", size)
        (folder / "writing").mkdir()
        written = compared(folder / "writing", lived(folder), BATCH)["ours"]
        with Store.open(str(folder / "ours.db")) as store:
            recaller = Recaller(store, SCOPE, ARM, 10**6)
            asked = [(q, store.embedder.embed([question_text(q)])[0]) for q in questions(QUESTIONS)]
            index = load_index(store, SCOPE, ARM, 10**6)
            vectors = store.vectors(index.seqs.tolist())

            def recalled(number: int) -> object:
                hits = recaller.recall_hits(asked[number][0], NEAREST, 100_000)
                return store.documents([hit.experience for hit in hits])

            recalled(0)
            sys.stdout.write(f"{'ours':12}{written:8.0f} us{_median_ms(recalled):9.2f} ms\n")
            for peer, make in PEERS.items():
                inner = folder / peer
                inner.mkdir()
                try:
                    theirs = make(inner, vectors.shape[1])
                except ImportError:
                    sys.stdout.write(f"{peer:12}is not installed\n")
                    continue
                _measure(peer, theirs, store, vectors, [vector for _, vector in asked])
    return 0


def _measure(name: str, peer: Peer, store: Store, vectors: Vectors, asked: list[Any]) -> None:
    taken = []
    for start, records in _batches(store, len(vectors)):
        some = vectors[start : start + len(records)]
        began = time.perf_counter()
        peer.write(records, some)
        taken.append((time.perf_counter() - began) / len(records))
    answered = _median_ms(lambda number: peer.nearest(asked[number]))
    sys.stdout.write(
        f"{name:12}{statistics.median(taken) * 1e6:8.0f} us{answered:9.2f} ms"
        f"   recall@{NEAREST} {_found(peer, vectors, asked):.3f}\n"
    )


def _batches(store: Store, size: int) -> Iterator[tuple[int, list[Record]]]:
    """Yields where each batch starts, and its records, in the order of the index."""
    seqs = load_index(store, SCOPE, ARM, 10**6).seqs
    for start in range(0, size, BATCH):
        lines = store.lines(seqs[start : start + BATCH].tolist())
        documents = store.documents([id_ for id_, _ in lines])
        yield (
            start,
            [
                (start + n, line, orjson.dumps(document))
                for n, ((_, line), document) in enumerate(zip(lines, documents, strict=True))
            ],
        )


def _found(peer: Peer, vectors: Vectors, asked: list[Any]) -> float:
    """Returns which share of the ten nearest vectors is among the ten that are found."""
    shares = []
    for vector in asked:
        likeness = vectors @ vector
        least = np.partition(likeness, -NEAREST)[-NEAREST]
        found = likeness[[number for number, _ in peer.nearest(vector)]]
        # Vectors that are equally near are equally right.
        shares.append(np.count_nonzero(found >= least - 1e-6) / NEAREST)
    return statistics.mean(shares)


def _median_ms(call: Callable[[int], object]) -> float:
    taken = []
    for number in range(QUESTIONS):
        began = time.perf_counter()
        call(number)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1e3


if __name__ == "__main__":
    sys.exit(main())
