"""Guardrails over a whole plan: what has to come first.

Within an episode, a step that was refused for want of something often works later, once another
step has brought that about. Then the one has to come before the other, unless what it brings is
there already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from diagnosis import HARD_CAUSES, Cause, Need
from envs import Condition, Has, Near, Place, Subgoal, Vocabulary
from memory._draft import Draft
from memory._from_successes import Shows
from memory._lesson import target_pattern, violates
from memory._shown import STATION_BLOCKS, before
from memory._standing import earned, episode_of
from memory.contrast import hard_findings
from memory.entries import Change, Guardrail, Remedy, entry_id
from memory.experience import Experience
from memory.gate import guardrail_refusal
from memory.patterns import Before, SubgoalPattern

_GETS = frozenset({"craft", "gather", "hunt", "smelt", "trade"})


def learn_orders(
    experiences: Sequence[Experience], shows: Shows, draft: Draft, vocabulary: Vocabulary
) -> None:
    """Draws from each episode of a round what had to come before what.

    Args:
        experiences: The round's, in the order of learning.
        shows: What those that worked show.
        draft: The knowledge, changed in place.
        vocabulary: The world's words.
    """
    worked = [e for e in experiences if e.id in shows]
    for _, some in groupby(experiences, key=lambda e: episode_of(e.id)):
        episode = list(some)
        for index, failure in enumerate(episode):
            if failure.diagnosis.cause in HARD_CAUSES:
                for lesson in _lessons(episode, index, shows, draft.scope, vocabulary):
                    _propose(lesson, failure, worked, draft, vocabulary)


def _lessons(
    episode: Sequence[Experience], index: int, shows: Shows, scope: str, vocabulary: Vocabulary
) -> Iterator[Guardrail]:
    failure = episode[index]
    refused = target_pattern(failure.attempt.subgoal)
    later = [
        i
        for i in range(index + 1, len(episode))
        if episode[i].id in shows and refused.matches(episode[i].attempt.subgoal, vocabulary)
    ]
    if not later:
        return
    between = [e.attempt.subgoal for e in episode[index + 1 : later[0]] if e.id in shows]
    for finding in hard_findings(failure.diagnosis):
        for need in finding.needs:
            first = _brought(need, between, vocabulary)
            if first is not None:
                yield _order(first, refused, finding.cause, need, scope)


def _brought(
    need: Need, between: Sequence[Subgoal], vocabulary: Vocabulary
) -> SubgoalPattern | None:
    """Returns the pattern of the last step between that brought what was needed."""
    for subgoal in reversed(between):
        item = getattr(subgoal, "item", None)
        if not isinstance(item, str) or not vocabulary.covers(need.name, item):
            continue
        if need.kind == "station" and isinstance(subgoal, Place):
            return SubgoalPattern.of("place", item=need.name)
        if need.kind == "item" and subgoal.kind in _GETS:
            return SubgoalPattern.of(subgoal.kind, item=need.name)
    return None


def _order(
    first: SubgoalPattern, then: SubgoalPattern, cause: Cause, need: Need, scope: str
) -> Guardrail:
    there: Condition = Has(item=need.name, count=need.count)
    if need.kind == "station":
        there = Near(name=need.name, distance=STATION_BLOCKS)
    forbidden = Before(first=first, then=then)
    return Guardrail(
        id=entry_id("guardrail", {"order": forbidden}),
        scope=scope,
        level="task",
        forbidden=forbidden,
        exception=there,
        cause=cause,
        remedy=Remedy(achieve=there),
        reason=f"{first} comes before {then}, unless {there}.",
    )


def _propose(
    lesson: Guardrail,
    failure: Experience,
    worked: Sequence[Experience],
    draft: Draft,
    vocabulary: Vocabulary,
) -> None:
    known = draft.get(lesson.id)
    if isinstance(known, Guardrail):
        _bear_out(known, lesson, failure, draft)
        return
    tried = failure.attempt
    if not violates(lesson, tried.subgoal, failure.plan, before(tried, vocabulary)):
        # It had come before, and what it brought was used up since.
        return
    lesson = lesson.model_copy(update={"evidence": lesson.evidence.supported(failure.id)})
    for success in worked:
        attempt = success.attempt
        if violates(lesson, attempt.subgoal, success.plan, before(attempt, vocabulary)):
            evidence = lesson.evidence.contradicted(success.id)
            lesson = lesson.model_copy(update={"evidence": evidence})
    others = draft.guardrails(failure.attempt.subgoal)
    refusal = guardrail_refusal(lesson, failure, (), (), others, vocabulary)
    if refusal is not None:
        draft.refuse(lesson, refusal, failure.id)
        return
    status = "active" if earned(lesson, sure=False) else "candidate"
    lesson = lesson.model_copy(update={"status": status})
    draft.change("created", lesson, lesson.reason, (failure.id,))


def _bear_out(known: Guardrail, lesson: Guardrail, failure: Experience, draft: Draft) -> None:
    """Counts a failure that isn't counted yet, and takes over what is better known by now."""
    update = known
    if failure.id not in known.evidence.supporting_ids:
        update = update.model_copy(update={"evidence": known.evidence.supported(failure.id)})
    if known.exception != lesson.exception:
        names = ("exception", "remedy", "reason")
        update = update.model_copy(update={name: getattr(lesson, name) for name in names})
        draft.change("merged", update, f"Better known now: {update.reason}", (failure.id,))
    if update.status != "active" and earned(update, sure=False):
        change: Change = "activated" if update.status == "candidate" else "reactivated"
        update = update.model_copy(update={"status": "active"})
        draft.change(change, update, f"Borne out: {update.reason}", (failure.id,))
    elif update.evidence != known.evidence:
        draft.note(update, failure.id)
