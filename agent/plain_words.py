"""What was learned, in plain sentences for people."""

from __future__ import annotations

from envs import Craft, Gather, Has, Hunt, Near, Place, Smelt, Trade
from memory import Guardrail, KnowledgeView, Skill
from planner.operators import atoms_of


def told(view: KnowledgeView, most: int = 8) -> tuple[str, ...]:
    """Returns the best-supported active skills and guardrails as sentences, `most` of each."""
    skills = [s for s in view.skills if s.status == "active"]
    guardrails = [g for g in view.guardrails if g.status == "active"]
    skills.sort(key=lambda s: (-s.evidence.supporting, s.id))
    guardrails.sort(key=lambda g: (-g.evidence.supporting, g.id))
    return (
        *(skill_in_words(skill) for skill in skills[:most]),
        *(guardrail_in_words(guardrail) for guardrail in guardrails[:most]),
    )


def skill_in_words(skill: Skill) -> str:
    """Returns a skill as a sentence, with how often it worked."""
    used = [f"{-e.delta} {e.item}" for e in skill.effects if e.delta < 0]
    needs = [str(atom) for atom in atoms_of(skill.preconditions) if not _is_used(atom, skill)]
    parts = [f"To get {_goal(skill)}, {_act(skill)}"]
    if used:
        parts.append(f"which takes {' and '.join(used)}")
    if needs:
        parts.append(f"with {' and '.join(needs)}")
    return f"{', '.join(parts)}. ({_evidence(skill)})"


def guardrail_in_words(guardrail: Guardrail) -> str:
    """Returns a guardrail as a sentence, with how often it was borne out."""
    return f"{guardrail.reason} ({_evidence(guardrail)})"


def _evidence(entry: Skill | Guardrail) -> str:
    evidence = entry.evidence
    return f"{_often(evidence.supporting)} so, {_often(evidence.contradicting)} not"


def _often(times: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(times, f"{times} times")


def _goal(skill: Skill) -> str:
    match skill.goal:
        case Has(item=item, count=count):
            return f"{count} {item}"
        case Near(name=name):
            return f"a {name} in reach"
        case _:
            return str(skill.goal)


def _act(skill: Skill) -> str:
    if len(skill.steps) > 1:
        return f"call {len(skill.steps)} skills in turn"
    match skill.steps[0]:
        case Craft(station=station):
            return f"craft it at a {station}" if station else "craft it in the hand"
        case Smelt(station=station):
            return f"smelt it in a {station}"
        case Gather(source=source, item=item, height=height):
            block = source or item
            return (
                f"dig for {block} between y {height[0]} and {height[1]}"
                if height
                else f"break {block}"
            )
        case Hunt(entity=entity):
            return f"hunt a {entity}"
        case Trade(entity=entity):
            return f"trade with a {entity}"
        case Place(item=item):
            return f"place a {item}"
        case step:
            return f"do {step}"


def _is_used(atom: object, skill: Skill) -> bool:
    used = {effect.item for effect in skill.effects if effect.delta < 0}
    return isinstance(atom, Has) and atom.item in used
