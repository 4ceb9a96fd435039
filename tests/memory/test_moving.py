import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson
import pytest

from diagnosis import Cause
from envs import InputError, StoreError
from memory import Store
from memory.check import check_store
from memory.lines import MAX_LINE_BYTES, End
from memory.moving import export_store, import_file, merge_store, salvage_store

STORED = ("runs", "episodes", "experiences", "documents", "vectors", "summaries", "rounds", "log")
COUNTS = {"run": 1, "episode": 6, "experience": 7, "round": 2, "recall": 1}


def told(path: str) -> dict[str, list[Any]]:
    """Returns all that a store says, but for its own numbers of rows."""
    with Store.open(path, create=False) as store:
        records = [record.model_dump_json() for record in store.records()]
        lines = map(str, store.stored_summaries().items())
        assert check_store(store) == []
        return {"records": sorted(records), "lines": sorted(lines)}


def exported(path: str, file: Path) -> Path:
    with Store.open(path, create=False) as store:
        assert export_store(store, file) == COUNTS
    return file


@pytest.fixture
def file(lived: str, tmp_path: Path) -> Path:
    return exported(lived, tmp_path / "all.jsonl")


def test_an_import_gives_back_what_was_exported(lived: str, file: Path, tmp_path: Path) -> None:
    other = str(tmp_path / "other.db")
    with Store.open(other) as store:
        taken = import_file(store, file)

    assert (taken.added, taken.known["experience"]) == (COUNTS, 0)
    assert told(other) == told(lived)
    assert exported(other, tmp_path / "again.jsonl").read_bytes() == file.read_bytes()


def test_what_is_imported_twice_is_there_once(lived: str, file: Path) -> None:
    before = told(lived)
    with Store.open(lived) as store:
        taken = import_file(store, file)

    assert sum(taken.added.values()) == 0
    assert taken.known == COUNTS
    assert told(lived) == before


def test_merging_twice_is_merging_once(lived: str, world: Any, tmp_path: Path) -> None:
    other = str(tmp_path / "other.db")
    with Store.open(other) as store:
        world.lived(store, [{}, {"cause": Cause.killed}], round=0, seed=9)
    said = []
    for _ in range(2):
        with Store.open(lived) as store, Store.open(other) as second:
            merge_store(store, second)
        said.append(told(lived))

    assert said[0] == said[1]
    with Store.open(lived) as store:
        assert len(list(store.experiences(scope="vanilla", arm="full"))) == 6
        lines = store.summaries("vanilla", "full").values()
        assert sum(line.attempts for line in lines) == 6


def test_two_stores_merge_to_the_same_in_either_order(
    lived: str, world: Any, tmp_path: Path
) -> None:
    other, first, second = (str(tmp_path / f"{name}.db") for name in ("other", "a", "b"))
    with Store.open(other) as store:
        world.lived(store, [{}], round=0, seed=9)
    for target, order in ((first, (lived, other)), (second, (other, lived))):
        for source in order:
            with Store.open(target) as store, Store.open(source) as from_there:
                merge_store(store, from_there)

    assert told(first) == told(second)


def test_a_later_copy_of_a_store_brings_what_happened_since(
    lived: str, world: Any, tmp_path: Path
) -> None:
    earlier = str(tmp_path / "earlier.db")
    shutil.copy(lived, earlier)
    with Store.open(lived) as store:
        (running,) = (e for e in store.episodes() if e.status == "running")
        store.add(world.experience(running.key, attempt_try=1))
        store.end_episode(running.key, 1, {"outcome": "failed"})
    for _ in range(2):
        with Store.open(earlier) as store, Store.open(lived) as later:
            merge_store(store, later)
    with Store.open(lived) as store, Store.open(earlier) as older:
        merge_store(store, older)

    assert told(earlier) == told(lived)


def test_what_differs_under_one_id_is_named_and_nothing_is_taken_in(
    world: Any, tmp_path: Path
) -> None:
    paths = [str(tmp_path / f"{name}.db") for name in ("a", "b")]
    for ticks, path in enumerate(paths):
        with Store.open(path) as store:
            world.lived(store, [{"ticks": ticks}, {}], round=0)
            world.lived(store, [{}], round=1, seed=ticks)
    before = told(paths[0])

    named = r"another experience \S+/0/train/full/\S+/0/0/0000\."
    with (
        Store.open(paths[0]) as store,
        Store.open(paths[1]) as other,
        pytest.raises(StoreError, match=named),
    ):
        merge_store(store, other)
    assert told(paths[0]) == before


def spoilt(file: Path, change: Callable[[list[bytes]], list[bytes]]) -> Path:
    lines = file.read_bytes().splitlines(keepends=True)
    spoilt = file.with_name("spoilt.jsonl")
    spoilt.write_bytes(b"".join(change(lines)))
    return spoilt


def without_end(lines: list[bytes]) -> list[bytes]:
    """Returns lines whose end is that of what is there, so that only their content is judged."""
    kept = lines[:-1]
    digest = blake2b(b"".join(kept), digest_size=16).hexdigest()
    return [*kept, End(lines=len(kept), checksum=digest).model_dump_json().encode() + b"\n"]


def of_kind(lines: list[bytes], kind: str) -> int:
    return next(n for n, line in enumerate(lines) if orjson.loads(line)["kind"] == kind)


def changed(kind: str, **fields: Any) -> Callable[[list[bytes]], list[bytes]]:
    def change(lines: list[bytes]) -> list[bytes]:
        where = of_kind(lines, kind)
        line = {**orjson.loads(lines[where]), **fields}
        lines[where] = orjson.dumps(line) + b"\n"
        return without_end(lines)

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda lines: lines[1:], "is no export of this project, or a newer version's"),
        (lambda lines: [b'{"kind":"header","form":"steve-export/9"}\n', *lines[1:]], "newer"),
        (lambda lines: [], "is no export"),
        (lambda lines: lines[:5], "is cut off after line 5"),
        (lambda lines: [*lines[:-2], lines[-2][:40]], r"line \d+"),
        (lambda lines: [*lines[:3], *lines[4:]], "is damaged: its checksum doesn't fit|Expected"),
        (lambda lines: [*lines, b"more\n"], "expected nothing after the end"),
        (lambda lines: [lines[0], b"[]\n", *lines[1:]], "line 2"),
        (lambda lines: [lines[0], b"\xff\xfe\n", *lines[1:]], "line 2"),
        (lambda lines: [lines[0], b"[" * 100_000 + b"\n", *lines[1:]], "line 2"),
        (lambda lines: [lines[0], lines[0], *lines[1:]], "found a header"),
        (lambda lines: [lines[0], b'{"kind":"code","run":"1+1"}\n', *lines[1:]], "line 2"),
        (changed("run", id="0123456789ab-0"), "expected the id"),
        (changed("run", started_at="soon"), "run.started_at"),
        (changed("episode", status="won"), "episode.status"),
        (changed("episode", attempts=9), "Expected 9 experiences"),
        (changed("episode", surprise=1), "surprise"),
        (changed("round", scope="another"), "same round and scope"),
        (lambda lines: without_end([*lines[:1], *lines[2:]]), "Expected the run"),
    ],
)
def test_what_is_no_export_is_refused_whole(
    file: Path, tmp_path: Path, change: Any, says: str
) -> None:
    other = str(tmp_path / "other.db")
    with Store.open(other) as store:
        with pytest.raises(InputError, match=says):
            import_file(store, spoilt(file, change))

        assert list(store.records()) == []


def test_a_line_without_an_end_is_not_read_into_memory(tmp_path: Path) -> None:
    file = tmp_path / "endless.jsonl"
    with file.open("wb") as written:
        written.write(b'{"kind":"header"}\n')
        written.truncate(MAX_LINE_BYTES * 3)
    says = f"line 2: expected at most {MAX_LINE_BYTES} bytes"
    with (
        Store.open(str(tmp_path / "steve.db")) as store,
        pytest.raises(InputError, match=says),
    ):
        import_file(store, file)


def test_an_export_is_never_written_over_a_file(lived: str, file: Path) -> None:
    before = file.read_bytes()
    with Store.open(lived) as store, pytest.raises(InputError, match="found one at"):
        export_store(store, file)
    assert file.read_bytes() == before


def test_a_damaged_store_is_not_exported_in_silence(lived: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(lived)) as connection, connection:
        connection.execute("UPDATE documents SET body = zeroblob(9) WHERE experience = 3")
    with Store.open(lived) as store, pytest.raises(StoreError, match="Document 3 is damaged"):
        export_store(store, tmp_path / "all.jsonl")
    assert [p.name for p in tmp_path.glob("all*")] == []


def test_what_can_be_saved_is_saved_row_by_row(lived: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(lived)) as connection, connection:
        connection.execute("UPDATE documents SET body = zeroblob(9) WHERE experience = 3")
        connection.execute("UPDATE episodes SET seed = 77 WHERE id = 1")
        connection.execute("UPDATE runs SET config = '{' ")
        connection.execute("UPDATE log SET body = zeroblob(9) WHERE position = 1")
        connection.execute("DROP TABLE summaries")
    counts, lost = salvage_store(lived, tmp_path / "saved.jsonl")

    assert counts == {"run": 1, "episode": 6, "experience": 6, "round": 1, "recall": 1}
    assert sorted(lost) == [
        "Row 1 of episodes is damaged.",
        "Row 1 of rounds is damaged.",
        "Row 1 of runs is damaged.",
        "Row 3 of documents is damaged.",
    ]
    with Store.open(str(tmp_path / "new.db")) as store:
        taken = import_file(store, tmp_path / "saved.jsonl")
        assert taken.added["experience"] == 6
        assert check_store(store) == []
        assert sum(e.status == "abandoned" for e in store.episodes()) == 2


def test_pages_that_cannot_be_read_cost_what_is_on_them(
    world: Any, path: str, tmp_path: Path
) -> None:
    with Store.open(path) as store:
        for seed in range(8):
            world.lived(store, [{"ticks": n} for n in range(10)], seed=seed)
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT pageno FROM dbstat WHERE name = 'documents' AND pagetype = 'leaf'"
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        try:
            pages = [row[0] for row in connection.execute(query)]
        except sqlite3.OperationalError:
            pytest.skip("this SQLite can't say what is on which page")
    with Path(path).open("r+b") as damaged:
        damaged.seek((pages[len(pages) // 2] - 1) * size)
        damaged.write(b"\xa5" * size)

    with Store.open(path) as store:
        assert {p.part for p in check_store(store)} >= {"database"}
        with pytest.raises(StoreError, match="damaged"):
            export_store(store, tmp_path / "all.jsonl")
    counts, lost = salvage_store(path, tmp_path / "saved.jsonl")
    assert 40 < counts["experience"] < 80
    assert len(lost) == 80 - counts["experience"]
    with Store.open(str(tmp_path / "new.db")) as store:
        import_file(store, tmp_path / "saved.jsonl")
        assert check_store(store) == []


def test_a_store_that_cannot_be_opened_is_salvaged_too(lived: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(lived)) as connection, connection:
        connection.execute("DROP TABLE alembic_version")
        connection.execute("DELETE FROM meta")
        connection.execute("DROP TABLE recalls")
    with pytest.raises(StoreError):
        Store.open(lived)

    counts, lost = salvage_store(lived, tmp_path / "saved.jsonl")

    assert counts == {"run": 1, "episode": 6, "experience": 7, "round": 2}
    assert lost == ["The table recalls is lost."]


def test_another_programs_database_is_not_salvaged(path: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE bills (amount INTEGER)")

    with pytest.raises(StoreError, match="Nothing of a store can be read in"):
        salvage_store(path, tmp_path / "saved.jsonl")
    assert not list(tmp_path.glob("saved*"))
