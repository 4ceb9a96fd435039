"""The episode's own guardrails: what its failures forbid at once, before anything is distilled.

A hard failure teaches within the episode what it will teach the round, by the same code. What
was sought in vain twice from about the same place isn't sought there a third time.
"""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis import Cause, Diagnosis, History
from envs import Attempt, Gather, GoTo, Hunt, Plan, Position, Step, Subgoal, Vocabulary, Within
from memory._asked import better_known
from memory._lesson import guardrail, violates
from memory._shown import before
from memory._ways import shown_by
from memory.contrast import hard_findings, hard_lessons
from memory.entries import Evidence, Guardrail, Remedy
from memory.patterns import Scalar, SubgoalPattern
from memory.vain import HERE_BLOCKS, was_vain_here

LIKELY = 0.5
"""From this certainty on, a cause is acted upon for the rest of the episode."""

TRIES = 2
"""How often the same is sought in vain in one place before it is given up there."""

_AWAY_BLOCKS = 2 * HERE_BLOCKS
_DIRECTIONS = ((1, 0), (0, 1), (-1, 0), (0, -1))


def provisional(history: History, vocabulary: Vocabulary, scope: str) -> tuple[Guardrail, ...]:
    """Returns the guardrails that the episode's failures so far teach, all in force at once.

    One that a later success of the same episode went against is left out.

    Args:
        history: The episode so far.
        vocabulary: The world's words.
        scope: To what the episode's learning belongs.

    Returns:
        Active guardrails, in the order in which they were first taught.
    """
    found: dict[str, Guardrail] = {}
    for attempt, diagnosis in history.pairs:
        if diagnosis.succeeded:
            for refuted in _refuted(found, attempt, vocabulary):
                del found[refuted]
            continue
        for lesson in _lessons(attempt, diagnosis, scope, vocabulary):
            known = found.get(lesson.id)
            update = lesson if known is None else better_known(known, lesson)
            supporting = 1 if known is None else known.evidence.supporting + 1
            found[lesson.id] = _in_force(update, supporting)
    vain = _given_up(history, scope)
    return (*found.values(), *vain)


def _lessons(
    attempt: Attempt, diagnosis: Diagnosis, scope: str, vocabulary: Vocabulary
) -> Iterator[Guardrail]:
    findings = hard_findings(diagnosis)
    if diagnosis.cause is Cause.target_unreachable:
        # A station that no way leads to is as good as none, here and now.
        findings = tuple(f for f in diagnosis.secondary if f.cause is Cause.missing_station)
    for finding in findings:
        if finding.certainty >= LIKELY:
            yield from hard_lessons(attempt, finding, scope, vocabulary)


def _in_force(lesson: Guardrail, supporting: int) -> Guardrail:
    evidence = Evidence(supporting=supporting, latest=(True,) * min(supporting, 8))
    return lesson.model_copy(update={"status": "active", "evidence": evidence})


def _refuted(found: dict[str, Guardrail], attempt: Attempt, vocabulary: Vocabulary) -> list[str]:
    if not found or shown_by(attempt, vocabulary) is None:
        return []
    plan = Plan(steps=(Step(subgoal=attempt.subgoal),))
    view = before(attempt, vocabulary)
    return [i for i, g in found.items() if violates(g, attempt.subgoal, plan, view)]


def _given_up(history: History, scope: str) -> Iterator[Guardrail]:
    """Yields what was sought in vain too often in one place, with the way to another."""
    tried: dict[tuple[SubgoalPattern, int, int], list[tuple[Attempt, Cause]]] = {}
    stayed: dict[tuple[int, int], int] = {}
    for attempt, diagnosis in history.pairs:
        here, cause = attempt.post_state.position, diagnosis.cause
        if here is None or cause is None:
            continue
        place = (here.x // HERE_BLOCKS, here.z // HERE_BLOCKS)
        if isinstance(attempt.subgoal, GoTo):
            stayed[place] = stayed.get(place, 0) + 1
        elif isinstance(attempt.subgoal, Gather | Hunt) and was_vain_here(attempt, diagnosis):
            tried.setdefault((_exactly(attempt.subgoal), *place), []).append((attempt, cause))
    for (pattern, x, z), tries in tried.items():
        attempt, cause = tries[-1]
        here, turns = attempt.post_state.position, stayed.get((x, z), 0)
        if len(tries) >= TRIES and here is not None and turns < len(_DIRECTIONS):
            # Where one way out of here failed, the next leads elsewhere; after the last, none.
            yield _in_force(_away(pattern, here, cause, turns, scope), len(tries))


def _exactly(subgoal: Subgoal) -> SubgoalPattern:
    """Returns the pattern of a subgoal with all that says what is sought and how."""
    fields: dict[str, Scalar] = {
        name: getattr(subgoal, name)
        for name in ("entity", "height", "item", "source")
        if name in type(subgoal).model_fields
    }
    return SubgoalPattern.of(subgoal.kind, **fields)


def _away(
    pattern: SubgoalPattern, here: Position, cause: Cause, turns: int, scope: str
) -> Guardrail:
    region = Within(x=here.x, z=here.z, distance=HERE_BLOCKS)
    dx, dz = _DIRECTIONS[turns]
    go = GoTo(x=here.x + dx * _AWAY_BLOCKS, z=here.z + dz * _AWAY_BLOCKS, distance=16)
    return guardrail(
        scope,
        cause,
        str(region),
        pattern,
        region,
        Remedy(steps=(go,)),
        f"{pattern} was tried here {TRIES} times in vain; try it elsewhere.",
    )
