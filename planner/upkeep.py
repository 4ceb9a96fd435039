"""What the oracle sees to besides the way to its goal: food, room, a weapon, another place.

Each only where it is due, by what the state shows; what the way to the goal needs is neither
eaten nor thrown away. How room is made for a guardrail that asks for it stands here, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from diagnosis import Cause, History
from envs import (
    Condition,
    Craft,
    Deposit,
    Discard,
    Eat,
    Explore,
    FoodRule,
    GameRules,
    Gather,
    GoTo,
    Has,
    HasTool,
    Hunt,
    HuntingRule,
    Inventory,
    Smelt,
    State,
    Subgoal,
    Vocabulary,
)

_FULL = 20
_HUNGRY = 14
"""Points of food up to which it eats; from 18 on health comes back by itself (Minecraft Wiki,
Hunger)."""
_STARVED = 6
"""Nobody sprints with so few points of food (Minecraft Wiki, Hunger): then it hunts for some."""
_MOST_HUNTED = 4
_ROOM = 12
"""Free slots below which it throws away what it has more than a stack of."""
_IN_THE_WAY = frozenset({Cause.stuck, Cause.target_unreachable})
_AWAY_BLOCKS, _NEAR_BLOCKS = 32, 12
"""How far it goes away, and how near is near enough: far enough to come up from under ground."""
_SIDES = ((1, 0), (0, 1), (-1, 0), (0, -1))
_BLOCKS_ON = 40
"""So many blocks are dug on by who is under ground: a tunnel of half that length."""


WEAPON = HasTool(tool="sword", tier="stone")
"""What it carries on a long way, for the night will come."""


def is_long_way(subgoal: Subgoal) -> bool:
    """Returns whether something has to be found that may be far."""
    if isinstance(subgoal, Gather):
        return subgoal.height is not None and (subgoal.source or "").endswith("_ore")
    return isinstance(subgoal, Explore | Hunt)


def elsewhere(
    state: State, history: History, dig: Gather | None, thrown: Iterable[Discard] = ()
) -> tuple[Subgoal, ...]:
    """Returns the way to another place after a failure for which the place was to blame.

    Args:
        state: Where the agent stands.
        history: The episode so far.
        dig: How to get some rubble; `None` if that isn't known.
        thrown: What is thrown away before.
    """
    if not history.pairs or state.position is None:
        return ()
    here = state.position
    attempt, diagnosis = history.pairs[-1]
    stayed = diagnosis.cause is Cause.target_not_found and here == attempt.pre_state.position
    if diagnosis.cause not in _IN_THE_WAY and not stayed:
        return ()
    if here.sky is False and dig is not None and state.inventory is not None:
        # Under a lake no way leads up; some blocks further on there is one.
        gone = sum(discard.count for discard in thrown if discard.item == dig.item)
        count = state.inventory.count(dig.item) - gone + _BLOCKS_ON
        level = here.y - 1, here.y + 1
        return (dig.model_copy(update={"count": count, "height": level}),)
    if isinstance(attempt.subgoal, GoTo):
        return ()
    failures = sum(not diagnosis.succeeded for _, diagnosis in history.pairs)
    dx, dz = _SIDES[failures % len(_SIDES)]
    x, z = here.x + dx * _AWAY_BLOCKS, here.z + dz * _AWAY_BLOCKS
    return (GoTo(x=x, z=z, distance=_NEAR_BLOCKS),)


def meals(state: State, food: Iterable[FoodRule], kept: frozenset[str]) -> tuple[Eat, ...]:
    """Returns what to eat now, the most filling first; nothing unless hungry.

    Args:
        state: Where the agent stands.
        food: What can be eaten.
        kept: Items that are needed for something else.
    """
    lacking = _lacking(state)
    if lacking < _FULL - _HUNGRY or state.inventory is None:
        return ()
    eaten: list[Eat] = []
    for rule in sorted(food, key=lambda f: (-f.points, f.item)):
        left = 0 if rule.item in kept else state.inventory.count(rule.item)
        while left and lacking > 0:
            eaten.append(Eat(item=rule.item))
            lacking -= rule.points
            left -= 1
    return tuple(eaten)


def hunt_for_food(state: State, rules: GameRules) -> tuple[Subgoal, ...]:
    """Returns how to come by a meal of the animals in view; nothing unless that is needed."""
    lacking = _lacking(state)
    if lacking < _FULL - _STARVED:
        return ()
    points = {rule.item: rule.points for rule in rules.food}
    seen = {entity.name: entity.count for entity in state.entities or ()}
    prey = [r for r in rules.hunting if r.item in points and r.entity in seen]
    if not prey:
        return ()

    def worth(rule: HuntingRule) -> tuple[float, str]:
        return -points[rule.item] / rule.expected_kills, rule.entity

    best = min(prey, key=worth)
    count = min(_MOST_HUNTED, seen[best.entity], -(-lacking // points[best.item]))
    return (Hunt(entity=best.entity, item=best.item, count=count), *[Eat(item=best.item)] * count)


def _lacking(state: State) -> int:
    vitals = state.vitals
    return 0 if vitals is None or vitals.food is None else int(_FULL - vitals.food)


def clearances(
    inventory: Inventory | None,
    rubble: frozenset[str],
    wanted: Iterable[Subgoal],
    words: Vocabulary,
) -> Iterator[Discard]:
    """Yields what to throw away so that there is room; nothing while there is enough.

    Args:
        inventory: What is carried.
        rubble: Items that are had wherever somebody digs.
        wanted: The way to the goal: as many as are to be carried in the end stay.
        words: The world's words.
    """
    if inventory is None or inventory.free_slots >= _ROOM:
        return
    held = {h.item: h.count for h in inventory.items if words.stack_size(h.item) > 1}
    # One kind of rubble is kept to fill holes with.
    filling = max((i for i in held if i in rubble), key=lambda i: (held[i], i), default=None)
    aims = {item: _aim(item, wanted, words) for item in held}
    for item, count in held.items():
        waste = item in rubble and item != filling
        kept = max(aims[item], 0 if waste else words.stack_size(item))
        if count > kept:
            yield Discard(item=item, count=count - kept)


def surplus(
    inventory: Inventory | None,
    wanted: Collection[Subgoal],
    goal: Condition | None,
    words: Vocabulary,
) -> Iterator[Discard]:
    """Yields what to throw away of what fills more slots than it has to, until there is room.

    A stack of each item stays, or as many as it takes to carry what is wanted of it. What fills
    the most slots beyond that goes first; what would free no slot stays.

    Args:
        inventory: What is carried.
        wanted: The plan: as many as are to be carried in the end stay.
        goal: The task's goal, for which what is had already is kept; `None` if it isn't known.
        words: The world's words.
    """
    if inventory is None:
        return
    spare: dict[str, tuple[int, int]] = {}
    for held in inventory.items:
        size = words.stack_size(held.item)
        aim = max(_aim(held.item, wanted, words), _asked(held.item, goal, words))
        kept = max(1, -(-aim // size))
        # Tools and armor, which don't stack, are no surplus; some of them may be worn.
        if size > 1 and held.count > kept * size:
            spare[held.item] = -(-held.count // size) - kept, held.count - kept * size
    free = inventory.free_slots
    for item, (slots, count) in sorted(spare.items(), key=lambda s: (-s[1][0], s[0])):
        if free >= _ROOM:
            return
        free += slots
        yield Discard(item=item, count=count)


def _aim(item: str, wanted: Iterable[Subgoal], words: Vocabulary) -> int:
    """Returns how many of an item are to be carried at some time on the way."""
    aims = (
        subgoal.count
        for subgoal in wanted
        if isinstance(subgoal, Craft | Deposit | Gather | Hunt | Smelt)
        and words.matches(subgoal.item or "", item)
    )
    return max(aims, default=0)


def _asked(item: str, goal: Condition | None, words: Vocabulary) -> int:
    """Returns how many of an item a goal asks to be carried."""
    atoms = () if goal is None else goal.atoms()
    asked = (a.count for a in atoms if isinstance(a, Has) and words.matches(a.item, item))
    return max(asked, default=0)
