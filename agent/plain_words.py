"""What was learned, in plain sentences for people.

The exact form of an entry, as a planner is told of it, is `planner.sentences`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from agent.plain_conditions import a, clause, heights
from agent.plain_deeds import done_by, field_in_words, forbidden_in_words
from envs import AtTime, EquippedWith, Happened, Has, InBiome, InDimension, Knows, Near
from memory import Entry, Guardrail, KnowledgeView, Remedy, Skill, SkillCall, SkillStep, for_item
from planner.operators_of_skills import atoms_of


def told(view: KnowledgeView, most: int = 8) -> tuple[str, ...]:
    """Returns the best-supported active skills and guardrails as sentences, `most` of each."""
    skills = [s for s in view.skills if s.status == "active"]
    guardrails = [g for g in view.guardrails if g.status == "active"]
    skills.sort(key=lambda s: (-s.evidence.supporting, s.id))
    guardrails.sort(key=lambda g: (-g.evidence.supporting, g.id))
    known = by_id(view.skills)
    return (
        *(f"{skill_in_words(s, known)} ({evidence_in_words(s)})" for s in skills[:most]),
        *(f"{_why(g)} ({evidence_in_words(g)})" for g in guardrails[:most]),
    )


def by_id(entries: Iterable[Entry]) -> dict[str, Skill]:
    """Returns the skills among entries by their ids."""
    return {entry.id: entry for entry in entries if isinstance(entry, Skill)}


def in_words(entry: Entry, known: Mapping[str, Skill]) -> str:
    """Returns an entry as a sentence.

    Args:
        entry: The entry.
        known: The skills that it may call, by their ids.
    """
    return skill_in_words(entry, known) if isinstance(entry, Skill) else guardrail_in_words(entry)


def skill_in_words(skill: Skill, known: Mapping[str, Skill]) -> str:
    """Returns a skill as a sentence; `known` are those that it may call."""
    given = [
        f"{p.name} ({p.admitted if p.within is None else heights(*p.within)})"
        for p in skill.parameters
        if p.admitted
    ]
    may = f" May be given: {', '.join(given)}." if given else ""
    skill = skill if skill.any_of is None else for_item(skill, skill.any_of)
    used = [f"{-e.delta} {e.item}" for e in skill.effects if e.delta < 0]
    taken = {effect.item for effect in skill.effects if effect.delta < 0}
    station = getattr(skill.steps[0], "station", None)
    needs = [
        clause(atom)
        for atom in atoms_of(skill.preconditions)
        if not (isinstance(atom, Has) and atom.item in taken)
        and not (isinstance(atom, Near) and atom.name == station)
    ]
    parts = [f"To {_goal(skill)}, {_act(skill, known)}"]
    if used:
        parts.append(f"which takes {' and '.join(used)}")
    if needs:
        parts.append(f"if {' and '.join(needs)}")
    return f"{', '.join(parts)}.{may}"


def guardrail_in_words(guardrail: Guardrail) -> str:
    """Returns a guardrail as a sentence or two: what is forbidden, when, why, and what to do."""
    said = f"Don't {forbidden_in_words(guardrail.forbidden)}"
    if guardrail.trigger is not None:
        said += f" while {clause(guardrail.trigger)}"
    if guardrail.exception is not None:
        said += f", unless {clause(guardrail.exception)}"
    said += f": {guardrail.cause.value.replace('_', ' ')}."
    return f"{said} {_instead(guardrail)}".rstrip()


def evidence_in_words(entry: Entry) -> str:
    """Returns how often an entry was borne out, and how often not."""
    evidence = entry.evidence
    if not evidence.supporting and not evidence.contradicting:
        return "not tried yet"
    return f"{_often(evidence.supporting)} so, {_often(evidence.contradicting)} not"


def _why(guardrail: Guardrail) -> str:
    """Returns a guardrail's own reason, where that is plain."""
    plain = guardrail.reason and "(" not in guardrail.reason
    return guardrail.reason if plain else guardrail_in_words(guardrail)


def _often(times: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(times, f"{times} times")


def _goal(skill: Skill) -> str:
    match skill.goal:
        case Has(item=item, count=count):
            return f"get {count} {'of ' if item.startswith('#') else ''}{item}"
        case Near(name=name):
            return f"have {a(name)} in reach"
        case Happened(verb=verb, object=str(thing)):
            return f"have {a(thing)} {verb}"
        case AtTime(phase=phase):
            return f"come to the {phase}"
        case InBiome(name=name) | InDimension(name=name):
            return f"come to the {skill.goal.kind} {name}"
        case Knows(place=name):
            return f"know of {a(name)}"
        case EquippedWith(item=item):
            return f"hold or wear {item}"
        case goal:
            return f"bring about {goal}"


def _act(skill: Skill, known: Mapping[str, Skill]) -> str:
    *before, last = (_step(step, known) for step in skill.steps)
    if before:
        return f"in turn: {', '.join(before)} and {last}"
    step = skill.steps[0]
    if isinstance(step, SkillCall):
        return last
    item = getattr(skill.goal, "item", None)
    return done_by(step, "it" if item is not None and item == getattr(step, "item", None) else None)


def _step(step: SkillStep, known: Mapping[str, Skill]) -> str:
    """Returns one step of several, with how many it asks for."""
    if not isinstance(step, SkillCall):
        return done_by(step)
    called, given = known.get(step.skill), dict(step.arguments)
    if called is None:
        return f"call {step.skill}"
    first = called.steps[0]
    if len(called.steps) > 1 or isinstance(first, SkillCall):
        return _goal(called)
    count = given.get("count")
    return done_by(first if count is None else first.model_copy(update={"count": count}))


def _instead(guardrail: Guardrail) -> str:
    """Returns what a remedy says to do; empty if there is none."""
    remedy = guardrail.remedy or Remedy()
    if remedy.drop:
        return "Leave it out."
    if remedy.away_blocks is not None:
        return f"Go {remedy.away_blocks} blocks away first."
    if remedy.replace:
        return f"Instead: {', '.join(field_in_words(*pair) for pair in remedy.replace)}."
    if remedy.achieve is not None:
        lacking = clause(remedy.achieve, holds=False)
        said = guardrail.trigger is not None and lacking in clause(guardrail.trigger)
        if said or remedy.achieve == guardrail.exception:
            return "See to that first."
        return f"See to it first that {clause(remedy.achieve)}."
    return f"First: {', '.join(done_by(step) for step in remedy.steps)}." if remedy.steps else ""
