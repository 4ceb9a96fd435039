import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from diagnosis import Cause
from envs import InputError, StoreError
from memory import Hit, Query, Recall, Store
from memory.check import check_store
from memory.moving import import_file
from memory.retention import Retention, prunable, prune

NOW = 2_000_000_000.0
DAY = 86_400.0


@pytest.fixture
def full(store: Store, world: Any, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Two distilled rounds, ten and five days old, and one of today that isn't distilled."""
    for round_, days in ((0, 10), (1, 5), (2, 0)):
        monkeypatch.setattr(time, "time", lambda days=days: NOW - days * DAY)
        world.lived(store, [{"ticks": n, "cause": Cause.stuck} for n in range(6)], round=round_)
        if round_ < 2:
            store.append_log(round_, "vanilla", "full", [])
    return store


def chosen(store: Store, **fields: Any) -> list[str]:
    return [s.id.split("/", 1)[1] for s in prunable(store, Retention(**fields), now=NOW)]


def test_nothing_goes_unasked(full: Store) -> None:
    assert chosen(full) == []


def test_what_is_old_goes_first(full: Store) -> None:
    ids = chosen(full, older_than_days=7)

    assert ids == [f"0/train/full/wooden-wooden_pickaxe/0/0/000{n}" for n in range(6)]
    assert len(chosen(full, older_than_days=2)) == 12


def test_what_is_not_distilled_yet_stays(full: Store, world: Any) -> None:
    assert len(chosen(full, older_than_days=0, keep_per_signature=0)) == 12
    key = world.begun(full, seed=9)
    full.add(world.experience(key))
    assert len(chosen(full, keep_per_signature=0)) == 12


def test_evaluation_and_what_broke_may_go(full: Store, world: Any) -> None:
    world.lived(full, [{}], phase="eval", round=7)
    world.lived(full, [{"cause": Cause.environment_fault}], outcome="broken", round=8)

    assert len(chosen(full, keep_per_signature=0)) == 14


def test_of_each_signature_the_newest_stay(full: Store, world: Any) -> None:
    # Six of this signature aren't distilled; they aren't counted as kept.
    assert [id_[0] for id_ in chosen(full, keep_per_signature=6)] == ["0"] * 6
    assert chosen(full, keep_per_signature=8) == [
        f"0/train/full/wooden-wooden_pickaxe/0/0/000{n}" for n in range(4)
    ]


def test_what_something_stands_on_is_worth_more(full: Store, world: Any) -> None:
    # Each round's summary has its three longest failures as examples.
    assert [id_[-1] for id_ in chosen(full, below_value=1)] == list("012012")
    first = next(full.experiences(scope="vanilla", arm="full"))
    hits = (Hit(experience=first.id, score=1.0),)
    query = Query(episode=first.episode, task=world.task(), state=world.state())
    full.add_recall(Recall(id="recall-1", view="0" * 16, hits=hits), query)

    assert [id_[-1] for id_ in chosen(full, below_value=1)] == list("12012")
    assert len(chosen(full, below_value=2)) == 12


def test_all_conditions_must_be_met(full: Store) -> None:
    assert len(chosen(full, older_than_days=7, below_value=1)) == 3
    assert chosen(full, older_than_days=11, keep_per_signature=0) == []


def test_what_goes_is_in_the_archive_first_and_says_where(full: Store, tmp_path: Path) -> None:
    going = prunable(full, Retention(older_than_days=7), now=NOW)
    archive = tmp_path / "old.jsonl"

    prune(full, going, archive)

    assert check_store(full) == []
    assert chosen(full, older_than_days=7) == []
    with pytest.raises(StoreError, match=r"was archived in old\.jsonl: import that"):
        full.experience(going[0].id)
    lines = full.summaries("vanilla", "full").values()
    assert sum(line.attempts for line in lines) == 12
    assert full.stored_summaries() == full.rebuilt_summaries()
    assert {e.attempts for e in full.episodes()} == {6}


def test_what_was_archived_can_be_brought_back(full: Store, path: str, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    full.compact()
    shutil.copy(path, copy)
    going = prunable(full, Retention(older_than_days=2), now=NOW)
    prune(full, going, tmp_path / "old.jsonl")

    import_file(full, tmp_path / "old.jsonl")

    assert check_store(full) == []
    with Store.open(copy) as before:
        assert list(full.records()) != []
        assert full.stored_summaries() == before.stored_summaries()
        assert set(map(str, full.records())) == set(map(str, before.records()))


def test_an_archive_alone_makes_a_sound_store(full: Store, tmp_path: Path) -> None:
    going = prunable(full, Retention(keep_per_signature=9), now=NOW)
    prune(full, going, tmp_path / "old.jsonl")
    with Store.open(str(tmp_path / "other.db")) as other:
        import_file(other, tmp_path / "old.jsonl")

        assert check_store(other) == []
        assert len(list(other.experiences(scope="vanilla", arm="full"))) == len(going) == 3
        missing = going[0].id[:-1] + "5"
        with pytest.raises(StoreError, match="archived in a file that isn't known"):
            other.experience(missing)


def test_nothing_goes_if_it_cannot_be_archived(full: Store, tmp_path: Path) -> None:
    going = prunable(full, Retention(older_than_days=7), now=NOW)
    (tmp_path / "old.jsonl").write_text("mine")

    with pytest.raises(InputError, match="found one at"):
        prune(full, going, tmp_path / "old.jsonl")
    with pytest.raises(InputError, match="can't be written"):
        prune(full, going, tmp_path / "nowhere" / "old.jsonl")
    assert prunable(full, Retention(older_than_days=7), now=NOW) == going


def test_what_was_freed_is_given_back_to_the_disk(full: Store, world: Any, tmp_path: Path) -> None:
    for seed in range(1, 40):
        world.lived(full, [{}] * 5, round=0, seed=seed)
    prune(full, prunable(full, Retention(keep_per_signature=1), now=NOW), tmp_path / "old.jsonl")

    before, after = full.compact()

    assert after < before
    assert check_store(full) == []
    stats = full.stats()
    assert (stats.counts["experiences"], stats.file_bytes) == (7, after)
    assert stats.counts["archived"] == 206


def test_stats_count_by_part_outcome_and_cause(full: Store, world: Any) -> None:
    world.lived(full, [{}], phase="eval", round=4)
    world.begun(full, seed=8)

    stats = full.stats()

    assert [part[2:] for part in stats.parts] == [
        ("eval", 4, 1, 1),
        *(("train", round_, 6, 0) for round_ in range(3)),
    ]
    assert stats.outcomes == (("running", 1), ("succeeded", 4))
    assert stats.causes == (("stuck", 18),)
    assert 0 < stats.document_bytes < stats.file_bytes
