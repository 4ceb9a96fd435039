"""The sentences in which knowledge reaches a prompt, and what can be read back from them.

Every arm's knowledge is put into these sentences and no others, so that arms differ in what
they know and not in how it is said. Each `..._line` has its `read_...`; what a reader doesn't
understand is `None`, as free text would be to a program.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from diagnosis import Diagnosis
from envs import (
    TIERS,
    Attempt,
    Heights,
    Ingredient,
    NotationError,
    Subgoal,
    parse,
    parse_subgoal,
)
from memory import Example, Guardrail, Parameter, Skill, SkillCall
from planner.said import Field, SaidFailure, SaidGuardrail, SaidSkill


def skill_line(skill: Skill) -> str:
    """Returns a skill in one line."""
    used = [f"{-e.delta} {e.item}" for e in skill.effects if e.delta < 0]
    parts = [
        f"{skill.id}: goal {skill.goal}",
        f"needs {skill.preconditions or 'nothing'}",
        *([f"uses up {', '.join(used)}"] if used else []),
        f"gives {skill.batch}",
        *(f"step {_step(step)}" for step in skill.steps),
        *(
            [f"arguments {', '.join(map(_parameter, skill.parameters))}"]
            if skill.parameters
            else []
        ),
        f"takes {skill.cost_ticks} ticks",
        f"reliability {skill.evidence.reliability:.2f}",
    ]
    return "; ".join(parts)


def _parameter(parameter: Parameter) -> str:
    """Returns what may be given: `count=4`, `tool (stone_pickaxe or better)`."""
    usual, admitted = parameter.default, parameter.admitted
    said = parameter.name if usual is None else f"{parameter.name}={_literal(usual)}"
    return f"{said} ({admitted})" if admitted else said


def _step(step: Subgoal | SkillCall) -> str:
    if isinstance(step, SkillCall):
        given = ", ".join(f"{name}={json.dumps(value)}" for name, value in step.arguments)
        return f"{step.skill}({given})"
    return str(step)


_ANY = re.compile(r'item="(?P<usual>[^"]+)" \(any of (?P<any_of>#[^)]+)\)')


def read_skill(line: str) -> SaidSkill | None:
    """Returns what a skill's line says, `None` if it isn't one."""
    head, _, rest = line.partition(": ")
    clauses = rest.split("; ")
    said = dict(clause.partition(" ")[::2] for clause in clauses if not clause.startswith("step "))
    does = [clause.removeprefix("step ") for clause in clauses if clause.startswith("step ")]
    # What other skills are called for is said in their lines.
    plain = not any(step.startswith("skill-") for step in does)
    given = _ANY.match(said.get("arguments", ""))
    try:
        steps = tuple(map(parse_subgoal, does)) if plain else ()
        needs = said["needs"]
        return SaidSkill(
            id=head,
            goal=parse(said["goal"]),
            needs=None if needs == "nothing" else parse(needs),
            uses=_ingredients(said.get("uses", "").removeprefix("up ").split(", ")),
            batch=int(said["gives"]),
            steps=steps,
            ticks=int(said["takes"].removesuffix(" ticks")),
            reliability=float(said["reliability"]),
            usual=given["usual"] if given else None,
            any_of=given["any_of"] if given else None,
        )
    except (KeyError, ValueError, NotationError):
        return None


def guardrail_line(guardrail: Guardrail) -> str:
    """Returns a guardrail in one line."""
    text = f"{guardrail.id}: never {guardrail.forbidden}"
    if guardrail.trigger is not None:
        text += f" while {guardrail.trigger}"
    if guardrail.exception is not None:
        text += f" unless {guardrail.exception}"
    text += f"; {guardrail.cause}"
    remedy = guardrail.remedy
    if remedy is None:
        return text
    if remedy.drop:
        return f"{text}; leave it out"
    if remedy.away_blocks is not None:
        return f"{text}; first go {remedy.away_blocks} blocks away"
    if remedy.replace:
        changes = ", ".join(f"{name}={_literal(value)}" for name, value in remedy.replace)
        return f"{text}; instead use {changes}"
    if remedy.achieve is not None:
        return f"{text}; first achieve {remedy.achieve}"
    return f"{text}; first {', then '.join(str(step) for step in remedy.steps)}"


_GUARDRAIL = re.compile(
    r"(?P<id>\S+): never (?P<verb>[a-z_]+)\((?P<fields>(?:[^()]|\([^()]*\))*)\)"
    r"(?: while (?P<trigger>.*?))?(?: unless (?P<exception>.*?))?; (?P<cause>[a-z_]+)"
    r"(?:; (?P<remedy>.*))?"
)
_FIELD = re.compile(r'([a-z_]+)=("[^"]*"|-?\d+|null|\(-?\d+, -?\d+\))')


def read_guardrail(line: str) -> SaidGuardrail | None:
    """Returns what the line of a guardrail over one subgoal says, `None` if it isn't one."""
    match = _GUARDRAIL.fullmatch(line)
    if match is None:
        return None
    remedy = match["remedy"] or ""
    achieve = remedy.removeprefix("first achieve ") if remedy.startswith("first achieve ") else None
    try:
        return SaidGuardrail(
            id=match["id"],
            verb=match["verb"],
            fields=_fields(match["fields"]),
            trigger=parse(match["trigger"]) if match["trigger"] else None,
            achieve=parse(achieve) if achieve else None,
            replace=_fields(remedy) if remedy.startswith("instead use ") else (),
            drop=remedy == "leave it out",
            remedied=bool(remedy),
        )
    except NotationError:
        return None


def forbidden_line(subgoal: Subgoal, guardrail: Guardrail) -> str:
    """Returns in one line what a guardrail has just forbidden, and why."""
    return f"{subgoal} by {guardrail.id}: {guardrail.reason or guardrail.cause}"


def read_forbidden(line: str) -> Subgoal | None:
    """Returns what a line says to be forbidden, `None` if it isn't such a line."""
    try:
        return parse_subgoal(line.partition(" by guardrail-")[0])
    except NotationError:
        return None


def example_line(example: Example) -> str:
    """Returns a whole plan that worked in one line."""
    steps = "; ".join(str(step.subgoal) for step in example.plan.steps)
    return f"{json.dumps(example.instruction, ensure_ascii=False)}: {steps}"


def read_example(line: str) -> tuple[str, tuple[Subgoal, ...]] | None:
    """Returns (instruction, subgoals) of a plan that worked, `None` if the line isn't one."""
    try:
        instruction, end = json.JSONDecoder().raw_decode(line)
        steps = line[end:].removeprefix(": ").split("; ")
        return str(instruction), tuple(parse_subgoal(step) for step in steps)
    except (ValueError, NotationError):
        return None


def failure_line(attempt: Attempt, diagnosis: Diagnosis, since: int = 0) -> str:
    """Returns a failed attempt in one line: what, why, and what it would have needed.

    Args:
        attempt: What was tried.
        diagnosis: Why it failed.
        since: How many steps have been done since.
    """
    parts = [f"{attempt.subgoal} failed: {diagnosis.cause or 'unknown'}"]
    for need in diagnosis.primary.needs if diagnosis.primary else ():
        match need.kind:
            case "station":
                parts.append(f"needs station {need.name}")
            case "tool" if need.tier_above is not None:
                parts.append(f"needs a better {need.name} than {need.tier_above}")
            case "room":
                parts.append("needs room")
            case _:
                parts.append(f"needs {need.count} {need.name}")
    if since:
        parts.append(f"{since} {'step' if since == 1 else 'steps'} done since")
    return "; ".join(parts)


def read_failure(line: str) -> SaidFailure | None:
    """Returns what a failure's line says, `None` if it isn't one."""
    what, found, rest = line.partition(" failed: ")
    if not found:
        return None
    cause, *needs = rest.split("; ")
    station: str | None = None
    better: tuple[str, str] | None = None
    items: list[str] = []
    since = 0
    for need in needs:
        match need.split():
            case [number, "step" | "steps", "done", "since"] if number.isdecimal():
                since = int(number)
            case ["needs", "room"]:
                pass
            case ["needs", "station", name]:
                station = name
            case ["needs", "a", "better", kind, "than", tier] if tier in TIERS:
                better = (kind, tier)
            case ["needs", count, item]:
                items.append(f"{count} {item}")
            case _:
                return None
    try:
        subgoal = parse_subgoal(what)
        return SaidFailure(subgoal, cause, _ingredients(items), station, better, since)
    except (ValueError, NotationError):
        return None


def _ingredients(texts: Iterable[str]) -> tuple[Ingredient, ...]:
    pairs = (text.split() for text in texts if text)
    return tuple(Ingredient(item=item, count=int(count)) for count, item in pairs)


def _fields(text: str) -> tuple[Field, ...]:
    return tuple((name, _value(value)) for name, value in _FIELD.findall(text))


def _literal(value: str | int | Heights | None) -> str:
    return str(value) if isinstance(value, tuple) else json.dumps(value)


def _value(text: str) -> str | int | Heights | None:
    if text.startswith("("):
        low, high = text.strip("()").split(", ")
        return int(low), int(high)
    value: str | int | None = json.loads(text)
    return value
