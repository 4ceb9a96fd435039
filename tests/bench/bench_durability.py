"""What a store outlives: kills, other writers, a full disk, flipped bits and lost pages.

    python tests/bench/bench_durability.py [--kills 200] [--each 10000] [--flips 1000]

Everything is counted in one run, on the disk that the folder for temporary files is on. A kill is
a SIGKILL at a random moment while a process writes one experience after the other; what that
process was told to be durable must be there afterwards. A full disk is RLIMIT_FSIZE.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import resource
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from envs import StoreError
from memory import Store
from memory.check import check_store
from memory.moving import import_file, salvage_store

_HERE = Path(__file__)
_SCOPE, _ARM = "vanilla", "full"


def made_up_world() -> Any:
    """Returns the made-up world of the tests."""
    spec = importlib.util.spec_from_file_location(
        "made_up_world", _HERE.parents[1] / "memory" / "conftest.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.World()


WORLD = made_up_world()


def in_child(work: Callable[[], None]) -> int:
    """Runs `work` in a process of its own and returns its id."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            # Whatever it was, this process isn't the bench.
            traceback.print_exc()
            os._exit(1)
    return child


def writes(path: Path, seed: int, count: int, told: int | None = None) -> None:
    """Writes `count` experiences of one episode, and tells of each by a byte when it is durable."""
    with Store.open(str(path)) as store:
        key = WORLD.begun(store, seed=seed)
        for index in range(count):
            store.add(WORLD.experience(key, index=index))
            if told is not None:
                os.write(told, b".")
        store.end_episode(key, 0, {"outcome": "failed"})


def kills(folder: Path, count: int) -> str:
    """Kills writers of one store at random moments."""
    path, moments = folder / "kills.db", random.Random(0)
    acknowledged: list[int] = []
    for seed in range(count):
        reading, writing = os.pipe()
        child = in_child(lambda s=seed, w=writing: writes(path, s, 1_000_000, w))  # type: ignore[misc]
        os.close(writing)
        told = os.read(reading, 1)
        time.sleep(moments.random() * 0.1)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := os.read(reading, 1 << 16):
            told += more
        os.close(reading)
        acknowledged.append(len(told))
    lost = doubled = 0
    with Store.open(str(path)) as store:
        found: dict[int, set[int]] = {}
        for lived in store.experiences(scope=_SCOPE, arm=_ARM, finished_only=False):
            doubled += lived.index in found.setdefault(lived.episode.seed, set())
            found[lived.episode.seed].add(lived.index)
        for seed, told_of in enumerate(acknowledged):
            lost += len(set(range(told_of)) - found.get(seed, set()))
        problems = len(check_store(store))
    return (
        f"{count} kills: {sum(acknowledged)} acknowledged, {lost} lost, {doubled} doubled, "
        f"{problems} problems"
    )


def two_writers(folder: Path, each: int) -> str:
    """Lets two processes write into one store at the same time."""
    path = folder / "two.db"
    began = time.perf_counter()
    children = [in_child(lambda s=seed: writes(path, s, each)) for seed in (0, 1)]  # type: ignore[misc]
    codes = [os.waitpid(child, 0)[1] for child in children]
    taken = time.perf_counter() - began
    with Store.open(str(path)) as store:
        rows = store.experience_rows(scope=_SCOPE, arm=_ARM)
        found = {(row.seed, row.row.position) for row in rows}
        lost = len({(seed, index) for seed in (0, 1) for index in range(each)} - found)
        (line,) = store.summaries(_SCOPE, _ARM).values()
        problems = len(check_store(store))
    assert codes == [0, 0]
    return (
        f"two writers of {each}: {lost} lost, {len(rows) - len(found)} doubled, "
        f"{line.attempts} summed up, {problems} problems, {taken:.0f} s"
    )


def full_disk(folder: Path, count: int) -> str:
    """Writes until the disk is full, each time with other room."""
    outcomes, said = [], ""
    for size in range(300_000, 300_000 + count * 100_000, 100_000):
        path = folder / f"full-{size}.db"
        reading, writing = os.pipe()
        os.waitpid(in_child(lambda p=path, s=size, w=writing: _until_full(p, s, w)), 0)  # type: ignore[misc]
        os.close(writing)
        told = b""
        while more := os.read(reading, 1 << 16):
            told += more
        os.close(reading)
        dots, _, said = told.decode().partition("!")
        with Store.open(str(path)) as store:
            rows = store.experience_rows(scope=_SCOPE, arm=_ARM, finished_only=False)
            outcomes.append(len(rows) >= len(dots) and check_store(store) == [] and bool(said))
    return f"full disk: {sum(outcomes)} of {len(outcomes)} sound and told, such as: {said}"


def _until_full(path: Path, size: int, told: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        writes(path, 0, 1_000_000, told)
    except StoreError as error:
        os.write(told, f"!{error}".encode())


def document_flips(folder: Path, count: int) -> str:
    """Flips one bit of a document at a time."""
    path, bits = _lived(folder / "documents.db"), random.Random(1)
    found = 0
    with closing(sqlite3.connect(path)) as connection, Store.open(str(path)) as store:
        bodies = connection.execute("SELECT experience, body FROM documents").fetchall()
        write = "UPDATE documents SET body = ? WHERE experience = ?"
        for _ in range(count):
            seq, body = bits.choice(bodies)
            bit = bits.randrange(8 * len(body))
            flipped = bytearray(body)
            flipped[bit // 8] ^= 1 << bit % 8
            connection.execute(write, (bytes(flipped), seq))
            connection.commit()
            found += any(problem.part == "document" for problem in check_store(store))
            connection.execute(write, (body, seq))
            connection.commit()
    return f"{count} flipped bits of documents: {found} found"


def file_flips(folder: Path, count: int) -> str:
    """Flips one bit anywhere in the file at a time."""
    path, copy, bits = _lived(folder / "file.db"), folder / "flipped.db", random.Random(2)
    sound, before = path.read_bytes(), _dump(path)
    by_sqlite = found = harmless = missed = 0
    for _ in range(count):
        flipped = bytearray(sound)
        bit = bits.randrange(8 * len(flipped))
        flipped[bit // 8] ^= 1 << bit % 8
        copy.write_bytes(bytes(flipped))
        by_sqlite += _sqlite_complains(copy)
        copy.write_bytes(bytes(flipped))
        if _complains(copy):
            found += 1
        elif _dump(copy) == before:
            harmless += 1
        else:
            missed += 1
    return (
        f"{count} flipped bits anywhere in the file: {found} found (SQLite's own check finds "
        f"{by_sqlite}), {harmless} where nothing is stored, {missed} missed"
    )


def lost_pages(folder: Path, count: int) -> str:
    """Overwrites one page at a time, and saves what can be saved."""
    path, copy, pages = _lived(folder / "pages.db"), folder / "lost.db", random.Random(3)
    sound = path.read_bytes()
    with Store.open(str(path)) as store:
        whole = store.stats().counts["experiences"]
    told, saved, kept = 0, 0, []
    for number in range(count):
        page = pages.randrange(1, len(sound) // 4096)
        copy.write_bytes(sound[: page * 4096] + b"\xa5" * 4096 + sound[(page + 1) * 4096 :])
        export, new = folder / f"saved-{number}.jsonl", folder / f"new-{number}.db"
        told += _complains(copy)
        try:
            salvage_store(str(copy), export)
            with Store.open(str(new)) as store:
                import_file(store, export)
                saved += check_store(store) == []
                kept.append(store.stats().counts["experiences"] / whole)
        except StoreError as error:
            sys.stderr.write(f"page {page + 1}: {error}\n")
        finally:
            _removed(copy)
    return (
        f"{count} lost pages: {told} told, {saved} salvaged into a sound store, "
        f"with {sum(kept) / max(len(kept), 1):.1%} of the experiences"
    )


def _lived(path: Path) -> Path:
    with Store.open(str(path)) as store:
        for seed in range(5):
            WORLD.lived(store, [{"ticks": n} for n in range(8)], seed=seed)
        store.append_log(0, _SCOPE, _ARM, [])
        store.compact()
    return path


def _complains(path: Path) -> bool:
    try:
        with Store.open(str(path), create=False) as store:
            return bool(check_store(store))
    except StoreError:
        return True
    finally:
        _removed(path, wal_only=True)


def _sqlite_complains(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]
    except sqlite3.DatabaseError:
        return True
    finally:
        _removed(path, wal_only=True)


def _dump(path: Path) -> list[str]:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return list(connection.iterdump())
    except (sqlite3.DatabaseError, UnicodeDecodeError, TypeError):
        return []


def _removed(path: Path, *, wal_only: bool = False) -> None:
    for name in (f"{path}-wal", f"{path}-shm", *([] if wal_only else [str(path)])):
        Path(name).unlink(missing_ok=True)


def main() -> int:
    """Prints a line for each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--each", type=int, default=10_000)
    parser.add_argument("--flips", type=int, default=1_000)
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--disks", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for measured, count in (
            (kills, asked.kills),
            (document_flips, asked.flips),
            (file_flips, asked.flips),
            (lost_pages, asked.pages),
            (full_disk, asked.disks),
            (two_writers, asked.each),
        ):
            sys.stdout.write(f"{measured(folder, count)}\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
