"""`steve inspect why`: what an attempt stood on, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from agent.cli import options as opt
from diagnosis import Finding, describe
from envs import Attempt
from memory import Experience, RecordedRecall, Store
from planner import guardrail_line, skill_line


def why(
    id: Annotated[str, typer.Argument(help="An experience's id.")],
    store: opt.StorePath = opt.USUAL_STORE,
    json: opt.Json = False,
) -> int:
    """Says for one attempt what was recalled, what it said, and what came of it.

    Example: steve inspect why 3f2a41bc90de-0/0/train/full/wooden-00/0/0/0003
    """
    with Store.open(store, create=False) as opened:
        reasons = opened.reasons(id)
    lived, recorded = reasons.experience, reasons.recorded
    if json:
        said = None if recorded is None else recorded.model_dump(mode="json")
        opt.print_json({"schema": "steve.why/1", "attempt": told(lived), "recall": said})
        return 0
    for line in (*_of_attempt(lived), *_of_recall(recorded)):
        opt.out.print(line, highlight=False, markup=False, soft_wrap=True)
    return 0


def told(experience: Experience) -> dict[str, object]:
    """Returns an attempt as JSON documents have it."""
    diagnosis, step = experience.diagnosis, experience.plan.current
    return {
        "experience": experience.id,
        "subgoal": experience.subgoal_text,
        "origin": step.origin,
        "source": step.source,
        "probe": experience.probe,
        "succeeded": diagnosis.succeeded,
        "cause": diagnosis.cause.value if diagnosis.cause else None,
        "tick": experience.attempt.post_state.tick,
    }


def _of_attempt(lived: Experience) -> Iterator[str]:
    step, diagnosis = lived.plan.current, lived.diagnosis
    yield f"tried: {lived.subgoal_text}"
    yield f"put into the plan by: {step.origin}" + (f" {step.source}" if step.source else "")
    if lived.probe is not None:
        yield f"a probe: {lived.probe} was set aside to see whether it still holds"
    yield f"came of it: {diagnosis.cause or 'done'}"
    if diagnosis.primary is not None:
        yield f"  {describe(diagnosis)}"
        yield from _of_finding(diagnosis.primary, lived.attempt)


def _of_finding(finding: Finding, attempt: Attempt) -> Iterator[str]:
    """Yields what was needed, and what was seen that says so."""
    for need in finding.needs:
        tier = f" better than {need.tier_above}" if need.tier_above else ""
        count = f"{need.count} in all, {need.lacking} lacking"
        yield f"  needed: {need.kind} {need.name}{tier}, {count}"
    for index in finding.evidence:
        event = attempt.trace[index] if index >= 0 else attempt.prelude[index]
        said = event.model_dump_json(exclude={"kind", "tick"}, exclude_defaults=True)
        yield f"  seen at tick {event.tick}: {event.kind} {said}"


def _of_recall(recorded: RecordedRecall | None) -> Iterator[str]:
    if recorded is None:
        yield "nothing was recalled for its plan"
        return
    found = recorded.recall
    lines = (
        *(f"  {skill_line(skill)}" for skill in found.skills),
        *(f"  {guardrail_line(guardrail)}" for guardrail in found.guardrails),
        *(f"  {hit.score:.2f} {hit.text} [{hit.experience}]" for hit in found.hits),
    )
    known = f"{found.tokens} tokens, knowledge {found.view}"
    yield f"recalled for its plan ({known}) as {found.id}:" + ("" if lines else " nothing")
    yield from lines
