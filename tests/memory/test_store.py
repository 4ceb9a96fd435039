import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from diagnosis import Cause
from envs import StoreError
from memory import LogEntry, Query, Recall, Skill, Store, SummaryKey
from memory.check import check_store
from memory.rows import index_row
from memory.store._meta import seal_meta


def change(round_: int, scope: str = "vanilla", entry: str = "skill-0") -> LogEntry:
    skill = {
        "kind": "skill",
        "id": entry,
        "scope": scope,
        "goal": {"kind": "has", "item": "stick"},
        "steps": [{"kind": "craft", "item": "stick"}],
        "verification": {"kind": "has", "item": "stick"},
    }
    return LogEntry(
        round=round_, change="created", entry=Skill.model_validate(skill), reason="It worked."
    )


# Runs


def test_an_unfinished_run_is_resumed_and_a_finished_one_is_shown(store: Store) -> None:
    first = store.begin_run({"seeds": [1, 2], "llm": "novice"})
    again = store.begin_run({"llm": "novice", "seeds": [1, 2]})
    store.finish_run(first.id)
    done = store.begin_run({"llm": "novice", "seeds": [1, 2]})

    assert (first.resumed, again.resumed, done.resumed) == (False, True, True)
    assert first.id == again.id == done.id
    assert (again.finished, done.finished) == (False, True)


def test_a_run_begun_again_is_the_next_of_its_configuration(store: Store) -> None:
    first, second = (store.begin_run({"seed": 1}, again=True) for _ in range(2))

    assert (first.id[-2:], second.id[-2:]) == ("-0", "-1")
    assert first.id[:12] == second.id[:12] != store.begin_run({"seed": 2}).id[:12]
    assert store.begin_run({"seed": 1}).id == second.id


def test_runs_are_listed_in_the_order_of_their_beginning(store: Store) -> None:
    begun = [store.begin_run({"seed": seed}).id for seed in range(3)]
    store.finish_run(begun[1])

    assert [run.id for run in store.runs()] == begun
    assert [run.finished for run in store.runs()] == [False, True, False]


def test_a_run_that_is_not_there_cannot_be_finished(store: Store) -> None:
    with pytest.raises(StoreError, match="no run 'nowhere'"):
        store.finish_run("nowhere")


# Episodes


def test_a_repeated_episode_is_another_try_and_the_cut_off_one_is_abandoned(
    store: Store, world: Any
) -> None:
    key = world.begun(store)
    store.add(world.experience(key))
    assert store.begin_episode(key) == 1
    store.add(world.experience(key, attempt_try=1, ticks=7))
    store.end_episode(key, 1, {"outcome": "failed"})

    assert [e.status for e in store.episodes()] == ["abandoned", "finished"]
    assert [e.attempts for e in store.episodes()] == [1, 1]
    (kept,) = store.experiences(scope=world.scope, arm=world.arm)
    assert kept.attempt_try == 1
    (line,) = store.summaries(world.scope, world.arm).values()
    assert (line.attempts, line.ticks) == (1, 7)
    assert len(list(store.experiences(scope="vanilla", arm="full", finished_only=False))) == 2


def test_nothing_is_added_to_a_try_that_is_not_running(store: Store, world: Any) -> None:
    key = world.begun(store)
    store.begin_episode(key)

    with pytest.raises(StoreError, match="found one that is abandoned"):
        store.add(world.experience(key, attempt_try=0))
    with pytest.raises(StoreError, match="found none"):
        store.add(world.experience(key, attempt_try=2))
    with pytest.raises(StoreError, match="found one that is abandoned"):
        store.end_episode(key, 0, {"outcome": "failed"})


def test_a_finished_episode_is_not_begun_again(store: Store, world: Any) -> None:
    key = world.lived(store, [{}])

    with pytest.raises(StoreError, match="finished already"):
        store.begin_episode(key)


def test_an_episode_needs_its_run(store: Store, world: Any) -> None:
    with pytest.raises(StoreError, match="has no run"):
        store.begin_episode(world.key())


def test_a_broken_episode_is_reported_and_never_learned_from(store: Store, world: Any) -> None:
    key = world.lived(store, [{"cause": Cause.environment_fault}], outcome="broken")

    assert store.episode_rows(key.run) == [{"outcome": "broken", "ticks": 40}]
    assert list(store.experiences(scope=world.scope, arm=world.arm)) == []
    assert store.summaries(world.scope, world.arm) == {}


def test_rows_come_in_the_order_of_round_phase_arm_task_and_seed(store: Store, world: Any) -> None:
    places = [(1, "train", 0), (0, "train", 2), (0, "train", 1), (0, "eval", 5)]
    for round_, phase, seed in places:
        key = world.begun(store, round=round_, phase=phase, seed=seed)
        store.end_episode(key, 0, {"outcome": "failed", "at": [round_, phase, seed]})

    rows = store.episode_rows(key.run)

    assert [tuple(row["at"]) for row in rows] == sorted(places)


# Experiences


def test_an_experience_is_read_back_as_it_was(store: Store, world: Any) -> None:
    key = world.begun(store)
    experience = world.experience(key, state=world.state({"oak_log": 3}), recorded_at=12.5)
    store.add(experience)

    assert store.experience(experience.id) == experience
    assert b'"oak_log"' in store.document(experience.id)


def test_an_experience_is_added_once_and_wholly(store: Store, world: Any) -> None:
    key = world.begun(store)
    store.add(world.experience(key))

    with pytest.raises(StoreError, match="in the store already"):
        store.add(world.experience(key))
    (line,) = store.summaries(world.scope, world.arm).values()
    assert line.attempts == 1


def test_many_are_added_wholly_or_not_at_all(store: Store, world: Any) -> None:
    keys = [world.begun(store, round=round_) for round_ in (0, 1)]
    lived = [world.experience(key, index=i, ticks=i) for key in keys for i in range(20)]
    store.add(lived[0])

    with pytest.raises(StoreError, match="one of 40 is in the store already"):
        store.add_many(lived)
    with pytest.raises(StoreError, match="to be running, found none"):
        store.add_many([*lived[1:], world.experience(world.key(run=keys[0].run, seed=9))])
    store.add_many(lived[1:])
    for key in keys:
        store.end_episode(key, 0, {"outcome": "failed"})

    assert list(store.experiences(scope="vanilla", arm="full")) == lived
    assert check_store(store) == []


def test_adding_none_changes_nothing(store: Store) -> None:
    store.add_many([])

    assert check_store(store) == []


def test_an_id_must_be_of_its_episode(store: Store, world: Any) -> None:
    experience = world.experience(world.begun(store)).model_copy(update={"id": "mine"})

    with pytest.raises(StoreError, match="found 'mine'"):
        store.add(experience)


def test_an_unknown_experience_is_an_error(store: Store) -> None:
    with pytest.raises(StoreError, match="no experience 'nowhere'"):
        store.experience("nowhere")


def test_experiences_come_in_the_order_of_learning(store: Store, world: Any) -> None:
    for round_, task, seed in [(1, "a", 0), (0, "b", 1), (0, "b", 0), (0, "a", 9)]:
        world.lived(store, [{}, {}], round=round_, task=task, seed=seed)

    found = list(store.experiences(scope=world.scope, arm=world.arm))

    order = [(e.episode.round, e.episode.task, e.episode.seed, e.index) for e in found]
    assert order == sorted(order)
    assert len(order) == 8
    rows = store.experience_rows(scope=world.scope, arm=world.arm)
    assert [stored.row for stored in rows] == [index_row(e) for e in found]


def test_experiences_are_told_apart_by_scope_arm_phase_round_and_run(
    store: Store, world: Any
) -> None:
    world.lived(store, [{}])
    world.lived(store, [{}], scope="modpack", seed=1)
    world.lived(store, [{}], arm="no_skills")
    world.lived(store, [{}], phase="eval")
    world.lived(store, [{}], round=3)
    world.begun(store, seed=7)

    def count(**fields: Any) -> int:
        return len(list(store.experiences(**{"scope": "vanilla", "arm": "full", **fields})))

    assert count() == 2
    assert count(rounds=range(3)) == 1
    assert count(phase="eval") == 1
    assert count(scope="modpack") == 1
    assert count(run="another") == 0


# Summaries


def test_evaluation_is_never_summarised(store: Store, world: Any) -> None:
    world.lived(store, [{}], phase="eval")

    assert store.summaries(world.scope, world.arm) == {}


def test_summaries_are_read_as_of_a_round(store: Store, world: Any) -> None:
    world.lived(store, [{}, {"cause": Cause.missing_material}], round=0)
    world.lived(store, [{}], round=1)

    def attempts(before: int | None) -> int:
        return sum(line.attempts for line in store.summaries("vanilla", "full", before).values())

    assert [attempts(0), attempts(1), attempts(2), attempts(None)] == [0, 2, 3, 3]


def test_summaries_are_chosen_by_kind_and_object(store: Store, world: Any) -> None:
    tried = ['craft(item="stick")', 'craft(item="bowl")', 'gather(item="oak_log")']
    world.lived(store, [{"subgoal": subgoal} for subgoal in tried])

    def about(**fields: Any) -> list[str]:
        return [key.object for key in store.summaries("vanilla", "full", **fields)]

    assert about() == ["bowl", "stick", "oak_log"]
    assert about(kind="craft") == ["bowl", "stick"]
    assert about(kind="craft", object="bowl") == ["bowl"]
    assert all(isinstance(key, SummaryKey) for key in store.summaries("vanilla", "full"))


# The log


def test_a_round_is_completed_once(store: Store) -> None:
    assert store.next_round("vanilla", "full") == 0
    assert store.append_log(0, "vanilla", "full", [change(0)]) is True
    assert store.append_log(0, "vanilla", "full", [change(0, entry="skill-1")]) is False

    assert [entry.entry.id for entry in store.log("vanilla", "full")] == ["skill-0"]
    assert store.round_done("vanilla", "full", 0)
    assert not store.round_done("vanilla", "full", 1)
    assert store.next_round("vanilla", "full") == 1
    assert store.next_round("vanilla", "no_skills") == 0


def test_a_round_that_taught_nothing_is_complete_too(store: Store) -> None:
    store.append_log(0, "vanilla", "full", [])

    assert store.round_done("vanilla", "full", 0)
    assert store.log("vanilla", "full") == []


def test_the_log_keeps_its_order_and_is_read_before_a_round(store: Store) -> None:
    names = ["skill-z", "skill-a", "skill-m"]
    store.append_log(0, "vanilla", "full", [change(0, entry=name) for name in names])
    store.append_log(1, "vanilla", "full", [change(1)])

    assert [e.entry.id for e in store.log("vanilla", "full", before_round=1)] == names
    assert store.log("vanilla", "full")[3] == change(1)
    assert store.log("vanilla", "full", before_round=0) == []


def test_what_others_append_meanwhile_is_read_too(tmp_path: Path) -> None:
    path = str(tmp_path / "shared.db")
    with Store.open(path) as mine, Store.open(path) as other:
        other.append_log(1, "vanilla", "full", [change(1)])
        assert mine.log("vanilla", "full") == [change(1)]
        other.append_log(2, "vanilla", "full", [change(2), change(2, entry="skill-b")])
        assert mine.log("vanilla", "full")[1:] == [change(2), change(2, entry="skill-b")]
        # A merge may bring a round from before what was read.
        other.append_log(0, "vanilla", "full", [change(0)])
        assert [e.round for e in mine.log("vanilla", "full")] == [0, 1, 2, 2]
        assert mine.log("vanilla", "full", before_round=1) == [change(0)]
        assert mine.log("modpack", "full") == []


def test_a_log_that_was_read_is_nobodys_to_change(store: Store) -> None:
    store.append_log(0, "vanilla", "full", [change(0)])
    store.log("vanilla", "full").clear()
    assert store.log("vanilla", "full") == [change(0)]


def test_changes_of_another_round_or_scope_are_refused(store: Store) -> None:
    for strange in (change(1), change(0, scope="modpack")):
        with pytest.raises(ValueError, match="Expected changes of round 0 in scope 'vanilla'"):
            store.append_log(0, "vanilla", "full", [strange])
    assert not store.round_done("vanilla", "full", 0)


# Recalls


def test_why_an_attempt_was_made_can_be_told(store: Store, world: Any) -> None:
    key = world.begun(store)
    query = Query(episode=key, task=world.task(), state=world.state())
    recall = Recall(id="recall-1", view="0" * 16, notes=("Logs first.",), tokens=3)
    store.add_recall(recall, query)
    store.add_recall(recall, query)
    store.add(world.experience(key, recall="recall-1"))
    store.add(world.experience(key, index=1))

    told, untold = (store.reasons(f"{key}/0/000{index}") for index in (0, 1))

    assert told.recorded is not None
    assert (told.recorded.recall, told.recorded.query) == (recall, query)
    assert untold.recorded is None


def test_an_unknown_recall_is_an_error(store: Store) -> None:
    with pytest.raises(StoreError, match="no recall 'nowhere'"):
        store.recall("nowhere")


# Opening


def test_a_store_is_found_again_by_path_and_by_url(path: str, world: Any) -> None:
    with Store.open(path) as store:
        world.lived(store, [{}])
    for name in (path, f"sqlite:///{path}"):
        with Store.open(name, create=False) as store:
            assert len(list(store.experiences(scope="vanilla", arm="full"))) == 1


def test_a_commit_waits_for_the_disk_unless_asked_not_to(path: str) -> None:
    def setting(url: str) -> Any:
        with Store.open(url) as store, store._database.reading() as connection:
            return connection.exec_driver_sql("PRAGMA synchronous").scalar()

    assert setting(path) == setting(f"sqlite:///{path}?synchronous=full") == 2
    assert setting(f"sqlite:///{path}?synchronous=normal") == 1
    with pytest.raises(StoreError, match="synchronous=full or synchronous=normal, found 'off'"):
        Store.open(f"sqlite:///{path}?synchronous=off")


def test_a_missing_store_is_not_made_unasked(path: str) -> None:
    with pytest.raises(StoreError, match="found nothing there"):
        Store.open(path, create=False)
    assert not Path(path).exists()


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="found the folder"):
        Store.open(str(tmp_path))


def test_a_text_file_is_no_store_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Buy milk, and then some more milk.")

    with pytest.raises(StoreError, match="expected an SQLite database"):
        Store.open(str(file))
    assert file.read_text() == "Buy milk, and then some more milk."


def test_another_programs_database_is_no_store_and_stays_as_it_is(path: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE meta (name TEXT, value TEXT)")
    connection.close()
    before = Path(path).read_bytes()

    with pytest.raises(StoreError, match="a database of something else"):
        Store.open(path)
    assert Path(path).read_bytes() == before


def test_an_empty_database_is_no_store_unless_it_may_be_made(path: str) -> None:
    Path(path).touch()
    with pytest.raises(StoreError, match="found an empty database"):
        Store.open(path, create=False)
    with Store.open(path) as store:
        assert store.runs() == []


def test_a_newer_versions_store_says_so(path: str) -> None:
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(StoreError, match="written by a newer version"):
        Store.open(path)


def test_a_store_of_another_embedder_says_so(path: str) -> None:
    with Store.open(path) as store, store._database.writing() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = 'other/2' WHERE name = 'embedder'")
        seal_meta(connection)

    with pytest.raises(StoreError, match="embedded with other/2"):
        Store.open(path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meta SET value = 'other/2' WHERE name = 'embedder'",
        "UPDATE meta SET name = 'embeddes' WHERE name = 'embedder'",
        "UPDATE meta SET value = CAST(x'ff' AS TEXT) WHERE name = 'embedder'",
        "DELETE FROM meta WHERE name = 'embedder'",
        "DELETE FROM meta WHERE name = 'seal'",
    ],
)
def test_a_store_that_is_damaged_where_it_says_what_it_is_says_so(
    path: str, statement: str
) -> None:
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)

    with pytest.raises(StoreError, match=r"is damaged where it says what it is|can't be used"):
        Store.open(path)


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no folder"):
        Store.open(str(tmp_path / "nowhere" / "steve.db"))


def test_a_folder_that_cannot_be_written_is_an_error() -> None:
    # Not even root can make files there.
    with pytest.raises(StoreError, match="can't be opened: check that its folder can be written"):
        Store.open("/proc/steve.db")


@pytest.mark.parametrize("url", ["nosuch://host/name", "sqlite://", "://"])
def test_a_url_of_no_store_is_an_error(url: str) -> None:
    with pytest.raises(StoreError, match="Expected a"):
        Store.open(url)


def test_a_missing_driver_is_named() -> None:
    with pytest.raises(StoreError, match=r"install steve-evolving\[postgres\]|can't be used"):
        Store.open("postgresql+psycopg://someone:secret@127.0.0.1:1/steve")


def test_a_password_is_not_shown() -> None:
    with pytest.raises(StoreError) as caught:
        Store.open("postgresql+psycopg://someone:secret@127.0.0.1:1/steve")
    assert "secret" not in str(caught.value)


def test_a_full_disk_is_an_error_and_the_store_stays_sound(
    path: str, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(path) as store:
        key = world.begun(store)
        store.add(world.experience(key))
        with store._database.writing() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        acknowledged = 1
        with pytest.raises(StoreError, match="the disk is full"):  # noqa: PT012
            while acknowledged < 1_000:
                store.add(world.experience(key, index=acknowledged))
                acknowledged += 1
    with Store.open(path) as store:
        store.end_episode(key, 0, {"outcome": "failed"})
        assert len(list(store.experiences(scope="vanilla", arm="full"))) == acknowledged
        assert check_store(store) == []


def test_a_question_that_fails_leaves_the_next_one_whole(store: Store, world: Any) -> None:
    ids = lived_ids(store, world)
    before = store.documents(ids)

    with pytest.raises(StoreError, match="can't be used"):
        store._selected("SELECT nothing FROM nowhere WHERE 1 IN ({})", [1])

    assert store.documents(ids) == before


def test_several_threads_read_documents_at_once(store: Store, world: Any) -> None:
    ids = lived_ids(store, world)
    alone = store.documents(ids)

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: store.documents(ids), range(40)))

    assert together == [alone] * 40


def lived_ids(store: Store, world: Any) -> list[str]:
    world.lived(store, [{}, {}, {}])
    rows = store.experience_rows(scope="vanilla", arm="full")
    return [stored.row.id for stored in rows]
