"""Which of the known skills lead to a goal: the best way to it, and to all that it takes.

Many ways lead to a common thing, and each of them to others; a prompt has room for few. So of all
that gives what is wanted the cheapest is taken, in ticks with all that it needs, doubtful skills
costing more. Costs settle by relaxing all skills until nothing changes (Bellman and Ford's shortest
paths), so that ways round in a circle are never taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from envs import Condition, Happened, Has, HasTool, Near, Vocabulary, tier_rank, tool_of
from memory._building import parts, primitive_step
from memory.entries import Skill

_UNKNOWN_TICKS = 1_000_000.0
"""What it costs to come by what no skill gives."""

_DEEDS = {"crafted": "craft", "killed": "hunt", "mined": "gather", "smelted": "smelt"} | {
    "traded": "trade"
}


class Leading:
    """The plain skills of a view, and what it costs to come by things by them."""

    def __init__(self, skills: Iterable[Skill], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        plain = [skill for skill in skills if primitive_step(skill) is not None]
        self._skills = [skill for skill in plain if skill.any_of is None]
        self._general = [skill for skill in plain if skill.any_of is not None]
        self._needs = {skill.id: _needs_of(skill) for skill in plain}
        self._serving: dict[Condition, list[Skill]] = {}
        self._costs: dict[Condition, float] = {}
        self._settle()

    def to(self, goal: Condition) -> list[Skill]:
        """Returns the skills of the best known way to a goal, what is nearest to it first."""
        found: dict[str, Skill] = {}
        waiting = [plain for atom in goal.atoms() for plain in _plain(atom)]
        seen = set(waiting)
        for need in waiting:
            serving = self._serves(need)
            if not serving:
                continue
            best = min(serving, key=lambda skill: (self._cost(skill), skill.id))
            found.setdefault(best.id, best)
            new = [n for n in self._needs[best.id] if n not in seen]
            seen.update(new)
            waiting += new
        return list(found.values())

    def _settle(self) -> None:
        wanted = {need for needs in self._needs.values() for need in needs}
        self._costs = dict.fromkeys(wanted, _UNKNOWN_TICKS)
        serving = {need: self._serves(need) for need in sorted(wanted, key=str)}
        changed = True
        while changed:
            changed = False
            for need, skills in serving.items():
                cost = min(map(self._cost, skills), default=_UNKNOWN_TICKS)
                if cost < self._costs[need]:
                    self._costs[need], changed = cost, True

    def _cost(self, skill: Skill) -> float:
        own = (1 + skill.cost_ticks) / skill.evidence.reliability
        return own + sum(self._costs.get(need, _UNKNOWN_TICKS) for need in self._needs[skill.id])

    def _serves(self, need: Condition) -> Sequence[Skill]:
        if need not in self._serving:
            own = [s for s in self._skills if self._gives(s, need)]
            self._serving[need] = own or [s for s in self._general if self._may_give(s, need)]
        return self._serving[need]

    def _may_give(self, skill: Skill, need: Condition) -> bool:
        """Returns whether a skill for any item of a tag may be asked for what is needed."""
        wanted = self._vocabulary.members(need.item) if isinstance(need, Has) else ()
        return any(self._vocabulary.matches(str(skill.any_of), item) for item in wanted)

    def _gives(self, skill: Skill, need: Condition) -> bool:
        match need:
            case Has(item=pattern):
                return any(self._vocabulary.covers(pattern, item) for item in _given(skill))
            case HasTool(tool=kind, tier=tier):
                tools = filter(None, map(tool_of, _given(skill)))
                return any(k == kind and tier_rank(t) >= tier_rank(tier) for k, t in tools)
            case Near(name=name):
                return isinstance(skill.goal, Near) and skill.goal.name == name
            case Happened(verb=verb, object=str(thing)):
                step = primitive_step(skill)
                named = [getattr(step, field, None) for field in ("source", "item", "entity")]
                done = any(self._vocabulary.covers(thing, n) for n in named if n is not None)
                return step is not None and step.kind == _DEEDS.get(verb) and done
            case _:
                return False


def _needs_of(skill: Skill) -> tuple[Condition, ...]:
    used = (Has(item=effect.item) for effect in skill.effects if effect.delta < 0)
    asked = (plain for part in parts(skill.preconditions) for plain in _plain(part))
    return tuple(dict.fromkeys((*asked, *used)))


def _plain(atom: Condition) -> tuple[Condition, ...]:
    """Returns what an atom wants, counts and distances aside."""
    match atom:
        case Has(item=item):
            return (Has(item=item),)
        case Near(name=name):
            return (Near(name=name),)
        case Happened(tool=str(tool)) if tool != "none":
            return (atom.model_copy(update={"count": 1, "tool": None}), Has(item=tool))
        case Happened():
            return (atom.model_copy(update={"count": 1}),)
        case HasTool():
            return (atom,)
        case _:
            return ()


def _given(skill: Skill) -> list[str]:
    given = [effect.item for effect in skill.effects if effect.delta > 0]
    return [*given, skill.goal.item] if isinstance(skill.goal, Has) else given
