"""The prompt: what a chat model is told before it plans, within a bound on its tokens.

The system message is the same in every call, so that servers can cache it. The user message has
sections, each under a line `## <Name>`: Task, State, what is known and lived through, Answer.
`planner.reading` reads the same text back.

Whatever the history, the prompt stays within its budget: all that may be left out is ranked in
one fixed order of importance, and the longest head of that ranking that fits is told. Text from
a world is told as data, on one line, within bounds.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain as chained
from typing import NamedTuple

from diagnosis import History
from envs import SUBGOAL_CLASSES, Nearby, Plan, State
from memory import Recall
from planner.chat import Message
from planner.guard import Violation
from planner.plan_schema import step_fields
from planner.planning import Situation
from planner.prompt_templates import Templates
from planner.reading import EACH_COUNTS
from planner.sentences import (
    example_line,
    failure_line,
    forbidden_line,
    guardrail_line,
    skill_line,
)

CHARACTERS_A_TOKEN = 4
"""How many characters a token is taken to have, on average (English text in common tokenizers)."""

MAX_FAILURES = 6
"""How many of the latest failures are told."""

MAX_CARRIED = 48
"""How many kinds of carried item are told; a player's slots hold no more than 41."""

MAX_DEEDS = 48
"""How many kinds of deed are told, where parts count each by itself."""

_SECTIONS = (
    "Skills",
    "Guardrails",
    "Plans that worked",
    "Experience",
    "Notes",
    "Finished",
    "Failed",
    "Forbidden",
)
"""The sections that may be left out, in the order in which they stand."""


class Piece(NamedTuple):
    """A line that may be left out.

    Attributes:
        section: The section, or `seen` or `places` of the state.
        order: Its place in the section.
        text: What it says.
    """

    section: str
    order: int
    text: str


def estimated_tokens(messages: Iterable[Message]) -> int:
    """Returns about how many tokens `messages` take: a quarter of their characters, rounded up."""
    characters = sum(len(message.content) for message in messages)
    return -(-characters // CHARACTERS_A_TOKEN)


def render_prompt(
    situation: Situation,
    recall: Recall,
    plan: Plan | None,
    token_budget: int,
    templates: Templates | None = None,
) -> tuple[Message, Message]:
    """Returns the system message and the user message.

    Args:
        situation: Where the agent stands.
        recall: What is remembered.
        plan: The plan whose finished prefix stays; `None` for a first plan.
        token_budget: At most so many tokens, as `estimated_tokens` counts. Task, state and the
            form of the answer are told in any case; with them alone it is about 1,500.
        templates: How it is said; `None` for the usual way.

    Raises:
        InputError: If a template can't be rendered.
    """
    templates = templates or Templates.usual()
    pieces = _ranked(situation, recall, plan)
    system = Message(role="system", content=templates.render("system", kinds=kind_lines()))

    def with_pieces(count: int) -> tuple[Message, Message]:
        text = _rendered(situation, pieces[:count], templates, replanning=plan is not None)
        return system, Message(role="user", content=text)

    count = _most(len(pieces), lambda n: estimated_tokens(with_pieces(n)) <= token_budget)
    return with_pieces(count)


def _most(limit: int, fits: Callable[[int], bool]) -> int:
    """Returns the greatest number up to `limit` that fits, if all lesser ones do; else 0."""
    if fits(limit):
        return limit
    low, high = 0, limit
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _ranked(situation: Situation, recall: Recall, plan: Plan | None) -> list[Piece]:
    """Returns all that may be left out, the most important first.

    What just went wrong comes first, then what is in sight, what is forbidden and known to work,
    then the past: a plan without these is only less informed.
    """
    state, violation = situation.view.state, situation.violation
    # What stopped the plan is told of first: no recall may have had room for it.
    first = () if violation is None else (violation.guardrail,)
    told = {g.id: g for g in (*first, *situation.guardrails, *recall.guardrails)}
    guardrails = tuple(told.values())
    skills = sorted(recall.skills, key=lambda s: (-s.evidence.reliability, s.id))
    return [
        *_pieces("Forbidden", _forbidden(situation.violation)),
        *reversed(_pieces("Failed", _failures(situation.history))),
        *_pieces("seen", _seen(state)),
        *chained.from_iterable(
            _alternating(
                _pieces("Guardrails", map(guardrail_line, guardrails)),
                _pieces("Skills", map(skill_line, skills)),
            )
        ),
        *_pieces("places", _places(state)),
        *reversed(_pieces("Finished", (str(s.subgoal) for s in plan.prefix) if plan else ())),
        *_pieces("Plans that worked", map(example_line, recall.examples)),
        *_pieces("Notes", recall.notes),
        *_pieces("Experience", (hit.text for hit in recall.hits if hit.text)),
    ]


def _pieces(section: str, texts: Iterable[str]) -> list[Piece]:
    return [Piece(section, order, text) for order, text in enumerate(texts)]


def _alternating(first: list[Piece], second: list[Piece]) -> Iterator[tuple[Piece, ...]]:
    for index in range(max(len(first), len(second))):
        yield (*first[index : index + 1], *second[index : index + 1])


def _forbidden(violation: Violation | None) -> tuple[str, ...]:
    if violation is None:
        return ()
    return (forbidden_line(violation.subgoal, violation.guardrail),)


def _failures(history: History) -> list[str]:
    lines: list[str] = []
    since = 0
    for attempt, diagnosis in reversed(history.pairs):
        if diagnosis.succeeded:
            since += 1
        elif len(lines) < MAX_FAILURES:
            lines.append(failure_line(attempt, diagnosis, since))
    return lines[::-1]


def _deeds(situation: Situation) -> list[str]:
    """Returns what was done so far, how often and when last, where deeds count for good."""
    if not situation.task.parts:
        return []
    times: Counter[tuple[str, str]] = Counter()
    for deed in situation.view.tally.deeds:
        times[deed.verb, deed.object] += deed.count
    last: dict[tuple[str, str], int] = {
        (deed.verb, deed.object): attempt.post_state.tick
        for attempt, _ in situation.history.pairs
        for deed in attempt.tally.deeds
    }
    told = []
    for (verb, what), number in times.most_common(MAX_DEEDS):
        often = "once" if number == 1 else f"{number} times"
        when = f" by tick {last[verb, what]}" if (verb, what) in last else ""
        told.append(f"{verb} {what} {often}{when}")
    return sorted(told)


def _seen(state: State) -> list[str]:
    """Returns what is in view, the nearest first."""
    things = (*(state.blocks or ()), *(state.entities or ()))
    return [_sighted(thing) for thing in sorted(things, key=lambda t: (t.distance, t.name))]


def _sighted(thing: Nearby) -> str:
    blocks = "block" if thing.distance == 1 else "blocks"
    return f"{thing.name} ({thing.distance} {blocks} away)"


def _places(state: State) -> list[str]:
    return [f"{place.name} ({place.x}, {place.y}, {place.z})" for place in state.places or ()]


def _rendered(
    situation: Situation, pieces: list[Piece], templates: Templates, *, replanning: bool
) -> str:
    task, state = situation.task, situation.view.state
    told: dict[str, list[str]] = {}
    for piece in sorted(pieces, key=lambda piece: piece.order):
        told.setdefault(piece.section, []).append(piece.text)
    return templates.render(
        "plan",
        instruction=json.dumps(task.instruction, ensure_ascii=False),
        goal=str(task.goal),
        each_counts=EACH_COUNTS if task.parts else None,
        time=state.time if task.parts else None,
        tick=task.budget_ticks - situation.ticks_left,
        horizon=task.budget_ticks,
        carried=_carried(state),
        free_slots=None if state.inventory is None else state.inventory.free_slots,
        conditions=_conditions(state),
        seen=sorted(told.get("seen", ())),
        stations=sorted({_sighted(station) for station in state.stations or ()}),
        deeds=_deeds(situation),
        places=told.get("places", ()),
        sections=[(name, told[name]) for name in _SECTIONS if name in told],
        replanning=replanning,
    )


def _carried(state: State) -> str | None:
    """Returns what is carried; empty for nothing, `None` where that isn't seen."""
    if state.inventory is None:
        return None
    told = [f"{held.count} {held.item}" for held in state.inventory.items]
    more = ["and more"] if len(told) > MAX_CARRIED else []
    return ", ".join((*told[:MAX_CARRIED], *more))


def _conditions(state: State) -> list[str]:
    """Returns the lines on the agent itself and on where it is, as far as these are seen."""
    lines: list[str] = []
    if state.equipment is not None and state.equipment.slots:
        worn = ", ".join(f"{slot.item} ({slot.slot})" for slot in state.equipment.slots)
        lines.append(f"Held and worn: {worn}.")
    if (vitals := state.vitals) is not None:
        told = [(n, getattr(vitals, n)) for n in ("health", "food", "drink", "energy", "air")]
        points = ", ".join(f"{name} {value:g}" for name, value in told if value is not None)
        effects = f"; effects {', '.join(vitals.effects)}" if vitals.effects else ""
        lines.append(f"Vitals: {points}{effects}.")
    if here := _here(state):
        lines.append(f"{here}.")
    return lines


def _here(state: State) -> str:
    where = state.position
    parts = [] if where is None else [f"At ({where.x}, {where.y}, {where.z})", where.dimension]
    if state.biome is not None:
        parts.append(f"biome {state.biome}")
    if state.time is not None:
        # When it gets dark for hostile mobs (Minecraft Wiki, Daylight cycle).
        parts.append("night" if 13_200 <= state.time < 22_800 else "day")
    if state.weather is not None:
        parts.append(state.weather)
    if where is not None and where.sky is not None:
        parts.append("in the open" if where.sky else "under cover")
    return ", ".join(parts)


@cache
def kind_lines() -> tuple[str, ...]:
    """Returns one line on each kind of subgoal: its fields and what it does."""
    return tuple(
        f"{kind}({', '.join(n if must else f'{n}?' for n, must in fields.items())}): "
        f"{(SUBGOAL_CLASSES[kind].__doc__ or '').splitlines()[0]}"
        for kind, fields in step_fields().items()
    )
