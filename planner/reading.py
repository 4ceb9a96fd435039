"""How the novice reads its prompt: sections by their headings, lines by their sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from envs import (
    Condition,
    Inventory,
    ItemCount,
    KnownPlace,
    Nearby,
    NotationError,
    Position,
    State,
    Subgoal,
    Tally,
    Vitals,
    parse,
    parse_subgoal,
)
from planner.parts import Outcome
from planner.said import SaidFailure, SaidGuardrail, SaidSkill
from planner.sentences import (
    read_example,
    read_failure,
    read_forbidden,
    read_guardrail,
    read_skill,
)

EACH_COUNTS = "Each part counts by itself, and once it held it counts for good."
"""How a prompt says that a task is open-ended."""

_VITAL = re.compile(r"(health|food|drink|energy|air) (-?[0-9.]+)")
_COUNTED = re.compile(r"(\d+) (\S+?)(?=[,.]|$)")
_SEEN = re.compile(r"(\S+) \((\d+) blocks? away\)")
_PLACED = re.compile(
    r"At \((-?\d+), (-?\d+), (-?\d+)\), (overworld|the_nether|the_end)\b(?:, biome (\w+))?"
)
_COVER = re.compile(r"^At \(.*, (in the open|under cover)\.$", re.MULTILINE)
_DEEDS = re.compile(r"^Done so far: (.*)\.$", re.MULTILINE)
_DEED = re.compile(r"(\w+) (\S+) (?:once|(\d+) times)(?: by tick (\d+))?(?=,|$)")
_TICK = re.compile(r"^Tick (\d+) of", re.MULTILINE)
_KNOWN = re.compile(r"(\S+) \((-?\d+), (-?\d+), (-?\d+)\)")


@dataclass(frozen=True)
class Read:
    """What the novice understood of its prompt.

    Attributes:
        instruction: The task in words.
        goal: The task's goal.
        each_counts: Whether each part of the goal counts by itself.
        state: As much of the state as is told.
        skills: Skills it was told of.
        guardrails: Guardrails it was told of.
        examples: (instruction, subgoals) of plans that worked.
        failures: What failed in this episode.
        forbidden: What was just forbidden.
        finished: The steps of the plan that are done.
        deeds: What was done in this episode, where that is told.
        since: How many ticks ago a deed was last done, by (verb, object), where that is told.
    """

    instruction: str
    goal: Condition
    each_counts: bool
    state: State
    skills: tuple[SaidSkill, ...]
    guardrails: tuple[SaidGuardrail, ...]
    examples: tuple[tuple[str, tuple[Subgoal, ...]], ...]
    failures: tuple[SaidFailure, ...]
    forbidden: tuple[Subgoal, ...]
    finished: tuple[Subgoal, ...]
    deeds: Tally
    since: Mapping[tuple[str, str], int]

    @property
    def outcomes(self) -> list[Outcome]:
        """What was done and what failed, in order, as far as it is told."""
        done: list[Outcome] = [(subgoal, None) for subgoal in self.finished]
        for failure in reversed(self.failures):
            at = max(0, len(self.finished) - failure.since)
            done.insert(at, (failure.subgoal, failure.cause))
        return done


def read_prompt(text: str) -> Read:
    """Returns what is understood of a prompt's user message.

    Raises:
        ValueError: If it has no task, no readable goal or no state where they belong.
    """
    sections = _sections(text)
    task, state = sections.get("Task", []), sections.get("State", [])
    goal = next((line.removeprefix("Goal: ") for line in task if line.startswith("Goal: ")), None)
    if goal is None or not state:
        raise ValueError("Expected a prompt with a task, its goal and a state.")
    try:
        wanted = parse(goal)
    except NotationError as error:
        raise ValueError(f"Expected a prompt with a goal that can be read. {error}") from error
    examples = (read_example(line) for line in _items(sections, "Plans that worked"))
    return Read(
        instruction=task[0],
        goal=wanted,
        each_counts=EACH_COUNTS in task,
        state=_state("\n".join(state)),
        skills=tuple(filter(None, map(read_skill, _items(sections, "Skills")))),
        guardrails=tuple(filter(None, map(read_guardrail, _items(sections, "Guardrails")))),
        examples=tuple(filter(None, examples)),
        failures=tuple(filter(None, map(read_failure, _items(sections, "Failed")))),
        forbidden=tuple(filter(None, map(read_forbidden, _items(sections, "Forbidden")))),
        finished=tuple(_finished(sections.get("Finished", []))),
        deeds=_deeds("\n".join(state)),
        since=_since("\n".join(state)),
    )


def _sections(text: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("## "):
            lines = sections.setdefault(line[3:].strip(), [])
        elif line.strip():
            lines.append(line.strip())
    return sections


def _items(sections: Mapping[str, list[str]], name: str) -> list[str]:
    return [line[2:] for line in sections.get(name, []) if line.startswith("- ")]


def _finished(lines: Iterable[str]) -> Iterator[Subgoal]:
    for line in lines:
        try:
            yield parse_subgoal(line.partition(". ")[2])
        except NotationError:
            continue


def _deeds(text: str) -> Tally:
    """Returns what is told to have been done so far; with what tool isn't told."""
    told = _DEED.findall("".join(_DEEDS.findall(text)[:1]))
    deeds = [
        {"verb": verb, "object": what, "tool": "none", "count": int(times or 1)}
        for verb, what, times, _ in sorted(told)
    ]
    try:
        return Tally.model_validate({"deeds": deeds})
    except ValidationError:
        return Tally()


def _since(text: str) -> dict[tuple[str, str], int]:
    told = _DEED.findall("".join(_DEEDS.findall(text)[:1]))
    now = int("".join(_TICK.findall(text)[:1]) or 0)
    return {(verb, what): max(0, now - int(tick)) for verb, what, _, tick in told if tick}


def _state(text: str) -> State:
    told = dict(line.partition(": ")[::2] for line in text.splitlines())
    carried = _COUNTED.findall(told.get("Carried", ""))
    items = tuple(
        ItemCount(item=item, count=int(n)) for n, item in sorted(carried, key=lambda c: c[1])
    )
    here = _PLACED.search(text)
    at = None if here is None else dict(zip("xyz", map(int, here.group(1, 2, 3)), strict=True))
    dimension = "overworld" if here is None else here[4]
    places = _KNOWN.findall(told.get("Known places", ""))
    return State(
        tick=0,
        inventory=Inventory(items=items, free_slots=_free_slots(told)),
        vitals=_vitals(told.get("Vitals", "")),
        time=_time(told),
        position=None
        if at is None
        else Position.model_validate({**at, "dimension": dimension, "sky": _sky(text)}),
        biome=None if here is None else here[5],
        places=tuple(
            KnownPlace.model_validate({"name": n, "x": x, "y": y, "z": z, "dimension": dimension})
            for n, x, y, z in places
        ),
        blocks=tuple(
            _nearby(name, int(far)) for name, far in _SEEN.findall(told.get("In view", ""))
        ),
        stations=tuple(
            _nearby(name, int(far))
            for name, far in sorted(_SEEN.findall(told.get("Stations in reach", "")))
        ),
    )


def _vitals(text: str) -> Vitals | None:
    points = {name: float(value) for name, value in _VITAL.findall(text.rstrip("."))}
    return Vitals.model_validate(points) if "health" in points else None


def _sky(text: str) -> bool | None:
    """Returns whether the agent stands in the open; `None` if that isn't told."""
    return {"in the open": True, "under cover": False}.get("".join(_COVER.findall(text)[:1]))


def _time(told: Mapping[str, str]) -> int | None:
    """Returns the ticks since sunrise; `None` if they aren't told."""
    return int(told["Time"].split()[0]) if "Time" in told else None


def _free_slots(told: Mapping[str, str]) -> int:
    """Returns how many slots are free; as many as a player has if that isn't told."""
    said = told.get("Free slots", "").rstrip(".")
    return int(said) if said.isdigit() else Inventory().free_slots


def _nearby(name: str, distance: int) -> Nearby:
    # Where exactly it lies isn't told, and no plan depends on it.
    return Nearby(name=name, count=1, x=0, y=0, z=0, distance=distance)
