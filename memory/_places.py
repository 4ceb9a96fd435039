"""Lessons of repetition and of place: not again here, not there without this.

They are drawn by contrast, as all that depends on luck: what was sought in vain here has been
found elsewhere, and where harm was done others came to none, who carried something or came at
another time. Each starts as a candidate and is borne out, or not, by what comes after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from diagnosis import Cause
from envs import (
    AtTime,
    BlockBroken,
    Has,
    Height,
    Moved,
    Not,
    Subgoal,
    UnderSky,
    View,
    Vital,
    Vocabulary,
    Wait,
    all_of,
)
from memory._lesson import guardrail
from memory._shown import before
from memory._wording import failing
from memory.entries import Guardrail, Remedy, Skill
from memory.experience import Experience
from memory.patterns import AtMost, Inside, SubgoalPattern, Tried, forbids_next, vain_here
from memory.skills import fits
from memory.vain import HERE_BLOCKS

_AWAY_BLOCKS = 2 * HERE_BLOCKS
_MOST_TIMES = 3
_MOST_ITEMS = 3
_DEEPEST = -2_048
_SOUGHT = frozenset({"explore", "gather", "hunt"})
_EXACTLY = ("entity", "height", "item", "sought", "source", "target")


def repetition_lessons(
    failure: Experience,
    vain: Sequence[Tried],
    scope: str,
    skills: Iterable[Skill],
    vocabulary: Vocabulary,
) -> Iterator[Guardrail]:
    """Yields that something isn't tried again where it came to nothing so often.

    Args:
        failure: Came to nothing too.
        vain: What its episode had tried in vain before.
        scope: To what the guardrails belong.
        skills: Ways that have worked, of the same kind of subgoal: without one, nothing shows
            that it is to be found elsewhere.
        vocabulary: The world's words.
    """
    subgoal, cause = failure.attempt.subgoal, failure.diagnosis.cause
    here = failure.attempt.pre_state.position
    if subgoal.kind not in _SOUGHT or cause is None:
        return
    pattern = exactly(subgoal)
    times = sum(
        pattern.matches(tried.subgoal, vocabulary) for tried in vain_here(vain, here, HERE_BLOCKS)
    )
    known = times and any(fits(skill, _by_any_tool(subgoal), vocabulary) for skill in skills)
    for count in range(1, min(times, _MOST_TIMES) + 1) if known else ():
        forbidden = AtMost(count=count, pattern=pattern, within_blocks=HERE_BLOCKS)
        yield guardrail(
            scope,
            cause,
            f"after {count} times here",
            forbidden,
            None,
            Remedy(away_blocks=_AWAY_BLOCKS),
            f"{failing(subgoal, cause)} again where it had failed {count} times; "
            "elsewhere it has worked.",
        )


def region_lessons(
    failure: Experience,
    cause: Cause,
    harmed: Sequence[Experience],
    unharmed: Sequence[Experience],
    scope: str,
    safe: int,
    vocabulary: Vocabulary,
) -> Iterator[Guardrail]:
    """Yields where and when something isn't begun, and what makes the difference there.

    Args:
        failure: Came to harm.
        cause: `hazard` or `killed`.
        harmed: All attempts of the same kind in its round that came to harm.
        unharmed: Those that worked.
        scope: To what the guardrails belong.
        safe: From this health on, in the world's points, nobody is called weak.
        vocabulary: The world's words.
    """
    subgoal = failure.attempt.subgoal
    pattern = SubgoalPattern.of(subgoal.kind)
    day, strong = AtTime(phase="day"), Vital(name="health", least=safe)
    weak = all_of(AtTime(phase="night"), UnderSky(), Not(of=strong))
    if weak.holds(before(failure.attempt, vocabulary)):
        yield guardrail(
            scope,
            cause,
            "at night in the open and weak",
            Inside(pattern=pattern, region=weak),
            None,
            Remedy(achieve=day, steps=(Wait(ticks=12_000, until=day),)),
            f"{failing(subgoal, cause)} at night in the open with health under {safe}.",
        )
    deep = _depth_of_harm(failure)
    if deep is None:
        return
    below = Inside(pattern=pattern, region=deep)
    for item in _set_apart(below, harmed, unharmed, vocabulary):
        lacks = Not(of=Has(item=item))
        yield guardrail(
            scope,
            cause,
            f"below without {item}",
            Inside(pattern=pattern, region=all_of(deep, lacks)),
            None,
            Remedy(achieve=Has(item=item)),
            f"{failing(subgoal, cause)} at height {deep.high} or below; with {item} it went well.",
            key=Inside(pattern=pattern, region=lacks),
        )


def exactly(subgoal: Subgoal) -> SubgoalPattern:
    """Returns the pattern of a subgoal with all that says what is sought and how."""
    names = (name for name in _EXACTLY if name in type(subgoal).model_fields)
    return SubgoalPattern.of(subgoal.kind, **{name: getattr(subgoal, name) for name in names})


def _depth_of_harm(failure: Experience) -> Height | None:
    """Returns all heights from where harm was done downwards; `None` unless heights were asked."""
    heights = getattr(failure.attempt.subgoal, "height", None)
    passed = (e.y for e in reversed(failure.attempt.trace) if isinstance(e, Moved | BlockBroken))
    return None if heights is None else Height(low=_DEEPEST, high=next(passed, heights[1]))


def _set_apart(
    forbidden: Inside,
    harmed: Sequence[Experience],
    unharmed: Sequence[Experience],
    vocabulary: Vocabulary,
) -> list[str]:
    """Returns what all carried who went there unharmed, and nobody who came to harm there."""
    safe, lost = (
        [_carried(e) for e in some if _is_there(forbidden, e, vocabulary)]
        for some in (unharmed, harmed)
    )
    if min(len(safe), len(lost)) < 2:
        return []
    apart = set.intersection(*safe) - set().union(*lost)
    return sorted(apart)[:_MOST_ITEMS]


def _is_there(forbidden: Inside, experience: Experience, vocabulary: Vocabulary) -> bool:
    view: View = before(experience.attempt, vocabulary)
    return experience.plan.unfinished and forbids_next(forbidden, experience.plan, view)


def _carried(experience: Experience) -> set[str]:
    inventory = experience.attempt.pre_state.inventory
    return set() if inventory is None else {held.item for held in inventory.items}


def _by_any_tool(subgoal: Subgoal) -> Subgoal:
    named = "tool" in type(subgoal).model_fields
    return subgoal.model_copy(update={"tool": None}) if named else subgoal
