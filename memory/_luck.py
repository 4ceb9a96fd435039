"""Guardrails from failures that depend on luck, and from what known ways show by contrast.

Nothing found, no way there, killed at night: one failure proves nothing. Such a lesson starts
as a candidate, one for each facet in which the cause says to look; every later attempt of its
kind is evidence for or against it. It is only drawn where a way that has worked stands beside
the failures: without that contrast, what is forbidden might be the only way there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil

from diagnosis import Cause
from envs import (
    Attempt,
    AtTime,
    Condition,
    Craft,
    Gather,
    Has,
    HasTool,
    Heights,
    Hunt,
    Near,
    Not,
    Sleep,
    Smelt,
    Subgoal,
    View,
    Vital,
    Vocabulary,
    Wait,
)
from memory._asked import without_all
from memory._building import parts, primitive_step
from memory._lesson import guardrail, target_pattern
from memory._shown import before, same_block
from memory._sightings import Sightings, by_sight, stood_at
from memory._wording import doing, failing
from memory.entries import Guardrail, Remedy, Skill
from memory.patterns import Scalar, SubgoalPattern
from memory.skills import LUCK

IN_VAIN = LUCK | {Cause.window_blocked}
"""Causes that may lie in where and of what something was sought."""

HARM = frozenset({Cause.hazard, Cause.killed})
"""Causes that may lie in when, and in what state, something was begun."""

_BESIDE = 2
"""What is so near, in blocks, has to be fought, whatever the odds."""
_LIMIT = 2_048


def soft_lessons(
    attempt: Attempt,
    cause: Cause,
    scope: str,
    skills: Iterable[Skill],
    sightings: Sightings,
    vocabulary: Vocabulary,
) -> Iterator[Guardrail]:
    """Yields the candidates that a failure by bad luck or bad judgement gives rise to.

    Args:
        attempt: The failed attempt.
        cause: Its cause, none of the hard ones.
        scope: To what the guardrails belong.
        skills: Ways that have worked, of the same kind of subgoal.
        sightings: What was seen in passing.
        vocabulary: The world's words.
    """
    if cause in IN_VAIN:
        yield from _elsewhere(attempt, cause, scope, skills, sightings, vocabulary)
    elif cause in HARM:
        strong = Vital(name="health", least=half_health(attempt, sightings.full_health))
        yield from _otherwise(attempt, cause, scope, strong, vocabulary)


def half_health(attempt: Attempt, most: float) -> int:
    """Returns half of the best health that was seen, in points: worlds count it differently.

    Args:
        attempt: Counts too.
        most: The best health of all attempts, in points.
    """
    vitals = attempt.pre_state.vitals
    return max(1, ceil(max(most, vitals.health if vitals is not None else 0.0) / 2))


def stood_beside(attempt: Attempt, vocabulary: Vocabulary) -> bool:
    """Returns whether what was hunted stood beside the agent already: there was no choice."""
    subgoal = attempt.subgoal
    return isinstance(subgoal, Hunt) and _beside(subgoal).holds(before(attempt, vocabulary))


def rested(attempt: Attempt) -> bool:
    """Returns whether the agent slept or waited: to wait or rest instead would be no remedy."""
    return isinstance(attempt.subgoal, Sleep | Wait)


def alternative(
    subgoal: Subgoal, skills: Iterable[Skill], vocabulary: Vocabulary
) -> tuple[tuple[str, Scalar], ...]:
    """Returns the (field, value) pairs by which the best known way to the same item differs."""
    ranked = sorted(skills, key=lambda s: (-s.evidence.reliability, s.cost_ticks, s.id))
    for skill in ranked:
        step = primitive_step(skill)
        if step is not None and skill.status == "active" and skill.evidence.reliability >= 0.5:
            pairs = _differences(subgoal, step, vocabulary)
            if pairs:
                return pairs
    return ()


def lacked(
    attempt: Attempt, cause: Cause, scope: str, skills: Iterable[Skill], vocabulary: Vocabulary
) -> Guardrail | None:
    """Returns what a failure lacked of what known ways used up, where nobody said what it was.

    Args:
        attempt: The failed attempt.
        cause: `missing_material` or `missing_fuel`.
        scope: To what the guardrail belongs.
        skills: Ways that have worked, of the same kind of subgoal.
        vocabulary: The world's words.
    """
    subgoal, view = attempt.subgoal, before(attempt, vocabulary)
    if not isinstance(subgoal, Craft | Smelt):
        return None
    ways = [
        s
        for s in sorted(skills, key=lambda s: (-s.evidence.reliability, s.cost_ticks, s.id))
        if isinstance(step := primitive_step(s), Craft | Smelt) and step.item == subgoal.item
    ]
    missing = [_not_carried(skill, view) for skill in ways]
    if not missing or not all(missing):
        return None
    first = missing[0][0]
    if cause is Cause.missing_fuel and isinstance(subgoal, Smelt):
        trigger = without_all(has for some in missing for has in some)
        pattern = SubgoalPattern.of("smelt", item=subgoal.item, fuel=None)
    else:
        trigger, pattern = without_all([first]), target_pattern(subgoal)
    return guardrail(
        scope,
        cause,
        "needs fuel" if cause is Cause.missing_fuel else f"needs {first.item}",
        pattern,
        trigger,
        Remedy(achieve=first),
        f"{doing(subgoal)} worked with {first.count} {first.item}; without it failed.",
    )


def _not_carried(skill: Skill, view: View) -> list[Has]:
    return [
        part
        for part in parts(skill.preconditions)
        if isinstance(part, Has) and part.evaluate(view) is False
    ]


def _elsewhere(
    attempt: Attempt,
    cause: Cause,
    scope: str,
    skills: Iterable[Skill],
    sightings: Sightings,
    vocabulary: Vocabulary,
) -> Iterator[Guardrail]:
    subgoal = attempt.subgoal
    pairs, known = alternative(subgoal, skills, vocabulary), "has worked"
    if not pairs:
        pairs, known = (
            by_sight(subgoal, stood_at(attempt), sightings, vocabulary),
            "is where it was seen",
        )
    if not pairs:
        return
    # The first difference is what is held against it: the source before the height.
    field = "source" if "source" in dict(pairs) else pairs[0][0]
    key = target_pattern(subgoal)
    fixed = {f.name: f.value for f in key.fields}
    if "item" in type(subgoal).model_fields:
        fixed["item"] = getattr(subgoal, "item", None)
    about, value = field, getattr(subgoal, field)
    if field == "height" and subgoal.kind == "gather":
        about, value = _zone(subgoal.height, dict(pairs)["height"])
    fixed[field] = value
    yield guardrail(
        scope,
        cause,
        f"another {about}",
        SubgoalPattern.of(subgoal.kind, **fixed),
        None,
        Remedy(replace=pairs),
        f"{failing(subgoal, cause)}; another {field} {known}.",
        key=key,
    )


def _zone(tried: Heights | None, works: Scalar) -> tuple[str, Scalar]:
    """Returns what to call the heights that were tried, and all heights like them."""
    if tried is None or not isinstance(works, tuple):
        return "height than the surface", None
    if tried[0] > works[1]:
        return "height than above", (works[1] + 1, _LIMIT)
    return "height than below", (-_LIMIT, works[0] - 1)


def _differences(
    subgoal: Subgoal, step: Subgoal, vocabulary: Vocabulary
) -> tuple[tuple[str, Scalar], ...]:
    match subgoal, step:
        case Gather(), Gather() if vocabulary.covers(step.item, subgoal.item):
            return tuple(_gather_differences(same_block(subgoal), step))
        case Craft(), Craft() if step.item == subgoal.item:
            names: tuple[str, ...] = ("station",)
        case Smelt(), Smelt() if step.item == subgoal.item:
            names = ("source", "station")
        case Hunt(), Hunt() if step.item is not None and step.item == subgoal.item:
            names = ("entity",)
        case _:
            return ()
    pairs = ((name, getattr(step, name)) for name in names)
    return tuple((name, value) for name, value in pairs if getattr(subgoal, name) != value)


def _gather_differences(subgoal: Gather, step: Gather) -> Iterator[tuple[str, Scalar]]:
    tried, works = subgoal.height, step.height
    apart = (tried is None) != (works is None) or (
        tried is not None
        and works is not None
        and not (tried[0] <= works[1] and works[0] <= tried[1])
    )
    if apart or (subgoal.source != step.source and tried != works):
        yield "height", works
    if subgoal.source != step.source:
        yield "source", step.source


def _otherwise(
    attempt: Attempt, cause: Cause, scope: str, strong: Vital, vocabulary: Vocabulary
) -> Iterator[Guardrail]:
    subgoal = attempt.subgoal
    in_the_open = isinstance(subgoal, Gather) and subgoal.height is None
    pattern = SubgoalPattern.of("gather", height=None) if in_the_open else target_pattern(subgoal)
    exception = _beside(subgoal) if isinstance(subgoal, Hunt) else None
    for trigger, remedy, words in _circumstances(cause, strong, vocabulary):
        if trigger.holds(before(attempt, vocabulary)):
            lesson = guardrail(
                scope, cause, str(trigger), pattern, trigger, remedy,
                f"{failing(subgoal, cause)} {words}.",
            )  # fmt: skip
            yield lesson.model_copy(update={"exception": exception})


def _beside(hunt: Hunt) -> Near:
    return Near(name=hunt.entity, distance=_BESIDE)


def _circumstances(
    cause: Cause, strong: Vital, vocabulary: Vocabulary
) -> Iterator[tuple[Condition, Remedy, str]]:
    """Yields the facets in which harm is looked into: when, how strong, how armed, how near."""
    day = AtTime(phase="day")
    night_over = Wait(ticks=12_000, until=day)
    yield AtTime(phase="night"), Remedy(achieve=day, steps=(night_over,)), "at night"
    rest = Wait(ticks=600, until=strong)
    yield (
        Not(of=strong),
        Remedy(achieve=strong, steps=(rest,)),
        f"with health under {strong.least}",
    )
    if cause is Cause.killed:
        sword = HasTool(tool="sword")
        yield Not(of=sword), Remedy(achieve=sword), "without a sword"
    elif vocabulary.knows("lava"):
        yield Near(name="lava", distance=8), Remedy(drop=True), "with lava near"
