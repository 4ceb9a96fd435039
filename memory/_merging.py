"""One more success of a skill: what both have in common, and what has changed.

Where a success differs, the skill is widened to what all successes have in common. Where the
same ingredients go by other counts, or some are gone or new, the recipe itself has changed, and
what bore the old one out says nothing of the new one: the evidence begins anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from envs import (
    Condition,
    Craft,
    Gather,
    Has,
    HasTool,
    Smelt,
    Trade,
    Vocabulary,
    tier_rank,
)
from memory._building import held_of, needs_of, primitive_step, rebuilt
from memory._recipes import Needs, case_of, fit, generalised
from memory._shown import Shown
from memory.entries import Change, Evidence, Skill


class Merged(NamedTuple):
    """A skill with one more success in it, its evidence not yet counted.

    Attributes:
        skill: The skill now.
        change: `merged` if it covers more than before, `narrowed` if it has changed (its
            evidence is empty then), `None` if it says the same.
    """

    skill: Skill
    change: Change | None


class _Recipe(NamedTuple):
    needs: Needs
    batch: int
    changed: bool = False


def merged(
    skill: Skill, shown: Shown, hints: Iterable[str], vocabulary: Vocabulary
) -> Merged | None:
    """Returns the skill made to cover another success.

    Args:
        skill: A skill with the same kind of step, of whatever thing.
        shown: What the success shows.
        hints: Tags that a window named for the same result.
        vocabulary: The world's words.

    Returns:
        The skill now, or `None` if the success shows another way to the same end.
    """
    shown = replace(shown, needs=generalised(shown.needs, hints, vocabulary))
    match primitive_step(skill), shown.step:
        case Gather() as known, Gather() as step:
            return _gathering(skill, known, shown, step)
        case Craft() as known, Craft() as step if known.item == step.item:
            return _crafting(skill, known, shown, step, vocabulary)
        case Smelt() as known, Smelt() as step if known.item == step.item:
            return _smelting(skill, known, shown, step, vocabulary)
        case Trade() as known, Trade() as step if known.item == step.item:
            if known.entity != step.entity:
                return None
            held = tuple(part for part in held_of(skill) if part in shown.held)
            return _by_recipe(skill, shown, held, _recipe(skill, shown, vocabulary))
        case known, step:
            same = known is not None and str(known) == str(step)
            return Merged(rebuilt(skill, shown, shown.needs, shown.held), None) if same else None


def _gathering(skill: Skill, known: Gather, shown: Shown, step: Gather) -> Merged | None:
    dug = (known.height is None, step.height is None)
    if (known.item, known.source) != (step.item, step.source) or len(set(dug)) > 1:
        return None
    near = tuple(part for part in held_of(skill) if part.kind == "near" and part in shown.held)
    tool = _weaker(_tools(held_of(skill)), _tools(shown.held))
    doubted = () if skill.doubted is None else (skill.doubted,)
    if _weaker(doubted, _tools(shown.held)) != doubted:
        skill = skill.model_copy(update={"doubted": None})
    return _compared(skill, rebuilt(skill, shown, (), (*tool, *near)))


def _crafting(
    skill: Skill, known: Craft, shown: Shown, step: Craft, vocabulary: Vocabulary
) -> Merged | None:
    held = held_of(skill)
    if known.station != step.station:
        if None not in (known.station, step.station):
            return None
        if known.station is None and skill.evidence.latest[-1:] == (True,):
            # It works without the station too, as was seen before.
            shown = replace(shown, step=known)
        else:
            held = shown.held
    return _by_recipe(skill, shown, held, _recipe(skill, shown, vocabulary))


def _smelting(
    skill: Skill, known: Smelt, shown: Shown, step: Smelt, vocabulary: Vocabulary
) -> Merged | None:
    needs = _smelted(skill, shown.needs, vocabulary)
    if known.station != step.station or needs is None:
        return None
    fields = {
        "source": _covering(needs, (known.source, step.source), vocabulary),
        "fuel": _covering(needs, (known.fuel, step.fuel), vocabulary),
    }
    shown = replace(shown, step=step.model_copy(update=fields))
    return _by_recipe(skill, shown, held_of(skill), _Recipe(needs, 1))


def _by_recipe(
    skill: Skill, shown: Shown, held: tuple[Condition, ...], recipe: _Recipe | None
) -> Merged | None:
    if recipe is None:
        return None
    goal = shown.goal
    if shown.gives is not None:
        goal = Has(item=shown.gives, count=recipe.batch)
    shown = replace(shown, goal=goal, batch=recipe.batch)
    if recipe.changed:
        # Where the old one was crafted says nothing of the new one.
        skill = skill.model_copy(update={"done_with": ()})
    update = rebuilt(skill, shown, recipe.needs, held)
    if recipe.changed:
        return Merged(update.model_copy(update={"evidence": Evidence()}), "narrowed")
    return _compared(skill, update)


def _recipe(skill: Skill, shown: Shown, vocabulary: Vocabulary) -> _Recipe | None:
    """Returns the recipe that both follow, or the new one where it has changed."""
    known, seen, batch = needs_of(skill), shown.needs, shown.batch
    times, rest = divmod(batch, skill.batch)
    if not rest and times > 1 and all(count % times == 0 for _, count in seen):
        # Several craftings were taken out at once.
        seen, batch = tuple((item, count // times) for item, count in seen), skill.batch
    found = fit(known, seen, vocabulary)
    if found is not None:
        return _Recipe(found.needs, batch, found.relation == "changed" or batch != skill.batch)
    if case_of(seen, known, vocabulary) or case_of(known, seen, vocabulary):
        return _Recipe(seen, batch, changed=True)
    return None


def _smelted(skill: Skill, seen: Needs, vocabulary: Vocabulary) -> Needs | None:
    """Returns what one result takes by both; `None` if these are different ways.

    Fuel that still burns from before isn't used up again, and counts were rounded up.
    """
    known = needs_of(skill)
    found = fit(known, seen, vocabulary)
    if found is not None and found.relation == "changed":
        if skill.evidence.latest[-1:] == (False,):
            return found.needs
        before = dict(known)
        return tuple((item, min(count, before[item])) for item, count in found.needs)
    if found is not None:
        return found.needs
    if case_of(seen, known, vocabulary):
        return known
    return seen if case_of(known, seen, vocabulary) else None


def _covering(needs: Needs, names: tuple[str | None, ...], vocabulary: Vocabulary) -> str | None:
    """Returns the need of which all `names` that were given are cases; `None` if none is."""
    given = [name for name in names if name is not None]
    fitting = (n for n, _ in needs if all(vocabulary.covers(n, name) for name in given))
    return next(fitting, None) if given else None


def _compared(skill: Skill, update: Skill) -> Merged:
    return Merged(update, None if _lasting(update) == _lasting(skill) else "merged")


def _lasting(skill: Skill) -> Skill:
    """Returns the skill without what follows its successes one by one: costs, and heights."""
    step = primitive_step(skill)
    steps = (step.model_copy(update={"height": None}),) if isinstance(step, Gather) else skill.steps
    follows = {
        "costs": (),
        "cost_ticks": 0,
        "done_with": (),
        "doubted": None,
        "evidence": Evidence(),
        "found_at": (),
        "parameters": tuple(p for p in skill.parameters if p.within is None),
        "steps": steps,
    }
    return skill.model_copy(update=follows)


def _tools(held: tuple[Condition, ...]) -> tuple[HasTool, ...]:
    return tuple(part for part in held if isinstance(part, HasTool))


def _weaker(known: tuple[HasTool, ...], seen: tuple[HasTool, ...]) -> tuple[HasTool, ...]:
    if not known or not seen or known[0].tool != seen[0].tool:
        # It fell to the bare hand, or to two kinds of tool: so it needs none.
        return ()
    return (min(known[0], seen[0], key=lambda tool: tier_rank(tool.tier)),)
