"""What was learned, held against the world: is the forbidden in vain, and the asked for needed?

    verdicts = judge(world, knowledge, tasks, seeds, tries=100)

The oracle plays episodes of tasks; at each of its steps the world is forked. What an active
guardrail forbids there and then is tried: the guardrail is true if that fails in more than half
of the tries. Where a skill's preconditions hold, one of them is taken away and the skill's step
tried: the precondition was necessary if that fails in more than half of them. Only the evaluation
may do so: nothing of it reaches planner, memory or diagnosis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import Field, ValidationError

from diagnosis import History, diagnose, has_succeeded
from envs import (
    TIERS,
    And,
    Condition,
    Discard,
    Environment,
    Forkable,
    Frozen,
    GoTo,
    Has,
    HasTool,
    InputError,
    Near,
    Plan,
    Solvable,
    Subgoal,
    Task,
    View,
    subgoal_adapter,
    tier_rank,
)
from memory import Guardrail, KnowledgeView, Recall, Skill, SubgoalPattern
from planner import OraclePlanner, Situation

STEP_TICKS = 6_000
"""What a try may take: five minutes of the game, as a subgoal of an episode usually may."""

_AWAY_BLOCKS = 40
"""How far one walks to be away from a station."""


class Judgeable(Environment, Forkable, Solvable, Protocol):
    """Is a world that can be put back, and in which the oracle can play."""


class Verdict(Frozen):
    """What trying showed of a guardrail, or of one precondition of a skill."""

    kind: Literal["guardrail", "precondition"]
    entry: str
    """The entry's id."""
    says: str
    """What is forbidden, or what is asked for, in words."""
    tries: int = Field(ge=0)
    failed: int = Field(ge=0)

    @property
    def true(self) -> bool | None:
        """Whether it failed in more than half of the tries; `None` if there was none."""
        return 2 * self.failed > self.tries if self.tries else None


def judgeable(world: Environment) -> Judgeable:
    """Returns the world as one in which can be judged.

    Raises:
        InputError: If it can't be put back, or doesn't tell its rules.
    """
    if isinstance(world, Forkable) and isinstance(world, Solvable):
        return world
    raise InputError(f"Expected a world that forks and tells its rules; {world.id} can't.")


@dataclass
class _Judged:
    """A claim that is tried wherever it can be, until it was tried often enough."""

    kind: Literal["guardrail", "precondition"]
    entry: str
    says: str
    attempt: Callable[[Judgeable, View], bool | None]
    """Tries it in the world as it stands, which is put back afterwards; returns whether that
    failed, `None` if it can't be tried there."""
    tries: int = 0
    failed: int = 0

    @property
    def verdict(self) -> Verdict:
        return Verdict(
            kind=self.kind, entry=self.entry, says=self.says, tries=self.tries, failed=self.failed
        )


def judge(
    world: Judgeable,
    knowledge: KnowledgeView,
    tasks: Sequence[Task],
    seeds: Sequence[int],
    *,
    tries: int,
) -> tuple[Verdict, ...]:
    """Returns a verdict on each active guardrail over a subgoal and each necessary precondition.

    Guardrails over a plan's order are left out: one step alone says nothing of them.

    Args:
        world: The world; its episode is lost.
        knowledge: What is judged.
        tasks: In whose episodes.
        seeds: With which seeds.
        tries: At most so many of each.
    """
    claims = [*_guardrails(knowledge.guardrails), *_preconditions(knowledge.skills)]
    for task in tasks:
        for seed in seeds:
            for view in _moments(world, task, seed):
                for claim in claims:
                    if claim.tries < tries:
                        _try(world, view, claim)
                if all(claim.tries >= tries for claim in claims):
                    return tuple(claim.verdict for claim in claims)
    return tuple(claim.verdict for claim in claims)


def _moments(world: Judgeable, task: Task, seed: int) -> Iterator[View]:
    """Yields what is seen before each of the oracle's steps; the world may be forked meanwhile."""
    state = world.reset(task, seed)
    planner, nothing = OraclePlanner(world), Recall(id="", view="")
    history, plan = History(world.vocabulary), Plan(steps=())
    while not task.goal.holds(history.view(state)) and state.tick < task.budget_ticks:
        yield history.view(state)
        left = task.budget_ticks - state.tick
        if not plan.unfinished:
            plan = planner.plan(Situation(task, history.view(state), history, left), nothing)
            if not plan.unfinished:
                return
        subgoal = plan.current.subgoal
        attempt = world.attempt(subgoal, min(subgoal.budget_ticks or STEP_TICKS, left))
        diagnosis = diagnose(attempt, history)
        history, state = history.extended(attempt, diagnosis), attempt.post_state
        plan = plan.advanced() if diagnosis.succeeded else Plan(steps=())


def _try(world: Judgeable, view: View, claim: _Judged) -> None:
    before = world.snapshot()
    failed = claim.attempt(world, view)
    world.restore(before)
    if failed is not None:
        claim.tries += 1
        claim.failed += failed


def _fails(world: Judgeable, subgoal: Subgoal) -> bool:
    return not has_succeeded(world.attempt(subgoal, STEP_TICKS), world.vocabulary)


def _guardrails(guardrails: Sequence[Guardrail]) -> Iterator[_Judged]:
    for guardrail in guardrails:
        forbidden = guardrail.forbidden
        if guardrail.status != "active" or not isinstance(forbidden, SubgoalPattern):
            continue
        when = f" while {guardrail.trigger}" if guardrail.trigger is not None else ""
        yield _Judged("guardrail", guardrail.id, f"{forbidden}{when}", _against(guardrail))


def _against(guardrail: Guardrail) -> Callable[[Judgeable, View], bool | None]:
    def attempt(world: Judgeable, view: View) -> bool | None:
        trigger, exception = guardrail.trigger, guardrail.exception
        if (trigger is not None and not trigger.holds(view)) or (
            exception is not None and exception.holds(view)
        ):
            return None
        subgoal = _one_more(guardrail.forbidden, view)
        return None if subgoal is None else _fails(world, subgoal)

    return attempt


def _one_more(pattern: object, view: View) -> Subgoal | None:
    """Returns a subgoal that a pattern matches and that isn't done already; `None` for none."""
    if not isinstance(pattern, SubgoalPattern):
        return None
    fields = {f.name: f.value for f in pattern.fields if f.value is not None}
    item = fields.get("item", fields.get("entity"))
    if isinstance(item, str) and pattern.verb in {"craft", "gather", "hunt", "smelt", "trade"}:
        fields["count"] = _carried(view, item) + 1
    try:
        subgoal = subgoal_adapter.validate_python({"kind": pattern.verb, **fields})
    except ValidationError:
        return None
    return subgoal if pattern.matches(subgoal, view.vocabulary) else None


def _preconditions(skills: Sequence[Skill]) -> Iterator[_Judged]:
    for skill in skills:
        if skill.status != "active" or len(skill.steps) > 1 or skill.preconditions is None:
            continue
        needs = skill.preconditions
        atoms = needs.of if isinstance(needs, And) else (needs,)
        for atom in atoms:
            if isinstance(atom, Has | HasTool | Near):
                others = tuple(other for other in atoms if other != atom)
                says = f"{atom} for {skill.steps[0]}"
                yield _Judged("precondition", skill.id, says, _lacking(skill, atom, others))


def _lacking(
    skill: Skill, atom: Has | HasTool | Near, others: tuple[Condition, ...]
) -> Callable[[Judgeable, View], bool | None]:
    def attempt(world: Judgeable, view: View) -> bool | None:
        step = skill.steps[0]
        if step.kind == "skill" or not all(need.holds(view) for need in (atom, *others)):
            return None
        for subgoal in _taking_away(atom, view):
            world.attempt(subgoal, STEP_TICKS)
        without = History(view.vocabulary).view(world.observe())
        if atom.evaluate(without) is not False or not all(o.holds(without) for o in others):
            return None
        wanted = dict(step)
        if "count" in wanted and "item" in wanted:
            wanted["count"] = _carried(without, str(wanted["item"])) + skill.batch
        return _fails(world, type(step).model_validate(wanted))

    return attempt


def _taking_away(atom: Has | HasTool | Near, view: View) -> Iterator[Subgoal]:
    """Yields what to do for a condition to hold no more."""
    state, words = view.state, view.vocabulary
    if isinstance(atom, Near):
        if (here := state.position) is not None:
            yield GoTo(x=here.x + _AWAY_BLOCKS, z=here.z, distance=8)
        return
    for held in state.inventory.items if state.inventory is not None else ():
        if isinstance(atom, Has):
            gone = words.matches(atom.item, held.item)
        else:
            names = {f"{t}_{atom.tool}" for t in TIERS if tier_rank(t) >= tier_rank(atom.tier)}
            gone = held.item in (names if atom.tool != "shears" else {"shears"})
        if gone:
            yield Discard(item=held.item, count=held.count)


def _carried(view: View, item: str) -> int:
    bag = view.state.inventory
    held = bag.items if bag is not None else ()
    return sum(h.count for h in held if view.vocabulary.matches(item, h.item))
