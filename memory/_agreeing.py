"""Guardrails made to agree with what is known to work: skills, other recipes, successes.

A guardrail that is enforced gets no evidence against it, so what skills show is taken over at
once: the tag that covers a name, the other recipe of the same item.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from diagnosis import Finding, Need
from envs import Attempt, Craft, Has, Smelt, View, Vocabulary
from memory._asked import items_asked, related
from memory._building import needs_of, primitive_step
from memory._draft import Draft
from memory._lesson import target_pattern, violates
from memory._shown import Shown, before
from memory._standing import another_way, asking, less_asked, open_to, says_more
from memory.entries import Guardrail, Skill
from memory.experience import Experience
from memory.patterns import SubgoalPattern
from memory.skills import fits, station_of

GUESS = 0.6
"""Below this certainty a station that is said to be lacking is a guess, without a book to say."""


def as_known(
    finding: Finding, attempt: Attempt, skills: Iterable[Skill], vocabulary: Vocabulary
) -> Finding:
    """Returns the finding in the words of what is known to work, and without mere guesses.

    Args:
        finding: What was lacking.
        attempt: The failed attempt.
        skills: Ways that have worked, of the same kind of subgoal.
        vocabulary: The world's words.
    """
    subgoal, view = attempt.subgoal, before(attempt, vocabulary)
    if not isinstance(subgoal, Craft | Smelt):
        return finding
    ways = [s for s in skills if _item_of(s) == subgoal.item]
    stations = {station_of(skill.steps[0]) for skill in ways}
    needs = [
        _widest(need, ways, view)
        for need in finding.needs
        if need.kind != "station" or finding.certainty >= GUESS or need.name in stations
    ]
    return finding.model_copy(update={"needs": tuple(needs)})


def by_recipe(
    lessons: Sequence[Guardrail],
    finding: Finding,
    experience: Experience,
    draft: Draft,
    vocabulary: Vocabulary,
) -> Sequence[Guardrail]:
    """Returns the lessons of a failure, allowing for other recipes of the same item.

    A window lists all that its recipe lacks. What a known guardrail asks for, and isn't on
    the list though it isn't carried either, belongs to another recipe: either will do.

    Args:
        lessons: What the finding teaches by itself.
        finding: What the window listed.
        experience: The failure.
        draft: The knowledge; guardrails of the other recipe are changed in place.
        vocabulary: The world's words.
    """
    attempt = experience.attempt
    if not isinstance(attempt.subgoal, Craft) or finding.certainty < 1.0:
        return lessons
    view = before(attempt, vocabulary)
    named = [need.name for need in finding.needs]
    apart = [
        known
        for known in draft.guardrails(attempt.subgoal)
        if (items := items_asked(known.trigger))
        and known.forbidden == target_pattern(attempt.subgoal)
        and violates(known, attempt.subgoal, experience.plan, view)
        and not any(related(h.item, name, vocabulary) for h in items for name in named)
    ]
    asked = [items_asked(lesson.trigger) for lesson in lessons]
    if not apart or not all(asked):
        return lessons
    for known in apart:
        wider = open_to(known, asked[0][0], vocabulary)
        draft.change("narrowed", wider, "There is another recipe.", (experience.id,))
    other = items_asked(apart[0].trigger)[0]
    return [open_to(lesson, other, vocabulary) for lesson in lessons[1:]]


def narrowed(
    guardrail: Guardrail,
    experience: Experience,
    shown: Shown,
    draft: Draft,
    vocabulary: Vocabulary,
) -> Guardrail | None:
    """Returns the guardrail leaving a success open; `None` if nothing of it would be left.

    Args:
        guardrail: What would have forbidden the success.
        experience: The success.
        shown: What it shows.
        draft: The knowledge.
        vocabulary: The world's words.
    """
    subgoal, view = experience.attempt.subgoal, before(experience.attempt, vocabulary)
    known = [
        need
        for skill in draft.skills(subgoal)
        if fits(skill, subgoal, vocabulary)
        for need in needs_of(skill)
    ]
    less = less_asked(guardrail, (*known, *shown.needs), shown, vocabulary)
    if less is None or violates(less, subgoal, experience.plan, view):
        less = another_way(guardrail, shown, draft.guardrails(subgoal), vocabulary)
    if less is None or violates(less, subgoal, experience.plan, view):
        return None
    return less


def widen_by_skills(draft: Draft, vocabulary: Vocabulary) -> None:
    """Has guardrails ask for the tags that skills have come to need in this round."""
    for skill in draft.touched(Skill):
        step = primitive_step(skill)
        tags = {name: count for name, count in needs_of(skill) if name.startswith("#")}
        if step is None or not tags or skill.evidence.latest[-1:] != (True,):
            continue
        about = draft.guardrails(step)
        for guardrail in about:
            pattern, items = guardrail.forbidden, items_asked(guardrail.trigger)
            wider = [_covered(item, tags, vocabulary) for item in items]
            if not isinstance(pattern, SubgoalPattern) or tuple(wider) == items:
                continue
            if pattern.matches(step, vocabulary):
                update, reason = asking(guardrail, wider), f"{skill.id} works with any of a tag."
                if any((g.forbidden, g.trigger) == (pattern, update.trigger) for g in about):
                    update = update.model_copy(update={"status": "retired"})
                    reason = "Another guardrail says the same."
                draft.change("merged", update, reason)


def join_tags(draft: Draft, vocabulary: Vocabulary) -> None:
    """Retires guardrails that this round came to say more generally."""
    for wide in draft.touched(Guardrail):
        for narrow in draft.living(Guardrail):
            if says_more(wide, narrow, vocabulary):
                retired = narrow.model_copy(update={"status": "retired"})
                draft.change("merged", retired, f"{wide.id} says the same more generally.")


def _item_of(skill: Skill) -> str | None:
    step = primitive_step(skill)
    return step.item if isinstance(step, Craft | Smelt) else None


def _widest(need: Need, skills: Iterable[Skill], view: View) -> Need:
    """Returns a need under the tag by which it is known, unless enough of the tag was there."""
    names = sorted({name for skill in skills for name, _ in needs_of(skill)})
    for name in names if need.kind == "item" else ():
        wider = name != need.name and view.vocabulary.covers(name, need.name)
        if wider and not Has(item=name, count=need.count).holds(view):
            return need.model_copy(update={"name": name})
    return need


def _covered(item: Has, tags: dict[str, int], vocabulary: Vocabulary) -> Has:
    wider = (t for t in sorted(tags) if t != item.item and vocabulary.covers(t, item.item))
    tag = next(wider, None)
    return item if tag is None else Has(item=tag, count=tags[tag])
