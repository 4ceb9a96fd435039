"""How a guardrail stands under its evidence: earned, refuted, narrowed, said more generally."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from diagnosis import HARD_CAUSES
from envs import Has, HasTool, Not, Smelt, Vocabulary, tier_rank
from memory._asked import items_asked, related, without_all
from memory._building import primitive_step
from memory._draft import pattern_of
from memory._luck import HARM
from memory._shown import Shown
from memory.entries import Evidence, Guardrail, Remedy, Skill


def episode_of(experience: str) -> str:
    """Returns the part of an experience's id that names its episode."""
    return experience.rsplit("/", 2)[0]


def counted(evidence: Evidence, experience: str) -> bool:
    """Returns whether an experience's episode has spoken against an entry already."""
    last = evidence.contradicting_ids[-1:]
    return any(episode_of(i) == episode_of(experience) for i in last)


def earned(guardrail: Guardrail, *, sure: bool, skills: Iterable[Skill] = ()) -> bool:
    """Returns whether a guardrail's evidence suffices to enforce it.

    A hard cause that the world itself named suffices at once. Otherwise two episodes must agree,
    three where harm was done, and hardly anything may speak against it, of late and over all.
    Harm must also stand beside times when the same went well, or nothing shows that the
    circumstances were to blame.

    Args:
        guardrail: With the evidence counted.
        sure: Whether the cause of the latest failure is certain.
        skills: What is known to work.
    """
    evidence = guardrail.evidence
    agreed = evidence.recent(5) > 0.5
    if guardrail.cause in HARD_CAUSES and sure and agreed:
        return True
    episodes = len({episode_of(i) for i in evidence.supporting_ids})
    if guardrail.cause in HARM:
        worked = any(_went_well(guardrail, skill) for skill in skills)
        likely = evidence.recent(8) >= 0.75 and evidence.reliability >= 0.6
        return worked and episodes >= 3 and likely
    return episodes >= 2 and agreed and evidence.recent(8) >= 0.6


def _went_well(guardrail: Guardrail, skill: Skill) -> bool:
    """Returns whether a skill shows that what is forbidden has worked otherwise.

    Patterns of harm name a verb and at most one thing, so that no tags are compared.
    """
    step, pattern = primitive_step(skill), pattern_of(guardrail.forbidden)
    same = step is not None and step.kind == pattern.verb
    return (
        same
        and skill.evidence.supporting > guardrail.evidence.contradicting
        and all(getattr(step, f.name, None) == f.value for f in pattern.fields)
    )


def refuted(guardrail: Guardrail) -> bool:
    """Returns whether what a guardrail forbids works too often for it to stand.

    What a hard cause forbids never works if it is true, so few successes are enough. What bad
    luck forbids must go wrong clearly more often than not.
    """
    evidence = guardrail.evidence
    if guardrail.cause in HARD_CAUSES:
        return evidence.recent(5) <= 0.5
    return evidence.contradicting > 1 and evidence.recent(8) < 0.6


def less_asked(
    guardrail: Guardrail,
    needs: Sequence[tuple[str, int]],
    shown: Shown,
    vocabulary: Vocabulary,
) -> Guardrail | None:
    """Returns the guardrail asking for no more than a success took.

    Args:
        guardrail: What would have forbidden the success.
        needs: What the success used up, by its widest known names first.
        shown: What the success shows.
        vocabulary: The world's words.

    Returns:
        The guardrail with smaller counts, wider names or a weaker tool; `None` if nothing of
        what it asks for was used.
    """
    items = items_asked(guardrail.trigger)
    if items:
        less = [_less_of(item, needs, vocabulary) or item for item in items]
        return asking(guardrail, less) if tuple(less) != items else None
    asked = guardrail.trigger.of if isinstance(guardrail.trigger, Not) else None
    if not isinstance(asked, HasTool):
        return None
    tools = [t for t in shown.held if isinstance(t, HasTool) and t.tool == asked.tool]
    weaker = [t for t in tools if tier_rank(t.tier) < tier_rank(asked.tier)]
    if not weaker:
        return None
    fields = {"trigger": Not(of=weaker[0]), "remedy": Remedy(achieve=weaker[0])}
    return guardrail.model_copy(update=fields)


def another_way(
    guardrail: Guardrail, shown: Shown, others: Iterable[Guardrail], vocabulary: Vocabulary
) -> Guardrail | None:
    """Returns the guardrail leaving open the other way that a success went.

    Args:
        guardrail: What would have forbidden the success, asking for items not used in it.
        shown: What the success shows.
        others: The living guardrails about the same.
        vocabulary: The world's words.

    Returns:
        The guardrail forbidding only what has neither its own items nor one of the success's;
        `None` if it doesn't ask for items, or all that was used is asked for by others, so that
        nothing would be left of it.
    """
    items = items_asked(guardrail.trigger)
    if not items:
        return None
    asked = [h.item for o in others if o.id != guardrail.id for h in items_asked(o.trigger)]
    source = None
    if isinstance(shown.step, Smelt):
        if shown.step.source is None:
            # Which of them burnt can't be told.
            return None
        source = shown.step.source
    for name, count in shown.needs:
        if name != source and not any(related(name, other, vocabulary) for other in asked):
            also = Has(item=name, count=count)
            return asking(guardrail, [*items, also], also)
    return None


def asking(guardrail: Guardrail, items: Sequence[Has], first: Has | None = None) -> Guardrail:
    """Returns the guardrail asking for one of `items`, and for `first` by preference."""
    achieve = first or items[0]
    remedy = None if guardrail.remedy is None else Remedy(achieve=achieve)
    choice = " or ".join(f"{h.count} {h.item}" for h in items)
    reason = f"{guardrail.forbidden} needs {choice}; without that it is refused."
    fields = {"trigger": without_all(items), "remedy": remedy, "reason": reason}
    return guardrail.model_copy(update=fields)


def open_to(guardrail: Guardrail, also: Has, vocabulary: Vocabulary) -> Guardrail:
    """Returns a guardrail that asks for items, content with `also` instead, by preference.

    Where a tag covers it and as many of an item that was asked for, it asks for the tag.
    """
    items = list(items_asked(guardrail.trigger))
    for item in items:
        tag = vocabulary.smallest_tag(
            (*vocabulary.members(item.item), *vocabulary.members(also.item))
        )
        if tag is not None and item.count == also.count:
            items.remove(item)
            also = Has(item=tag, count=also.count)
            break
    return asking(guardrail, [*items, also], also)


def absorbs(wide: Guardrail, lesson: Guardrail, vocabulary: Vocabulary) -> bool:
    """Returns whether `wide`, which forbade a failure, says of it all that `lesson` says.

    It says the very same, or it asks for one of several items, or for any of a tag, and the
    lesson for one of those.
    """
    if (wide.forbidden, wide.trigger) == (lesson.forbidden, lesson.trigger):
        return True
    asked, items = items_asked(lesson.trigger), items_asked(wide.trigger)
    if wide.forbidden != lesson.forbidden or not asked or len(items) == len(asked) == 1:
        return says_more(wide, lesson, vocabulary)
    return all(any(vocabulary.covers(i.item, h.item) for i in items) for h in asked)


def says_more(wide: Guardrail, narrow: Guardrail, vocabulary: Vocabulary) -> bool:
    """Returns whether `wide` forbids the same as `narrow` for want of a tag that covers it."""
    if wide.forbidden != narrow.forbidden or wide.status != "active":
        return False
    match wide.trigger, narrow.trigger:
        case Not(of=Has(item=tag)), Not(of=Has(item=item)):
            return tag != item and vocabulary.covers(tag, item)
        case _:
            return False


def _less_of(asked: Has, needs: Sequence[tuple[str, int]], vocabulary: Vocabulary) -> Has | None:
    for name, used in needs:
        wider = name != asked.item and vocabulary.covers(name, asked.item)
        if wider or (name == asked.item and used < asked.count):
            return Has(item=name, count=used)
    return None
