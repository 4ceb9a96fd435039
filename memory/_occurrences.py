"""The times at which a skill's steps were taken, found in the episodes of a round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import median_low
from typing import NamedTuple

from envs import Has, Subgoal, Tally, View, Vocabulary
from memory._building import parts
from memory._shown import before
from memory.entries import MAX_COSTS, Effect, Skill
from memory.experience import Experience
from memory.patterns import Scalar, SubgoalPattern


class Occurrence(NamedTuple):
    """One time that a skill's steps were taken in order.

    Attributes:
        first: The first of its attempts.
        last: The last that was made of them.
        brought: Whether all were made, and brought about what the skill is for.
        held: Whether the skill's preconditions are known to have held.
    """

    first: Experience
    last: Experience
    brought: bool
    held: bool


def occurrences(
    skill: Skill,
    steps: Sequence[Subgoal],
    episodes: Iterable[Sequence[Experience]],
    vocabulary: Vocabulary,
) -> Iterator[Occurrence]:
    """Yields the times that a skill's steps were taken one right after another, counts aside.

    One that ended with a failure is yielded too; one that an episode's end cut short isn't.

    Args:
        skill: The skill.
        steps: Its subgoals.
        episodes: The attempts of each episode, in order.
        vocabulary: The world's words.
    """
    patterns = [uncounted(step) for step in steps]
    for episode in episodes:
        for start in range(len(episode)):
            found = _occurrence(skill, patterns, episode[start:], vocabulary)
            if found is not None:
                yield found


def as_occurred(skill: Skill, times: Sequence[Occurrence], vocabulary: Vocabulary) -> Skill:
    """Returns the skill with what these times cost and changed, and with them as its evidence."""
    evidence = skill.evidence
    for time in times:
        evidence = evidence.supported(time.last.id)
    costs = [t.last.attempt.post_state.tick - t.first.attempt.pre_state.tick for t in times]
    used = [
        Effect(item=need.item, delta=-need.count)
        for need in parts(skill.preconditions)
        if isinstance(need, Has) and all(_lost(need, time, vocabulary) for time in times)
    ]
    given = [Effect(item=skill.goal.item, delta=skill.batch)] if isinstance(skill.goal, Has) else []
    return skill.model_copy(
        update={
            "evidence": evidence,
            "costs": tuple(costs[-MAX_COSTS:]),
            "cost_ticks": max(0, median_low(costs)),
            "effects": tuple(sorted((*used, *given), key=lambda e: (e.item, e.delta))),
        }
    )


def unsuited(skill: Skill, brought: Sequence[Occurrence], vocabulary: Vocabulary) -> str | None:
    """Returns why a skill isn't let in, by the times that its steps brought its goal about."""
    if not brought:
        return "No match: its steps never brought its goal about in this round."
    loose = next((time for time in brought if not time.held), None)
    if loose is not None:
        return f"Not specific: it worked in {loose.last.id} without its preconditions."
    # Once, something may have been lost by the way.
    used = [_used_unasked(skill, time, vocabulary) for time in brought]
    if all(used):
        return f"Not executable: it takes {used[0]}, for which its preconditions don't ask."
    return None


def _occurrence(
    skill: Skill,
    patterns: Sequence[SubgoalPattern],
    rest: Sequence[Experience],
    vocabulary: Vocabulary,
) -> Occurrence | None:
    begun = before(rest[0].attempt, vocabulary)
    held = skill.preconditions is None or skill.preconditions.holds(begun)
    for pattern, experience in zip(patterns, rest, strict=False):
        if not pattern.matches(experience.attempt.subgoal, vocabulary):
            return None
        if not experience.diagnosis.succeeded:
            return Occurrence(rest[0], experience, brought=False, held=held)
    if len(rest) < len(patterns):
        return None
    last = rest[len(patterns) - 1]
    ended = View(last.attempt.post_state, Tally(), vocabulary)
    # What was there already wasn't brought about.
    brought = skill.goal.holds(ended) and not skill.goal.holds(begun)
    return Occurrence(rest[0], last, brought, held)


def uncounted(step: Subgoal) -> SubgoalPattern:
    """Returns the pattern of what a step does, for however many."""
    fields: dict[str, Scalar] = {
        name: value
        for name in type(step).model_fields
        if name not in {"kind", "count", "checks", "budget_ticks", "until"}
        and isinstance(value := getattr(step, name), str | int | tuple)
    }
    return SubgoalPattern.of(step.kind, **fields)


def _used_unasked(skill: Skill, time: Occurrence, vocabulary: Vocabulary) -> str | None:
    """Returns an item of which less was carried after than before and that wasn't asked for."""
    needs = () if skill.preconditions is None else skill.preconditions.atoms()
    asked = [need.item for need in needs if isinstance(need, Has)]
    inventory = time.first.attempt.pre_state.inventory
    carried = () if inventory is None else inventory.items
    unasked = (h.item for h in carried if not any(vocabulary.matches(a, h.item) for a in asked))
    return next((i for i in unasked if _lost(Has(item=i), time, vocabulary)), None)


def _lost(need: Has, time: Occurrence, vocabulary: Vocabulary) -> bool:
    """Returns whether less of an item was carried after than before."""
    states = (time.first.attempt.pre_state, time.last.attempt.post_state)
    counts = [
        sum(h.count for h in s.inventory.items if vocabulary.matches(need.item, h.item))
        for s in states
        if s.inventory is not None
    ]
    return len(counts) == len(states) and counts[1] < counts[0]
