"""Using things on things: what it takes and gives, and the subgoals that it is done by.

A use may bring about what no item's name says: that a piece is dyed, that a cauldron is filled,
that something was washed. Such a result is counted in a planner's books under a name of its own,
with a slash in it (`dyed/leather_boots`).
"""

from __future__ import annotations

from collections.abc import Iterator

from envs import Condition, Explore, Gather, Happened, Has, Ingredient, Subgoal, Use, UsingRule


def given(rule: UsingRule) -> str:
    """Returns what comes of it: the item, else a name for the state or the deed."""
    if rule.item is not None:
        return rule.item
    return f"{rule.leaves}/{rule.on}" if rule.leaves is not None else f"{rule.verb}/{rule.use}"


def used_up(rule: UsingRule) -> tuple[Ingredient, ...]:
    """Returns what one use takes, the states that it ends included.

    The state of what stands comes last: whoever fills a cauldron uses it before going on.
    """
    states = ((rule.use_state, rule.use), (rule.on_state, rule.on))
    ended = tuple(Ingredient(item=f"{s}/{what}") for s, what in states if s is not None)
    return (*rule.consumes, *ended)


def kept(rule: UsingRule) -> tuple[Ingredient, ...]:
    """Returns what has to be carried besides what is used up."""
    taken = {ingredient.item for ingredient in (*rule.consumes, *rule.needs)}
    asked = [rule.use, rule.on] if rule.on_is == "carried" else [rule.use]
    besides = (Ingredient(item=str(item)) for item in dict.fromkeys(asked) if item not in taken)
    return (*rule.needs, *besides)


def uses(rule: UsingRule, wanted: int, count: int, *, lies_there: bool) -> Iterator[Subgoal]:
    """Yields the subgoals that lead to carrying `count` of what a rule gives.

    Args:
        rule: What comes of what.
        wanted: How often it is used, or of what it makes in the world, how many are gathered.
        count: How many to carry in the end; means nothing where the rule gives no item.
        lies_there: Whether the block that it makes is in view already.
    """
    made = rule.source is not None and lies_there
    times = wanted if rule.source is None else -(-wanted // rule.count)
    if rule.on_is == "found" and not made:
        yield Explore(target=str(rule.on), height=rule.height)
    if not made:
        yield _use(rule, times, count)
    if rule.source is not None:
        yield Gather(item=str(rule.item), count=count, source=rule.source, height=rule.height)


def _use(rule: UsingRule, times: int, count: int) -> Use:
    checks: tuple[Condition, ...] = ()
    if rule.verb is not None:
        checks = (Happened(verb=rule.verb, object=rule.use, count=times),)
    elif rule.item is not None and rule.source is None:
        checks = (Has(item=rule.item, count=count),)
    return Use(item=rule.use, on=rule.on, count=times, checks=checks)
