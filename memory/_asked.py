"""What lessons ask for, and how one that is known is said better by a later one."""

from __future__ import annotations

from collections.abc import Iterable

from envs import Condition, Has, HasTool, Height, Not, Vocabulary, all_of, tier_rank
from memory._building import parts
from memory.entries import Guardrail
from memory.patterns import Inside


def items_asked(trigger: Condition | None) -> tuple[Has, ...]:
    """Returns the items of which a trigger asks for at least one; none for any other trigger.

    Such as bamboo and planks for `not has("bamboo", 2) and not has("#planks", 2)`.
    """
    found = [t.of for t in parts(trigger) if isinstance(t, Not) and isinstance(t.of, Has)]
    return tuple(found) if len(found) == len(parts(trigger)) else ()


def without_all(items: Iterable[Has]) -> Condition:
    """Returns the trigger that holds while none of `items` is carried, at least one given."""
    return all_of(*(Not(of=item) for item in sorted(set(items), key=str)))


def related(one: str, other: str, vocabulary: Vocabulary) -> bool:
    """Returns whether one name or tag is a case of the other."""
    return vocabulary.covers(one, other) or vocabulary.covers(other, one)


def better_known(known: Guardrail, lesson: Guardrail) -> Guardrail:
    """Returns a known guardrail as a later lesson of the same id says it.

    Counts go by what was said last. A tier is only ever raised: that a hand is too weak says
    nothing against a pickaxe being so as well. So is the height from which on it is harmful.
    """
    if isinstance(known.forbidden, Inside) and isinstance(lesson.forbidden, Inside):
        higher = _top(lesson.forbidden.region) > _top(known.forbidden.region)
        return _saying(known, lesson) if higher else known
    if known.trigger == lesson.trigger and lesson.remedy in (None, known.remedy):
        return known
    if len(items_asked(known.trigger)) > 1:
        # Several ways are known; the lesson speaks of one.
        return known
    if isinstance(known.trigger, Not) and isinstance(lesson.trigger, Not):
        before, now = known.trigger.of, lesson.trigger.of
        if isinstance(before, HasTool) and isinstance(now, HasTool):
            raised = tier_rank(now.tier) > tier_rank(before.tier)
            return _saying(known, lesson) if raised else known
    return _saying(known, lesson)


def _top(region: Condition) -> int:
    """Returns up to what height a region reaches."""
    return max((atom.high for atom in region.atoms() if isinstance(atom, Height)), default=0)


def _saying(known: Guardrail, lesson: Guardrail) -> Guardrail:
    fields = ("trigger", "forbidden", "remedy", "reason", "cause")
    return known.model_copy(update={name: getattr(lesson, name) for name in fields})
