"""Composed skills: how a result was come by from the beginning, as calls of skills.

What led to a result within an episode is taken as its chain. Each of its steps that an active
skill does becomes a call of that skill, and a run of steps that an active composed skill comes to
becomes one call of it, so that the way to a stone pickaxe calls the way to a wooden one. Counts are
parameters: a run for more is the same run. What has worked as a whole twice becomes active.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median_low

from diagnosis import HARD_CAUSES, Cause
from envs import Has, Subgoal, Vocabulary, all_of
from memory._building import parts
from memory._calls import Step, body, step_by
from memory._chains import Chain, Link, chain_to
from memory._draft import Draft
from memory._from_successes import Shows
from memory._nesting import Leaf, NestingError, outline
from memory._standing import episode_of
from memory.entries import (
    MAX_COSTS,
    MAX_SKILL_STEPS,
    Effect,
    Skill,
    Status,
    entry_id,
)
from memory.experience import Experience
from memory.gate import skill_refusal
from memory.skills import sentence, status_by_evidence

_LEAST_STEPS = 3
"""A chain of fewer is as easily planned as called."""

_MADE = frozenset({"craft", "smelt"})
# What a full bag has no room for is refused to any skill.
_LACKING = HARD_CAUSES - {Cause.inventory_full}


def learn_compositions(
    experiences: Sequence[Experience], shows: Shows, draft: Draft, vocabulary: Vocabulary
) -> None:
    """Composes skills of what led to each result, and bears out or refutes those that are known.

    Args:
        experiences: The round's, in the order of learning.
        shows: What those that worked show.
        draft: The knowledge, with the round's plain skills in it already; changed in place.
        vocabulary: The world's words.
    """
    for _, some in groupby(experiences, key=lambda e: episode_of(e.id)):
        episode = list(some)
        for failure in episode:
            if failure.diagnosis.cause in _LACKING and failure.plan.prefix:
                _hold_against(failure, draft, vocabulary)
        for chain in _chains(episode, shows, vocabulary):
            _learn(chain, draft, vocabulary)
    _retire_callers(draft)


def _chains(episode: Sequence[Experience], shows: Shows, vocabulary: Vocabulary) -> Iterator[Chain]:
    """Yields the chain to each thing that was made in an episode, the first time it was."""
    successes = [(e, shows[e.id]) for e in episode if e.id in shows]
    made: set[str] = set()
    for number, (_, shown) in enumerate(successes):
        if shown.step.kind in _MADE and shown.gives is not None and shown.gives not in made:
            made.add(shown.gives)
            chain = chain_to(successes, number, vocabulary)
            if len(chain.links) >= _LEAST_STEPS:
                yield chain


def _learn(chain: Chain, draft: Draft, vocabulary: Vocabulary) -> None:
    leaves = [step_by(_asked_for(link), draft, vocabulary) for link in chain.links]
    item = str(chain.links[-1].shown.gives)
    content = {"composes": item, "of": ",".join(leaf.name for leaf in leaves)}
    id_ = entry_id("skill", content)
    known = draft.get(id_)
    known = known if isinstance(known, Skill) else None
    if known is None or known.status == "retired":
        size = (len(chain.needs), len(leaves))
        rivals = (o for o in draft.composed(item) if known is None or o.status == "active")
        if any(_size(other, draft) <= size for other in rivals):
            # What is known takes no more than this.
            return
    found = _composed(id_, chain, leaves, draft, known)
    _keep(found, known, chain, draft, vocabulary)


def _composed(
    id_: str, chain: Chain, leaves: Sequence[Step], draft: Draft, known: Skill | None
) -> Skill:
    """Returns the skill that does as a chain did; asking for no more than what is known of it."""
    last = chain.links[-1]
    item, goal = str(last.shown.gives), Has(item=str(last.shown.gives), count=last.count)
    cost = sum(link.experience.attempt.ticks for link in chain.links)
    costs = (*(() if known is None else known.costs), cost)[-MAX_COSTS:]
    does = body(leaves, id_, draft)
    used = tuple(Effect(item=n.item, delta=-n.count) for n in chain.needs if isinstance(n, Has))
    effects = (*used, Effect(item=item, delta=last.count))
    skill = Skill(
        id=id_,
        scope=draft.scope,
        goal=goal,
        parameters=does.parameters,
        preconditions=all_of(*chain.needs) if chain.needs else None,
        steps=does.steps,
        verification=goal,
        effects=tuple(sorted(effects, key=lambda e: (e.item, e.delta))),
        batch=last.count,
        cost_ticks=median_low(costs),
        costs=costs,
    )
    if known is None:
        return skill
    if _asked(known) <= _asked(skill):
        skill = known.model_copy(update={"costs": costs, "cost_ticks": skill.cost_ticks})
    return skill.model_copy(update={"status": known.status, "evidence": known.evidence})


def _keep(
    skill: Skill, known: Skill | None, chain: Chain, draft: Draft, vocabulary: Vocabulary
) -> None:
    """Keeps a composed skill that one more success bears out, if the gate lets it in."""
    experience, began = chain.links[-1].experience, chain.links[0].experience.attempt
    skill = skill.model_copy(update={"evidence": skill.evidence.supported(experience.id)})
    refusal = skill_refusal(skill, began, vocabulary, draft.get)
    if refusal is not None:
        draft.refuse(skill, refusal, experience.id)
        return
    ids = tuple(link.experience.id for link in chain.links)
    if known is None:
        draft.change("created", skill, sentence(skill), ids)
        return
    skill = skill.model_copy(update={"status": _status(skill)})
    if (skill.steps, skill.parameters) != (known.steps, known.parameters):
        draft.change("merged", skill, f"As it went this time, {sentence(skill)}", ids)
    if skill.status == "active" and known.status != "active":
        again = known.status == "retired"
        reason = "It works again." if again else "It has worked as a whole more than once."
        draft.change("reactivated" if again else "activated", skill, reason, ids)
        _retire_longer(skill, draft)
    else:
        draft.note(skill, experience.id)


def _retire_longer(skill: Skill, draft: Draft) -> None:
    """Retires the longer ways to the same that haven't proved themselves as this one has."""
    for other in draft.composed(str(getattr(skill.goal, "item", None))):
        doubtful = other.status == "candidate" and other.origin is None
        if doubtful and other.goal == skill.goal and _size(other, draft) > _size(skill, draft):
            gone = other.model_copy(update={"status": "retired"})
            draft.change("merged", gone, f"{skill.id} does the same and takes less.")


def _hold_against(failure: Experience, draft: Draft, vocabulary: Vocabulary) -> None:
    """Counts a failure against the composed skills in whose midst the plan was refused.

    Something was lacking though all of it that comes before had been done: the skill has what is
    lacking neither among its steps nor among its preconditions.
    """
    tried = step_by(_without_tool(failure.attempt.subgoal), draft, vocabulary)
    through = [skill for skill in draft.composed() if tried.name in draft.names(skill)]
    if not through or failure.plan.current.subgoal != failure.attempt.subgoal:
        return
    before = (_without_tool(step.subgoal) for step in failure.plan.prefix[-MAX_SKILL_STEPS:])
    done = [*(step_by(subgoal, draft, vocabulary) for subgoal in before), tried]
    for skill in through:
        if not draft.names(skill):
            # It calls one that was just retired for the same failure.
            continue
        steps = outline(skill, draft.get)
        counted = failure.id in skill.evidence.contradicting_ids
        if counted or not any(_ends_with(done, steps[: n + 1]) for n in range(1, len(steps))):
            continue
        update = skill.model_copy(update={"evidence": skill.evidence.contradicted(failure.id)})
        update = update.model_copy(update={"status": _status(update)})
        if update.status == "retired":
            reason = "It has been refused in its midst too often of late."
            draft.change("retired", update, reason, (failure.id,))
        else:
            draft.note(update, failure.id)


def _ends_with(done: Sequence[Step], steps: Sequence[Leaf]) -> bool:
    """Returns whether what was done last is `steps`, for as many of each or more."""
    last = done[-len(steps) :]
    return len(last) == len(steps) and all(
        mine.name == step.name and (mine.count or 0) >= (step.count or 0)
        for mine, step in zip(last, steps, strict=True)
    )


def _without_tool(subgoal: Subgoal) -> Subgoal:
    apart = {"tool": None, "checks": (), "budget_ticks": None}
    return subgoal.model_copy(
        update={name: value for name, value in apart.items() if name in type(subgoal).model_fields}
    )


def _retire_callers(draft: Draft) -> None:
    """Retires what calls a skill that is no more in force."""
    changed = True
    while changed:
        changed = False
        for skill in draft.composed():
            try:
                outline(skill, draft.get)
            except NestingError as error:
                update = skill.model_copy(update={"status": "retired"})
                draft.change("retired", update, str(error))
                changed = True


def _asked_for(link: Link) -> Subgoal:
    """Returns the step of a link, for as many as the chain took of what it gave."""
    step = link.shown.step
    counted = "count" in type(step).model_fields
    return step.model_copy(update={"count": max(1, link.count)}) if counted else step


def _status(skill: Skill) -> Status:
    if skill.status == "candidate" and skill.evidence.supporting < 2:
        return "candidate"
    return status_by_evidence(skill)


def _size(skill: Skill, draft: Draft) -> tuple[int, int]:
    """Returns what a composed skill takes: how many preconditions, and how many subgoals."""
    return (len(parts(skill.preconditions)), len(draft.names(skill)) or MAX_SKILL_STEPS + 1)


def _asked(skill: Skill) -> tuple[int, int]:
    counts = sum(p.default for p in skill.parameters if isinstance(p.default, int))
    return (len(parts(skill.preconditions)), counts)
