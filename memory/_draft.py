"""The knowledge as a round's distillation changes it, and the log entries that say how.

Changes of what an entry says or of its life are logged one by one, each with its reason. Mere
evidence is gathered and logged once an entry, at the end: what a round brings stays in
proportion to the entries it touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from envs import SUBGOAL_CLASSES, Has, Subgoal
from memory._nesting import NestingError, is_composed, outline
from memory.entries import (
    MAX_EVIDENCE_IDS,
    Change,
    Entry,
    Guardrail,
    KnowledgeView,
    LogEntry,
    Skill,
)
from memory.patterns import AtMost, Before, Forbidden, Inside, SubgoalPattern

_ABOUT = ("item", "source", "entity", "station", "container", "target")

_FIELDS = {
    kind: tuple(name for name in _ABOUT if name in subgoal.model_fields)
    for kind, subgoal in SUBGOAL_CLASSES.items()
}

E = TypeVar("E", bound=Entry)


class Draft:
    """All entries, living and retired, by id; changed in place while a round is distilled."""

    def __init__(self, known: KnowledgeView, retired: Iterable[Entry], round: int) -> None:
        self.scope = known.scope
        self._round = round
        self._entries: dict[str, Entry] = {}
        self._by_key: dict[tuple[str, str, str | None], list[str]] = {}
        self._log: list[LogEntry] = []
        self._evidence: dict[str, list[str]] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        self._refused: set[tuple[str, str]] = set()
        for entry in (*known.skills, *known.guardrails, *retired):
            self._keep(entry)

    def get(self, entry: str) -> Entry | None:
        """Returns the entry with an id, living or retired; `None` if there never was one."""
        return self._entries.get(entry)

    def skills(self, subgoal: Subgoal) -> list[Skill]:
        """Returns the living skills whose step may be like `subgoal`, by id."""
        return [s for s in self.skills_ever(subgoal) if s.status != "retired"]

    def skills_ever(self, subgoal: Subgoal) -> list[Skill]:
        """Returns the living skills whose step may be like `subgoal`, then the retired ones."""
        found = [e for e in self._about("skill", subgoal) if isinstance(e, Skill)]
        return sorted(found, key=lambda skill: skill.status == "retired")

    def general(self, verb: str) -> list[Skill]:
        """Returns the skills for any item of a tag with this kind of step, retired ones too."""
        ids = sorted(self._by_key.get(("general", verb, None), ()))
        return [e for i in ids if isinstance(e := self._entries[i], Skill)]

    def composed(self, item: str | None = None) -> list[Skill]:
        """Returns the living composed skills, by id; only those that give `item`, if it is set."""
        keys = [k for k in self._by_key if k[0] == "composed" and item in (None, k[2])]
        found = (self._entries[i] for i in sorted(i for k in keys for i in self._by_key[k]))
        return [e for e in found if isinstance(e, Skill) and e.status != "retired"]

    def names(self, skill: Skill) -> tuple[str, ...]:
        """Returns what a skill comes to; nothing where it calls what is no more in force."""
        if skill.id not in self._names:
            try:
                found = tuple(leaf.name for leaf in outline(skill, self.get))
            except NestingError:
                found = ()
            self._names[skill.id] = found
        return self._names[skill.id]

    def guardrails(self, subgoal: Subgoal) -> list[Guardrail]:
        """Returns the living guardrails that may be about `subgoal`, by id."""
        found = (e for e in self._about("guardrail", subgoal) if isinstance(e, Guardrail))
        return [guardrail for guardrail in found if guardrail.status != "retired"]

    def living(self, kind: type[E]) -> list[E]:
        """Returns the living entries of a kind, by id."""
        found = (self._entries[i] for i in sorted(self._entries))
        return [e for e in found if isinstance(e, kind) and e.status != "retired"]

    def touched(self, kind: type[E]) -> list[E]:
        """Returns the living entries of a kind that this round changed, by id."""
        ids = {change.entry.id for change in self._log if change.change != "refused"}
        found = (self._entries[i] for i in sorted(ids | set(self._evidence)))
        return [e for e in found if isinstance(e, kind) and e.status != "retired"]

    def change(
        self, change: Change, entry: Entry, reason: str, experiences: Iterable[str] = ()
    ) -> None:
        """Logs a change of what an entry says or of its life, and keeps the entry."""
        self._keep(entry)
        # The version logged now has the evidence so far in it.
        self._evidence.pop(entry.id, None)
        self._append(change, entry, reason, experiences)

    def note(self, entry: Entry, *experiences: str) -> None:
        """Keeps an entry of which only the evidence changed; it is logged at the end."""
        self._keep(entry)
        self._evidence.setdefault(entry.id, []).extend(experiences)

    def refuse(self, entry: Entry, reason: str, *experiences: str) -> None:
        """Logs that an entry wasn't let in; the same refusal is logged once a round."""
        if (entry.id, reason) not in self._refused:
            self._refused.add((entry.id, reason))
            self._append("refused", entry, reason, experiences)

    def finished(self) -> list[LogEntry]:
        """Returns the log of the round."""
        for entry_id in sorted(self._evidence):
            entry, experiences = self._entries[entry_id], self._evidence[entry_id]
            borne_out = entry.evidence.latest[-1:] == (True,)
            more = f"{len(experiences)} more experience{'s' if len(experiences) > 1 else ''}"
            self._append(
                "supported" if borne_out else "contradicted",
                entry,
                f"{more}; now {entry.evidence.supporting} for "
                f"and {entry.evidence.contradicting} against.",
                experiences,
            )
        self._evidence.clear()
        return list(self._log)

    def _append(self, change: Change, entry: Entry, reason: str, ids: Iterable[str]) -> None:
        self._log.append(
            LogEntry(
                round=self._round,
                change=change,
                entry=entry,
                reason=reason,
                experiences=tuple(ids)[-MAX_EVIDENCE_IDS:],
            )
        )

    def _keep(self, entry: Entry) -> None:
        before = self._entries.get(entry.id)
        self._entries[entry.id] = entry
        if _does(before) != _does(entry):
            # What calls it comes to something else now.
            self._names.clear()
        known = None if before is None or _apart(before) else _key(before)
        key = None if _apart(entry) else _key(entry)
        if known != key:
            if known is not None:
                self._by_key[known].remove(entry.id)
            if key is not None:
                self._by_key.setdefault(key, []).append(entry.id)

    def _about(self, kind: str, subgoal: Subgoal) -> list[Entry]:
        values = {getattr(subgoal, name) for name in _FIELDS[subgoal.kind]}
        ids: list[str] = []
        for value in values | {None}:
            ids += self._by_key.get((kind, subgoal.kind, value), ())
        return [self._entries[i] for i in sorted(ids)]


def _apart(entry: Entry) -> bool:
    """Returns whether the distiller's own lessons are drawn without regard to an entry.

    What a language model proposed mustn't stand in their way: see `memory._proposed`.
    """
    return entry.origin is not None and (entry.kind == "skill" or entry.status == "candidate")


def _does(entry: Entry | None) -> tuple[object, bool] | None:
    """Returns what of an entry others' calls of it hang on."""
    return (id(entry.steps), entry.status == "retired") if isinstance(entry, Skill) else None


def _key(entry: Entry) -> tuple[str, str, str | None]:
    """Returns (kind, verb, a name that a subgoal must have for the entry to be about it)."""
    if isinstance(entry, Skill) and is_composed(entry):
        return ("composed", "", entry.goal.item if isinstance(entry.goal, Has) else None)
    if isinstance(entry, Skill) and entry.any_of is not None:
        return ("general", entry.steps[0].kind, None)
    if isinstance(entry, Skill):
        step = entry.steps[0]
        about = next((v for name in _ABOUT if (v := getattr(step, name, None)) is not None), None)
        return ("skill", step.kind, about)
    pattern = pattern_of(entry.forbidden)
    named = (f.value for f in pattern.fields if f.name in _ABOUT and isinstance(f.value, str))
    # A tag stands for many names, so it can't be looked up by one.
    return ("guardrail", pattern.verb, next((v for v in named if not v.startswith("#")), None))


def pattern_of(forbidden: Forbidden) -> SubgoalPattern:
    """Returns the pattern of the subgoal that is forbidden, in a plan's pattern too."""
    match forbidden:
        case Before():
            return forbidden.then
        case AtMost() | Inside():
            return forbidden.pattern
        case SubgoalPattern():
            return forbidden
