"""Which skills and guardrails a question is about: found backwards from the goal.

Wanted are the words of the goal and of what just failed. A skill whose goal is wanted makes its
preconditions and ingredients wanted, a guardrail over something wanted does so with its remedy,
and so on, step by step. The best known way to the goal comes first of all (`memory._leading`), then
what is nearer to the goal; at one distance guardrails come before skills, and the reliable before
the doubtful. What the goal doesn't lead to comes afterwards, by how alike its text is to the
question's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from envs import TIERS, Condition, HasTool, Subgoal, Vocabulary, tier_rank
from memory._leading import Leading
from memory._nesting import callees, is_composed
from memory.asking import question_text
from memory.embedding import Embedder
from memory.entries import Entry, Guardrail, KnowledgeView, Remedy, Skill, SkillCall
from memory.patterns import AtMost, Before, Forbidden, Inside, SubgoalPattern
from memory.recalls import Query
from memory.rows import tokens_in

_OBJECTS = ("entity", "item", "target")
_NAMED = (*_OBJECTS, "fuel", "on", "source", "station", "tool")


class Relevance:
    """Orders the entries of one view by what a question is about."""

    def __init__(self, view: KnowledgeView, vocabulary: Vocabulary, embedder: Embedder) -> None:
        self._entries: tuple[Entry, ...] = (*view.guardrails, *view.skills)
        self._vocabulary = vocabulary
        self._embedder = embedder
        self._leading = Leading(view.skills, vocabulary)
        self._vectors = embedder.embed([entry_text(entry) for entry in self._entries])

    def within(self, query: Query, token_budget: int) -> tuple[tuple[Entry, ...], int]:
        """Returns the most relevant entries that fit a budget, and the tokens they take.

        Guardrails are many, and they act whether they are recalled or not: skills come first up
        to half the budget, so that what leads to the goal isn't crowded out by what doesn't.
        A composed skill is only of use to whom it leads to the goal itself, with all that it
        calls.
        """
        ordered = self.ordered(query)
        composed = {e.id: e for e in ordered if isinstance(e, Skill) and is_composed(e)}
        plain = [entry for entry in ordered if entry.id not in composed]
        skills = [entry for entry in plain if isinstance(entry, Skill)]
        first, spent = _fitting(skills, token_budget // 2)
        wanted = self._words(query.task.goal)
        leading = [s for s in composed.values() if not wanted.isdisjoint(self._words(s.goal))]
        whole, some = _with_callees(leading, composed, first, token_budget // 8)
        spent += some
        rest, more = _fitting([e for e in plain if e not in first], token_budget - spent)
        return (*first, *whole, *rest), spent + more

    def ordered(self, query: Query) -> list[Entry]:
        """Returns all entries that may be about the question, the most relevant first."""
        mine = [
            number
            for number, entry in enumerate(self._entries)
            if not isinstance(entry, Guardrail) or entry.task in {None, query.task.id}
        ]
        asked = self._embedder.embed([question_text(query)])[0]
        likeness = np.round(self._vectors @ asked, 4)
        depths = self._depths(query, mine)
        far = len(self._entries)
        # The best known way to the goal comes before all that may have to do with it.
        way = {skill.id: at for at, skill in enumerate(self._leading.to(query.task.goal))}

        def place(number: int) -> tuple[int, int, float, bool, float, str]:
            entry = self._entries[number]
            depth = depths.get(number, far)
            unlike = -float(likeness[number]) if depth == far else 0.0
            reliability = entry.evidence.reliability
            at = way.get(entry.id, len(way))
            return (at, depth, unlike, isinstance(entry, Skill), -reliability, entry.id)

        return [self._entries[number] for number in sorted(mine, key=place)]

    def _depths(self, query: Query, mine: Sequence[int]) -> dict[int, int]:
        """Returns how many steps before the goal each entry comes in."""
        wanted = self._words(query.task.goal)
        if query.failed is not None:
            wanted |= self._named(query.failed, _NAMED)
        depths: dict[int, int] = {}
        for depth in range(len(mine) + 1):
            reached = [n for n in mine if n not in depths and self._serves(n, wanted)]
            if not reached:
                break
            depths.update(dict.fromkeys(reached, depth))
            wanted = wanted.union(*(self._needs(self._entries[n]) for n in reached))
        return depths

    def _serves(self, number: int, wanted: set[str]) -> bool:
        entry = self._entries[number]
        if isinstance(entry, Skill):
            brought = self._words(entry.goal)
            brought |= self._known(e.item for e in entry.effects if e.delta > 0)
            return not wanted.isdisjoint(brought)
        named = [self._objects(pattern) for pattern in _patterns(entry.forbidden)]
        # A guardrail over every subgoal of a kind (no digging at night) is about any of them.
        return any(not objects or not wanted.isdisjoint(objects) for objects in named)

    def _needs(self, entry: Entry) -> set[str]:
        if isinstance(entry, Guardrail):
            return set() if entry.remedy is None else self._remedied(entry.remedy)
        needs = self._words(entry.preconditions)
        needs |= self._known(e.item for e in entry.effects if e.delta < 0)
        for step in entry.steps:
            if not isinstance(step, SkillCall):
                needs |= self._named(step, _NAMED)
        return needs

    def _remedied(self, remedy: Remedy) -> set[str]:
        needs = self._words(remedy.achieve)
        for step in remedy.steps:
            needs |= self._named(step, _NAMED)
        return needs | self._known(v for _, v in remedy.replace if isinstance(v, str))

    def _words(self, condition: Condition | None) -> set[str]:
        found: set[str] = set()
        for atom in () if condition is None else condition.atoms():
            if isinstance(atom, HasTool):
                enough = TIERS[tier_rank(atom.tier) :]
                found |= (
                    {"shears"} if atom.tool == "shears" else {f"{t}_{atom.tool}" for t in enough}
                )
            named = (getattr(atom, field, None) for field in ("item", "name", "object", "place"))
            found |= self._known(name for name in named if name is not None)
        return found

    def _named(self, subgoal: Subgoal, fields: Iterable[str]) -> set[str]:
        named = (getattr(subgoal, field, None) for field in fields)
        return self._known(name for name in named if name is not None and name != "none")

    def _objects(self, pattern: SubgoalPattern) -> set[str]:
        values = (f.value for f in pattern.fields if f.name in _OBJECTS)
        return self._known(value for value in values if isinstance(value, str))

    def _known(self, names: Iterable[str]) -> set[str]:
        return {word for name in names for word in (name, *self._vocabulary.members(name))}


def _fitting(entries: Iterable[Entry], token_budget: int) -> tuple[list[Entry], int]:
    taken, spent = [], 0
    for entry in entries:
        cost = tokens_in(entry_text(entry))
        if spent + cost <= token_budget:
            taken.append(entry)
            spent += cost
    return taken, spent


def _with_callees(
    leading: Iterable[Skill],
    composed: Mapping[str, Skill],
    plain: Iterable[Entry],
    token_budget: int,
) -> tuple[list[Entry], int]:
    """Returns composed skills with all composed ones that they call, as far as they fit.

    One that calls a skill which isn't among `plain` can't be carried out, and is left out.
    """
    there = {entry.id for entry in plain}
    taken: dict[str, Entry] = {}
    spent = 0
    for skill in leading:
        needed = {skill.id: skill} if skill.id not in taken else {}
        waiting = list(needed.values())
        while waiting:
            for called in callees(waiting.pop()):
                if called in composed and called not in needed.keys() | taken.keys():
                    needed[called] = composed[called]
                    waiting.append(composed[called])
        called_all = {c for one in needed.values() for c in callees(one)}
        cost = sum(tokens_in(entry_text(one)) for one in needed.values())
        if called_all <= there | needed.keys() | taken.keys() and spent + cost <= token_budget:
            taken.update(needed)
            spent += cost
    return list(taken.values()), spent


def _patterns(forbidden: Forbidden) -> tuple[SubgoalPattern, ...]:
    match forbidden:
        case SubgoalPattern():
            return (forbidden,)
        case Before():
            return (forbidden.then,)
        case AtMost() | Inside():
            return (forbidden.pattern,)


def entry_text(entry: Entry) -> str:
    """Returns an entry in words, by which it is compared and its tokens are counted."""
    if isinstance(entry, Guardrail):
        when = f" when {entry.trigger}" if entry.trigger is not None else ""
        return f"Do not {entry.forbidden}{when}: {entry.reason or entry.cause}"
    given = f", given {entry.preconditions}" if entry.preconditions is not None else ""
    steps = "; ".join(
        f"skill {step.skill}" if isinstance(step, SkillCall) else str(step) for step in entry.steps
    )
    return f"{entry.id}: {entry.goal} by {steps}{given}"
