"""Trajectories made by dice: some run dry or come round, others look alike and get on."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import NamedTuple

from envs import (
    Attempt,
    BlockBroken,
    Event,
    Inventory,
    ItemCount,
    ItemGained,
    Moved,
    Position,
    Refused,
    Searched,
    State,
    Stopped,
    Subgoal,
    Tally,
    Vocabulary,
    parse_subgoal,
)

_WORDS = Vocabulary(
    items=frozenset({"cobblestone", "dirt", "iron_ore", "oak_log", "stick", "stone_pickaxe"}),
    blocks=frozenset({"cobblestone", "crafting_table", "dirt", "iron_ore", "oak_log", "stone"}),
    entities=frozenset({"cow", "sheep", "zombie"}),
    biomes=frozenset({"plains"}),
    tags={"logs": ("oak_log",)},
)
_Point = tuple[float, float]
_PACE = 4.3
"""Blocks a second (Minecraft Wiki, Walking)."""

_STEP = 0.25
"""Seconds that a walk is made up in."""


class Trip(NamedTuple):
    """One attempt that was made up."""

    attempt: Attempt
    vocabulary: Vocabulary
    budget_ticks: int
    circles: bool
    """Whether it goes round and round on one spot of ground."""


def _state(tick: int, at: tuple[int, int, int], carrying: dict[str, int]) -> State:
    held = tuple(ItemCount(item=i, count=n) for i, n in sorted(carrying.items()) if n)
    return State(
        tick=tick,
        inventory=Inventory(items=held, free_slots=36 - len(held)),
        position=Position(x=at[0], y=at[1], z=at[2]),
        time=1_000,
        blocks=(),
        entities=(),
        stations=(),
        places=(),
    )


def _attempt(
    subgoal: Subgoal, events: list[Event], start: tuple[int, int, int], gained: dict[str, int]
) -> Attempt:
    end = events[-1].tick
    places = [(e.x, e.y, e.z) for e in events if isinstance(e, Moved)]
    return Attempt(
        subgoal=subgoal,
        pre_state=_state(0, start, {}),
        trace=tuple(events[:512]),
        tally=Tally.of(events),
        post_state=_state(end, places[-1] if places else start, gained),
        ticks=end,
    )


def _walk(points: list[_Point], dice: random.Random, seconds: float) -> list[Event]:
    """Walks along points for so long; where it is is seen every one and a half to five seconds."""
    every = dice.uniform(1.5, 5.0)
    events: list[Event] = []
    at, index, due = points[0], 1, every
    for step in range(1, int(seconds / _STEP)):
        left = _PACE * _STEP
        while left > 0 and index < len(points):
            to = points[index]
            away = math.dist(at, to)
            share = min(1.0, left / away) if away else 1.0
            at = (at[0] + (to[0] - at[0]) * share, at[1] + (to[1] - at[1]) * share)
            left -= away
            index += share == 1.0
        if step * _STEP >= due:
            due += every
            tick = round(20 * step * _STEP)
            events.append(Moved(tick=tick, x=round(at[0]), y=64, z=round(at[1])))
    return events


def _looking(dice: random.Random) -> Subgoal:
    return parse_subgoal(
        dice.choice(
            (
                'gather(item="oak_log", count=3)',
                'hunt(entity="cow", count=1)',
                'explore(target="sheep")',
                'gather(item="#logs", count=9)',
            )
        )
    )


def _lap(dice: random.Random, radius: float) -> list[_Point]:
    corners = dice.choice((3, 4, 6, 12, 24))
    turn, squash = dice.uniform(0, 6.3), dice.uniform(0.4, 1.0)
    return [
        (
            radius * math.cos(turn + 2 * math.pi * i / corners),
            squash * radius * math.sin(turn + 2 * math.pi * i / corners),
        )
        for i in range(corners)
    ]


def _circles(dice: random.Random) -> list[_Point]:
    lap = _lap(dice, dice.uniform(3, 12))
    return [(x + dice.uniform(-1, 1), z + dice.uniform(-1, 1)) for _ in range(300) for x, z in lap]


def _to_and_fro(dice: random.Random) -> list[_Point]:
    far = dice.uniform(4, 24)
    return [(far * (i % 2), dice.uniform(-1, 1)) for i in range(800)]


def _within_a_pen(dice: random.Random) -> list[_Point]:
    size = dice.uniform(5, 12)
    return [(dice.uniform(-size, size), dice.uniform(-size, size)) for _ in range(800)]


def _straight(dice: random.Random) -> list[_Point]:
    angle = dice.uniform(0, 6.3)
    return [(500 * i * math.cos(angle), 500 * i * math.sin(angle)) for i in range(9)]


def _spiral(dice: random.Random) -> list[_Point]:
    x = z = 0.0
    points, (dx, dz) = [(x, z)], (1.0, 0.0)
    for turn in range(60):
        steps = 40 * (turn // 2 + 1)
        x, z = x + steps * dx, z + steps * dz
        points.append((x, z))
        dx, dz = -dz, dx
    return points


def _wandering(dice: random.Random) -> list[_Point]:
    angle, x, z = dice.uniform(0, 6.3), 0.0, 0.0
    points = [(x, z)]
    for _ in range(200):
        angle += dice.uniform(-0.8, 0.8)
        x, z = x + 25 * math.cos(angle), z + 25 * math.sin(angle)
        points.append((x, z))
    return points


def _out_and_back(dice: random.Random) -> list[_Point]:
    far = dice.uniform(60, 100)
    return [(0.0, 0.0), (far, 0.0), (0.0, 4.0), (-600.0, 8.0)]


def _on_foot(ways: Callable[[random.Random], list[_Point]], dice: random.Random) -> list[Event]:
    return _walk(ways(dice), dice, dice.uniform(70, 240))


def _tunnel(dice: random.Random) -> tuple[list[Event], dict[str, int]]:
    """Digs along for minutes: every block is a new one, though the ground is hardly."""
    events: list[Event] = []
    tick, got = 0, 0
    for x in range(dice.randint(40, 120)):
        tick += dice.randint(12, 60)
        block = BlockBroken(tick=tick, block="stone", tool="stone_pickaxe", x=x, y=20, z=0)
        events.append(block)
        events.append(ItemGained(tick=tick, item="cobblestone", count=1, way="pickup"))
        got += 1
        if x % 4 == 0:
            events.append(Moved(tick=tick, x=x, y=19, z=0))
    return events, {"cobblestone": got}


def _by_hand(dice: random.Random) -> tuple[list[Event], dict[str, int]]:
    """Digs stone by hand on one spot: half a minute for a few blocks."""
    events: list[Event] = []
    tick = 0
    for i in range(dice.randint(8, 20)):
        tick += dice.randint(150, 300)
        events.append(BlockBroken(tick=tick, block="stone", x=i // 3, y=60 + i % 3, z=1))
    return events, {}


def _standing(dice: random.Random) -> list[Event]:
    end = 20 * dice.randint(70, 200)
    here = [Moved(tick=t, x=dice.randint(0, 1), y=64, z=0) for t in range(0, end, 100)]
    return list(here)


DRY = ("circles", "to_and_fro", "within_a_pen", "standing")
"""Kinds of attempt that run dry."""

CALM = ("straight", "spiral", "wandering", "out_and_back", "tunnel", "by_hand")
"""Kinds that get on."""

_WAYS: dict[str, Callable[[random.Random], list[_Point]]] = {
    "circles": _circles,
    "to_and_fro": _to_and_fro,
    "within_a_pen": _within_a_pen,
    "straight": _straight,
    "spiral": _spiral,
    "wandering": _wandering,
    "out_and_back": _out_and_back,
}


def trip(kind: str, seed: int) -> Trip:
    """Returns an attempt of a kind; all of them are cut off by the budget."""
    dice = random.Random(f"{kind}/{seed}")
    got: dict[str, int] = {}
    subgoal = _looking(dice)
    if kind == "tunnel":
        events, got = _tunnel(dice)
        subgoal = parse_subgoal('gather(item="iron_ore", count=3, height=(19, 21))')
    elif kind == "by_hand":
        events, got = _by_hand(dice)
        subgoal = parse_subgoal('gather(item="iron_ore", count=3, height=(19, 21))')
    elif kind == "standing":
        events = _standing(dice)
    else:
        events = _on_foot(_WAYS[kind], dice)
    end = events[-1].tick + dice.randint(1, 60)
    events.append(Stopped(tick=end, by="budget"))
    first = next((e for e in events if isinstance(e, Moved)), None)
    start = (0, 64, 0) if first is None else (first.x, first.y, first.z)
    attempt = _attempt(subgoal, events, start, got)
    return Trip(attempt, _WORDS, end, kind in ("circles", "to_and_fro", "within_a_pen"))


ROUND = ("same_again", "turn_and_turn_about", "same_cause")
"""Kinds of episode that come round."""

STRAIGHT = ("richer_each_time", "elsewhere_each_time", "one_cause_each", "all_goes_well")
"""Kinds that get on."""


def _try(
    subgoal: str,
    event: Event | None,
    *,
    before: dict[str, int],
    after: dict[str, int] | None = None,
    at: tuple[int, int, int] = (0, 64, 0),
) -> Attempt:
    return Attempt(
        subgoal=parse_subgoal(subgoal),
        pre_state=_state(0, at, before),
        trace=() if event is None else (event,),
        tally=Tally.of(() if event is None else (event,)),
        post_state=_state(40, at, before if after is None else after),
        ticks=40,
    )


def episode(kind: str, seed: int) -> tuple[list[Attempt], Vocabulary]:
    """Returns the attempts of an episode of a kind, in order; the last one is judged."""
    dice = random.Random(f"{kind}/{seed}")
    attempts = [_noise(dice) for _ in range(dice.randint(0, 4))]
    attempts += _EPISODES[kind](dice)
    return attempts, _WORDS


def _noise(dice: random.Random) -> Attempt:
    """Returns something that succeeded, and no other like it."""
    had = dice.randint(1, 60)
    spot = (dice.randint(1_000, 9_000), 64, 0)
    return _try(
        f'gather(item="dirt", count={had + 1})',
        ItemGained(tick=9, item="dirt", count=1, way="pickup"),
        before={"dirt": had},
        after={"dirt": had + 1},
        at=spot,
    )


_TABLE = Refused(tick=1, need="station", name="crafting_table")


def _again(dice: random.Random) -> list[Attempt]:
    bag = {"stick": dice.randint(1, 9)}
    between = [_noise(dice) for _ in range(dice.randint(0, 3))]
    once = _try(
        'craft(item="stone_pickaxe", count=1, station="crafting_table")', _TABLE, before=bag
    )
    return [once, *between, once]


def _about(dice: random.Random) -> list[Attempt]:
    full, none = {"dirt": dice.randint(1, 9)}, dict[str, int]()
    put = _try(f'discard(item="dirt", count={full["dirt"]})', None, before=full, after=none)
    got = _try(
        f'gather(item="dirt", count={full["dirt"]})',
        ItemGained(tick=9, item="dirt", count=full["dirt"], way="pickup"),
        before=none,
        after=full,
    )
    return [put, got] * dice.randint(3, 5)


def _same_cause(dice: random.Random) -> list[Attempt]:
    return [
        _try(
            f'explore(target="{target}")',
            Searched(tick=40, target=target, cells=20, low=64, high=64),
            before={},
            at=(dice.randint(-9_000, 9_000), 64, 0),
        )
        for target in ("cow", "sheep", "oak_log", "iron_ore")[: dice.randint(3, 4)]
    ]


def _richer(dice: random.Random) -> list[Attempt]:
    first = dice.randint(0, 5)
    return [
        _try(
            'gather(item="oak_log", count=30)',
            Stopped(tick=40, by="budget"),
            before={"oak_log": n},
            after={"oak_log": n + 2},
        )
        for n in range(first, first + 4, 2)
    ]


def _elsewhere(dice: random.Random) -> list[Attempt]:
    return [
        _try(
            'explore(target="cow")',
            Searched(tick=40, target="cow", cells=20, low=64, high=64),
            before={},
            at=(100 * i + dice.randint(0, 40), 64, 0),
        )
        for i in range(2)
    ]


def _one_each(dice: random.Random) -> list[Attempt]:
    failures = [
        _try('craft(item="stick", count=1, station="crafting_table")', _TABLE, before={}),
        _try('place(item="dirt")', Refused(tick=1, need="item", name="dirt"), before={}),
        _try(
            'explore(target="cow")',
            Searched(tick=40, target="cow", cells=9, low=64, high=64),
            before={},
        ),
        _try(
            'gather(item="iron_ore", tool="stone_pickaxe")',
            Refused(tick=1, need="tool", name="stone_pickaxe"),
            before={},
        ),
    ]
    dice.shuffle(failures)
    return failures


def _well(dice: random.Random) -> list[Attempt]:
    return [_noise(dice) for _ in range(dice.randint(2, 6))]


_EPISODES: dict[str, Callable[[random.Random], list[Attempt]]] = {
    "same_again": _again,
    "turn_and_turn_about": _about,
    "same_cause": _same_cause,
    "richer_each_time": _richer,
    "elsewhere_each_time": _elsewhere,
    "one_cause_each": _one_each,
    "all_goes_well": _well,
}
