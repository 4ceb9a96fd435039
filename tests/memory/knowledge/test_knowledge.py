from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from diagnosis import Cause
from envs import parse
from memory import Change, Evidence, Guardrail, LogEntry, SubgoalPattern, entry_adapter
from memory.knowledge import knowledge_at, retired_at


def entry(name: str, status: str = "active", scope: str = "vanilla") -> Guardrail:
    return Guardrail.model_validate(
        {
            "id": name,
            "scope": scope,
            "trigger": parse('not has("stick")'),
            "forbidden": SubgoalPattern.of("craft", item="torch"),
            "cause": Cause.missing_material,
            "status": status,
        }
    )


def change(round_: int, guardrail: Guardrail, kind: Change = "created") -> LogEntry:
    return LogEntry(round=round_, change=kind, entry=guardrail, reason="Because.")


def test_a_change_is_in_force_from_the_next_round_on() -> None:
    log = [change(1, entry("a"))]

    assert knowledge_at(log, "vanilla", 1).guardrails == ()
    assert knowledge_at(log, "vanilla", 2).guardrails == (entry("a"),)


def test_the_last_version_before_the_round_counts() -> None:
    candidate, active = entry("a", "candidate"), entry("a")
    log = [change(0, candidate), change(3, active, "activated")]

    assert knowledge_at(log, "vanilla", 3).guardrails == (candidate,)
    assert knowledge_at(log, "vanilla", 4).guardrails == (active,)


def test_what_is_retired_is_left_out_and_still_there() -> None:
    log = [change(0, entry("a")), change(1, entry("a", "retired"), "retired")]

    assert knowledge_at(log, "vanilla", 2).guardrails == ()
    assert retired_at(log, "vanilla", 2) == (entry("a", "retired"),)
    assert retired_at(log, "vanilla", 1) == ()


def test_what_was_refused_or_is_of_another_scope_is_not_known() -> None:
    log = [change(0, entry("a"), "refused"), change(0, entry("b", scope="modded"))]

    assert knowledge_at(log, "vanilla", 1).guardrails == ()
    assert knowledge_at(log, "modded", 1).guardrails == (entry("b", scope="modded"),)


def test_entries_are_sorted_and_the_digest_tells_them_apart() -> None:
    one = knowledge_at([change(0, entry("b")), change(0, entry("a"))], "vanilla", 1)
    other = knowledge_at([change(0, entry("a")), change(0, entry("b"))], "vanilla", 1)

    assert [g.id for g in one.guardrails] == ["a", "b"]
    assert one.digest == other.digest
    assert one.digest != knowledge_at([], "vanilla", 1).digest


@given(st.lists(st.booleans(), max_size=80))
def test_evidence_counts_all_and_remembers_the_latest(outcomes: list[bool]) -> None:
    evidence = Evidence()
    for number, good in enumerate(outcomes):
        name = f"e/{number}/0"
        evidence = evidence.supported(name) if good else evidence.contradicted(name)

    assert evidence.supporting + evidence.contradicting == len(outcomes)
    assert list(evidence.latest) == outcomes[-8:]
    assert evidence.recent(3) == (1 + sum(outcomes[-3:])) / (2 + len(outcomes[-3:]))


def test_a_learned_log_reads_back_as_it_was_written(life: Any, act: Any) -> None:
    life.learned(
        life.episode().tries('craft(item="stick")', act.rejected("stick", {"#planks": 2})),
        life.episode().tries(
            'gather(item="diamond", source="diamond_ore", height=(1, 60))',
            act.broke("diamond_ore", "diamond", "iron_pickaxe", 11),
            carrying={"iron_pickaxe": 1},
        ),
    )

    read = [LogEntry.model_validate_json(e.model_dump_json()) for e in life.log]
    assert read == life.log
    assert knowledge_at(read, "vanilla", 1).digest == life.known.digest
    for logged in life.log:
        assert entry_adapter.validate_json(entry_adapter.dump_json(logged.entry)) == logged.entry
