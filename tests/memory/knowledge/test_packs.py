"""Knowledge that moves: packed, offered, and a candidate until it has earned its place again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from diagnosis import Cause
from envs import InputError, Vocabulary, parse
from memory import Entry, Evidence, Guardrail, LogEntry, Skill, SubgoalPattern
from memory.distil import distil
from memory.knowledge import knowledge_at, retired_at
from memory.packs import KnowledgePack, offer, pack_of, read_pack, write_pack


class Logged:
    """Keeps a log as a store does."""

    def __init__(self, entries: Sequence[LogEntry] = (), done: int = 0) -> None:
        self.entries = list(entries)
        self.done = done
        self.closed = False

    def log(self, scope: str, arm: str, before_round: int | None = None) -> list[LogEntry]:
        return [e for e in self.entries if e.entry.scope == scope]

    def next_round(self, scope: str, arm: str) -> int:
        return 1 + max((e.round for e in self.log(scope, arm)), default=self.done - 1)

    def append_log(self, round: int, scope: str, arm: str, entries: Sequence[LogEntry]) -> bool:
        if self.closed:
            return False
        self.entries += entries
        return True


def learned(life: Any) -> list[LogEntry]:
    """A round in which a table was crafted and a stick refused."""
    one = life.episode()
    one.tries('craft(item="stick", count=4)', life.events.rejected("stick", {"#planks": 2}))
    one.tries(
        'craft(item="stick", count=4)',
        life.events.crafted("stick", 4, {"oak_planks": 2}),
        carrying={"oak_planks": 2},
    )
    return distil(one.experiences, knowledge_at([], "vanilla", 0), life.words, 0)


def entries_of(view: Any) -> tuple[Entry, ...]:
    return (*view.skills, *view.guardrails)


def test_what_is_offered_is_a_candidate_without_evidence(life: Any) -> None:
    store = Logged(learned(life))
    pack = pack_of(store, "vanilla", "full")
    assert {entry.kind for entry in pack.entries} == {"skill", "guardrail"}
    assert all(entry.evidence.supporting for entry in pack.entries)

    taken = offer(store, pack, scope="server", arm="full", vocabulary=life.words)

    assert (taken.round, taken.added, taken.known, taken.refused) == (0, len(pack.entries), 0, ())
    there = entries_of(knowledge_at(store.log("server", "full"), "server", 1))
    assert [e.id for e in there] == [e.id for e in pack.entries]
    assert {e.status for e in there} == {"candidate"}
    assert all(e.evidence == Evidence() and e.scope == "server" for e in there)
    changes = store.log("server", "full")
    assert {c.change for c in changes} == {"imported"}
    assert all("where 1 spoke for it and 0 against" in c.reason for c in changes)


def test_it_earns_its_place_by_what_is_lived_through_there(life: Any) -> None:
    store = Logged(learned(life))
    pack = pack_of(store, "vanilla", "full")
    offer(store, pack, scope="server", arm="full", vocabulary=life.words)

    log = store.log("server", "full")
    again = distil(learned_there(life), knowledge_at(log, "server", 1), life.words, 1)

    by_id = {change.entry.id: change for change in again}
    # The same lesson has one id in all scopes: nothing is learned twice.
    assert set(by_id) == {entry.id for entry in pack.entries}
    assert {change.change for change in by_id.values()} == {"activated"}
    assert all(change.entry.evidence.supporting == 1 for change in by_id.values())


def learned_there(life: Any) -> list[Any]:
    there = life.episode()
    there.tries('craft(item="stick", count=4)', life.events.rejected("stick", {"#planks": 2}))
    there.tries(
        'craft(item="stick", count=4)',
        life.events.crafted("stick", 4, {"oak_planks": 2}),
        carrying={"oak_planks": 2},
    )
    return [e.model_copy(update={"scope": "server"}) for e in there.experiences]


def test_what_is_known_or_retired_there_stands_as_it_is(life: Any) -> None:
    store = Logged(learned(life))
    pack = pack_of(store, "vanilla", "full")
    gone = pack.entries[0].model_copy(update={"scope": "server", "status": "retired"})
    store.entries.append(LogEntry(round=0, change="retired", entry=gone, reason="It failed."))

    first = offer(store, pack, scope="server", arm="full", vocabulary=life.words)
    second = offer(store, pack, scope="server", arm="full", vocabulary=life.words)

    assert (first.known, second.known) == (1, len(pack.entries))
    assert (second.added, second.round) == (0, None)
    assert retired_at(store.log("server", "full"), "server", 9) == (gone,)


def test_words_that_the_world_does_not_know_are_refused(life: Any) -> None:
    store = Logged(learned(life))
    pack = pack_of(store, "vanilla", "full")
    other = Vocabulary(frozenset({"log"}), frozenset(), frozenset(), frozenset(), {})

    taken = offer(store, pack, scope="elsewhere", arm="full", vocabulary=other)

    assert taken.added == 0
    assert [entry for entry, _ in taken.refused] == [entry.id for entry in pack.entries]
    assert all("is no word of this world" in reason for _, reason in taken.refused)
    assert store.log("elsewhere", "full") == []


def test_what_contradicts_an_active_guardrail_is_refused(life: Any) -> None:
    def forbids(name: str, trigger: str, scope: str) -> Guardrail:
        return Guardrail(
            id=name,
            scope=scope,
            trigger=parse(trigger),
            forbidden=SubgoalPattern.of("craft", item="stick"),
            cause=Cause.missing_material,
            status="active",
        )

    own = forbids("guardrail-a", 'has("stick")', "server")
    store = Logged([LogEntry(round=0, change="created", entry=own, reason="So.")])
    pack = KnowledgePack(
        scope="vanilla", entries=(forbids("guardrail-0123456789", 'not has("stick")', "vanilla"),)
    )

    taken = offer(store, pack, scope="server", arm="full", vocabulary=life.words)

    assert taken.refused[0][1].startswith("Conflict: together with guardrail-a")


def test_a_round_that_someone_else_ended_meanwhile_changes_nothing(life: Any) -> None:
    store = Logged(learned(life))
    pack = pack_of(store, "vanilla", "full")
    store.closed = True

    with pytest.raises(InputError, match="ended by another run meanwhile"):
        offer(store, pack, scope="server", arm="full", vocabulary=life.words)
    assert store.log("server", "full") == []


def test_a_pack_is_a_file_that_reads_back(life: Any, tmp_path: Path) -> None:
    pack = pack_of(Logged(learned(life)), "vanilla", "full")
    path = tmp_path / "pack.json"

    write_pack(pack, path)

    assert read_pack(path) == pack
    assert [file.name for file in tmp_path.iterdir()] == ["pack.json"]
    with pytest.raises(InputError, match="that isn't there yet"):
        write_pack(pack, path)
    with pytest.raises(InputError, match="Expected to write"):
        write_pack(pack, tmp_path / "nowhere" / "pack.json")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Invalid JSON"),
        ("[]", "expected a knowledge pack of the form steve-knowledge/1"),
        ('{"form": "steve-knowledge/9", "scope": "a", "entries": []}', "form"),
        ('{"form": "steve-knowledge/1", "scope": "a", "entries": [{"kind": "spell"}]}', "entries"),
        ('{"form": "steve-knowledge/1", "scope": "a", "entries": [], "code": "x"}', "code"),
    ],
)
def test_what_is_no_pack_is_refused_with_the_place(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "pack.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=said):
        read_pack(path)
    with pytest.raises(InputError, match="Expected a knowledge pack"):
        read_pack(tmp_path / "nothing.json")


@pytest.mark.parametrize(
    "numbers",
    [
        {"found_at": [2_041]},
        {"found_at": [-2_041]},
        {"costs": [-1]},
        {"effects": [{"item": "oak_planks", "delta": -100_001}]},
    ],
    ids=str,
)
def test_numbers_from_which_no_entry_could_be_made_are_refused(
    numbers: dict[str, Any], life: Any, tmp_path: Path
) -> None:
    pack = json.loads(pack_of(Logged(learned(life)), "vanilla", "full").model_dump_json())
    pack["entries"][0] |= numbers
    path = tmp_path / "pack.json"
    path.write_text(json.dumps(pack), encoding="utf-8")

    (field,) = numbers
    with pytest.raises(InputError, match=field):
        read_pack(path)


def test_candidates_and_what_is_retired_are_not_packed(life: Any) -> None:
    log = learned(life)
    candidates = [
        change.model_copy(update={"entry": change.entry.model_copy(update={"status": "candidate"})})
        for change in log
    ]
    with pytest.raises(InputError, match="found none"):
        pack_of(Logged(candidates), "vanilla", "full")
    with pytest.raises(InputError, match="found none"):
        pack_of(Logged(log), "vanilla", "full", before_round=0)
    pack = pack_of(Logged(log), "vanilla", "full")
    assert any(isinstance(entry, Skill) for entry in pack.entries)
    assert json.loads(pack.model_dump_json())["form"] == "steve-knowledge/1"
