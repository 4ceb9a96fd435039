"""A guardrail that is set aside is neither told nor enforced, and a try against it is recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agent.distilling import end_round
from agent.rounds import run_round
from agent.runner import run_job
from diagnosis import Cause
from envs import parse
from memory import Evidence, Guardrail, LogEntry, Remedy, Store, SubgoalPattern
from memory.knowledge import knowledge_at, retired_at
from memory.probing import set_aside

Made = Callable[..., Any]

GATHER, PLANKS, CRAFT = (
    'gather(item="oak_log")',
    'craft(item="oak_planks", count=4)',
    'craft(item="stick")',
)


def false_rule(**fields: Any) -> Guardrail:
    """A wrong diagnosis: sticks were never to be had without a log in the bag."""
    return Guardrail.model_validate(
        {
            "id": "guardrail-false",
            "scope": "fake-v1",
            "trigger": parse('not has("oak_log", 9)'),
            "forbidden": SubgoalPattern.of("craft", item="stick"),
            "cause": Cause.missing_material,
            "remedy": Remedy(achieve=parse('has("oak_log", 9)')),
            "reason": "Crafting stick needs 9 oak_log; without that it is refused.",
            "status": "active",
            "evidence": Evidence(supporting=1, latest=(True,)),
            **fields,
        }
    )


def taught(store: Store, guardrail: Guardrail) -> None:
    entry = LogEntry(round=0, change="created", entry=guardrail, reason=guardrail.reason)
    store.append_log(0, "fake-v1", "full", [entry])


def seed_that(probes: bool, job: Made, run: Any, **fields: Any) -> Any:
    jobs = (job(run, round=1, seed=seed, **fields) for seed in range(500))
    return next(j for j in jobs if (set_aside([false_rule()], j.key) is not None) == probes)


def test_a_probe_goes_through_and_is_recorded(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any
) -> None:
    taught(store, false_rule())
    run = config()
    model = says((GATHER, PLANKS, CRAFT), *[(CRAFT,)] * 9)
    asked = seed_that(True, job, run)

    row = run_job(asked, run, watched_world(), store)

    lived = store.experiences(scope="fake-v1", arm="full", rounds=range(1, 2))
    tried = [(e.attempt.subgoal.kind, e.plan.current.origin, e.probe) for e in lived]
    # What the plan comes to last is tried first, and what came of it says nothing of the plan.
    assert tried == [
        ("craft", "probe", "guardrail-false"),
        ("gather", "model", None),
        ("craft", "model", None),
        ("craft", "model", "guardrail-false"),
    ]
    assert (row.probes, row.replans, row.outcome) == (2, 0, "succeeded")
    assert 'oak_log", 9' not in model.asked[0][1].content


def test_what_is_not_set_aside_never_reaches_the_world(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any
) -> None:
    taught(store, false_rule())
    run, world = config(), watched_world()
    model = says((GATHER, PLANKS, CRAFT), *[(CRAFT,)] * 9)

    row = run_job(seed_that(False, job, run), run, world, store)

    assert (row.probes, row.outcome) == (0, "failed")
    assert not any('craft(item="stick"' in subgoal for subgoal in world.subgoals)
    assert 'oak_log", 9' in model.asked[0][1].content


def test_what_another_guardrail_forbids_too_is_no_probe(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any
) -> None:
    other = false_rule(id="guardrail-other", trigger=parse('not has("oak_planks", 2)'))
    entries = [
        LogEntry(round=0, change="created", entry=g, reason=g.reason)
        for g in (false_rule(), other.model_copy(update={"cause": Cause.hazard}))
    ]
    store.append_log(0, "fake-v1", "full", entries)
    run = config()
    says((GATHER, PLANKS, CRAFT), *[(CRAFT,)] * 9)

    row = run_job(seed_that(True, job, run), run, watched_world(), store)

    # Only once the planks are there, so that the other lets it through.
    lived = store.experiences(scope="fake-v1", arm="full", rounds=range(1, 2))
    assert [e.attempt.subgoal.kind for e in lived if e.probe] == ["craft"]
    assert (row.probes, row.outcome) == (1, "succeeded")


def test_evaluation_never_tries_what_is_forbidden(
    config: Made, job: Made, says: Made, store: Store, watched_world: Any
) -> None:
    taught(store, false_rule())
    run = config()
    asked = seed_that(True, job, run)
    held_out = job(run, round=1, seed=asked.key.seed, phase="eval")
    says((GATHER, PLANKS, CRAFT), *[(CRAFT,)] * 9)

    row = run_job(held_out, run, watched_world(), store)

    assert (row.probes, row.outcome) == (0, "failed")


def test_a_wrong_diagnosis_does_not_forbid_for_ever(
    config: Made, job: Made, store: Store, fake_worlds: None
) -> None:
    taught(store, false_rule())
    run = config(model_options=(("errors", "0"),))

    for round_ in range(1, 4):
        jobs = [job(run, round=round_, seed=seed) for seed in range(20)]
        run_round(jobs, run, store)
        end_round(jobs[0], run, store)

    log = store.log("fake-v1", "full")
    assert "guardrail-false" not in {
        g.id
        for g in knowledge_at(log, "fake-v1", 4).guardrails
        if g.trigger == false_rule().trigger
    }
    gone = [
        c for c in log if c.entry.id == "guardrail-false" and c.change in {"retired", "narrowed"}
    ]
    assert gone
    assert gone[0].reason


def test_a_guardrail_that_is_true_survives_its_probes(
    config: Made, job: Made, store: Store, fake_worlds: None
) -> None:
    # Sticks do need planks.
    true = false_rule(
        id="guardrail-true",
        trigger=parse('not has("oak_planks", 2)'),
        remedy=Remedy(achieve=parse('has("oak_planks", 2)')),
    )
    taught(store, true)
    run = config(llm="novice:blank")

    for round_ in range(1, 4):
        jobs = [job(run, round=round_, seed=seed) for seed in range(20)]
        rows = run_round(jobs, run, store)
        end_round(jobs[0], run, store)

    log = store.log("fake-v1", "full")
    known = {g.id: g for g in knowledge_at(log, "fake-v1", 4).guardrails}
    assert known["guardrail-true"].evidence.supporting > true.evidence.supporting
    assert known["guardrail-true"].evidence.contradicting == 0
    assert "guardrail-true" not in {g.id for g in retired_at(log, "fake-v1", 4)}
    assert rows
