"""A small world of words, and a builder of attempts by hand."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from diagnosis import Diagnosis, History, diagnose
from envs import (
    Attempt,
    Equipment,
    Equipped,
    Event,
    Inventory,
    ItemCount,
    KnownPlace,
    Nearby,
    Position,
    State,
    Tally,
    Vitals,
    Vocabulary,
    parse_subgoal,
)

_LOGS = ("birch_log", "oak_log")
_PLANKS = ("birch_planks", "oak_planks")
_TOOLS = tuple(
    f"{tier}_{kind}"
    for tier in ("wooden", "golden", "stone", "iron", "diamond", "netherite")
    for kind in ("axe", "pickaxe", "shovel", "sword")
)
_BLOCKS = frozenset(
    (
        *_LOGS,
        *_PLANKS,
        "stone",
        "cobblestone",
        "iron_ore",
        "coal_ore",
        "gravel",
        "dirt",
        "grass",
        "oak_leaves",
        "magma_block",
        "crafting_table",
        "furnace",
        "chest",
        "white_bed",
    )
)

Point = tuple[int, int, int]
AttemptOf = Callable[..., Attempt]
DiagnosisOf = Callable[..., Diagnosis]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary(
        items=_BLOCKS
        | {"stick", "coal", "iron_ingot", "apple", "flint", "wheat_seeds", "emerald", "bread"}
        | {*_TOOLS, "beef", "raw_iron"},
        blocks=_BLOCKS,
        entities=frozenset({"cow", "zombie", "creeper", "villager", "arrow"}),
        biomes=frozenset({"forest", "plains"}),
        tags={"logs": _LOGS, "planks": _PLANKS, "beds": ("white_bed",)},
    )


def _state(
    tick: int,
    carrying: Mapping[str, int] | None,
    at: Point | None,
    *,
    free_slots: int = 30,
    health: float = 20.0,
    food: float = 20.0,
    holding: str | None = None,
    blocks: Mapping[str, int] | None = None,
    stations: Mapping[str, int] | None = None,
    entities: Mapping[str, int] | None = None,
    places: Mapping[str, tuple[int, int]] | None = None,
    time: int = 1_000,
) -> State:
    def near(facet: Mapping[str, int] | None) -> tuple[Nearby, ...]:
        return tuple(
            Nearby(name=name, count=1, x=away, y=64, z=0, distance=away)
            for name, away in sorted((facet or {}).items())
        )

    return State(
        tick=tick,
        inventory=None
        if carrying is None
        else Inventory(
            items=tuple(ItemCount(item=i, count=n) for i, n in sorted(carrying.items())),
            free_slots=free_slots,
        ),
        equipment=Equipment(
            slots=() if holding is None else (Equipped(slot="mainhand", item=holding),)
        ),
        position=None if at is None else Position(x=at[0], y=at[1], z=at[2]),
        biome="forest",
        vitals=Vitals(health=health, food=food),
        time=time,
        blocks=near(blocks),
        entities=None if entities is None else near(entities),
        stations=near(stations),
        window="none",
        places=tuple(
            KnownPlace(name=name, x=x, y=64, z=z) for name, (x, z) in sorted((places or {}).items())
        ),
    )


@pytest.fixture(scope="session")
def state_of() -> Callable[..., State]:
    """Returns a builder of states: what is carried, where, and facets by name."""

    def build(
        carrying: Mapping[str, int] | None = None,
        at: Point | None = (0, 64, 0),
        tick: int = 0,
        **facets: Any,
    ) -> State:
        return _state(tick, {} if carrying is None else carrying, at, **facets)

    return build


@pytest.fixture(scope="session")
def attempt_of() -> AttemptOf:
    """Returns a builder of attempts.

    `attempt_of('craft(item="stick", count=4)', event, ..., carrying={"stick": 1})`; `after` and
    `to` are what is carried and where at the end, the same as before if not given; `before_…`
    and `after_…` set other facets of one state, any other name sets it in both.
    """

    def build(
        subgoal: str,
        *events: Event,
        carrying: Mapping[str, int] | None = None,
        after: Mapping[str, int] | None = None,
        at: Point | None = (0, 64, 0),
        to: Point | None = None,
        ticks: int = 100,
        start: int = 0,
        prelude: tuple[Event, ...] = (),
        dropped: int = 0,
        sees_inventory: bool = True,
        **facets: Any,
    ) -> Attempt:
        both = {k: v for k, v in facets.items() if not k.startswith(("before_", "after_"))}
        first = {k.removeprefix("before_"): v for k, v in facets.items() if k[:7] == "before_"}
        last = {k.removeprefix("after_"): v for k, v in facets.items() if k[:6] == "after_"}
        before = (carrying or {}) if sees_inventory else None
        then = (after if after is not None else before) if sees_inventory else None
        return Attempt(
            subgoal=parse_subgoal(subgoal),
            prelude=prelude,
            pre_state=_state(start, before, at, **{**both, **first}),
            trace=events,
            trace_dropped=dropped,
            tally=Tally.of(events),
            prelude_tally=Tally.of(prelude),
            post_state=_state(start + ticks, then, to or at, **{**both, **last}),
            ticks=ticks,
        )

    return build


@pytest.fixture(scope="session")
def diagnosis_of(attempt_of: AttemptOf, vocabulary: Vocabulary) -> DiagnosisOf:
    """Returns the diagnosis of what `attempt_of` builds, after `history` if that is given."""

    def build(
        subgoal: str,
        *events: Event,
        history: History | None = None,
        budget_ticks: int | None = None,
        **rest: Any,
    ) -> Diagnosis:
        attempt = attempt_of(subgoal, *events, **rest)
        known = history if history is not None else History(vocabulary=vocabulary)
        return diagnose(attempt, known, budget_ticks=budget_ticks)

    return build
