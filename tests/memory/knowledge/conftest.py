"""Episodes of a small world, lived by hand: events as a client sees them, diagnosed for real."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from diagnosis import History, diagnose
from envs import (
    Attempt,
    BlockBroken,
    BlockPlaced,
    Crafted,
    Died,
    EpisodeKey,
    Event,
    Invalid,
    Inventory,
    ItemCount,
    ItemGained,
    ItemLost,
    Killed,
    Lack,
    Moved,
    Nearby,
    PathFailed,
    Plan,
    Position,
    Refused,
    Searched,
    Smelted,
    State,
    Step,
    Stopped,
    Tally,
    Task,
    Traded,
    Vitals,
    Vocabulary,
    WindowRejected,
    WindowStalled,
    parse,
    parse_subgoal,
)
from memory import Experience, KnowledgeView, LogEntry, Proposer, experience_id
from memory.distil import distil
from memory.knowledge import knowledge_at, retired_at

WOODS = ("birch", "oak", "spruce")
LOGS = tuple(f"{wood}_log" for wood in WOODS)
PLANKS = tuple(f"{wood}_planks" for wood in WOODS)
TOOLS = tuple(
    f"{tier}_{kind}"
    for tier in ("wooden", "golden", "stone", "iron", "diamond")
    for kind in ("pickaxe", "axe", "sword")
)
THINGS = (
    *("bamboo", "beef", "charcoal", "coal", "cobblestone", "crafting_table", "diamond", "emerald"),
    *("bucket", "flint", "furnace", "iron_ingot", "iron_ore", "milk_bucket", "shears", "stick"),
    *("torch", "white_wool"),
)
BLOCKS = ("coal_ore", "crafting_table", "diamond_ore", "furnace", "iron_ore", "lava", "stone")

WORDS = Vocabulary(
    items=frozenset((*LOGS, *PLANKS, *TOOLS, *THINGS)),
    blocks=frozenset((*BLOCKS, *LOGS, *PLANKS)),
    entities=frozenset({"cow", "villager", "zombie"}),
    biomes=frozenset({"forest", "plains"}),
    tags={
        "coals": ("charcoal", "coal"),
        "logs": LOGS,
        "planks": PLANKS,
        "wooden": (*LOGS, *PLANKS),
    },
)


class Events:
    """What a client sees of an act, in the order in which it sees it."""

    @staticmethod
    def crafted(
        item: str, count: int, used: dict[str, int], station: str = "none", times: int = 1
    ) -> list[Event]:
        events: list[Event] = []
        for _ in range(times):
            events += [ItemLost(tick=1, item=i, count=n, way="craft") for i, n in used.items()]
            events.append(Crafted(tick=1, item=item, count=count, station=station))
            events.append(ItemGained(tick=1, item=item, count=count, way="craft"))
        return events

    @staticmethod
    def smelted(item: str, count: int, used: dict[str, int]) -> list[Event]:
        lost: list[Event] = [
            ItemLost(tick=1, item=i, count=n, way="smelt") for i, n in used.items()
        ]
        return [
            *lost,
            Smelted(tick=9, item=item, count=count, station="furnace"),
            ItemGained(tick=9, item=item, count=count, way="smelt"),
        ]

    @staticmethod
    def broke(block: str, gives: str | None, tool: str = "none", y: int = 64) -> list[Event]:
        events: list[Event] = [BlockBroken(tick=60, block=block, tool=tool, x=1, y=y, z=1)]
        if gives is not None:
            events.append(ItemGained(tick=61, item=gives, count=1, way="pickup"))
        return events

    @staticmethod
    def killed(entity: str, gives: str | None = None) -> list[Event]:
        events: list[Event] = [Killed(tick=5, entity=entity)]
        if gives is not None:
            events.append(ItemGained(tick=6, item=gives, count=1, way="pickup"))
        return events

    @staticmethod
    def traded(item: str, price: dict[str, int]) -> list[Event]:
        paid: list[Event] = [
            ItemLost(tick=1, item=i, count=n, way="trade") for i, n in price.items()
        ]
        return [
            *paid,
            Traded(tick=1, item=item, count=1, entity="villager"),
            ItemGained(tick=1, item=item, count=1, way="trade"),
        ]

    @staticmethod
    def placed(block: str) -> list[Event]:
        return [
            ItemLost(tick=1, item=block, count=1, way="place"),
            BlockPlaced(tick=1, block=block, x=2, y=64, z=2),
        ]

    @staticmethod
    def rejected(
        item: str,
        lacking: dict[str, int] | None = None,
        *,
        window: str = "none",
        station: str | None = None,
        book: bool = True,
    ) -> list[Event]:
        lacks = tuple(Lack(item=i, count=n) for i, n in sorted((lacking or {}).items()))
        said = lacks if book else None
        return [WindowRejected(tick=1, window=window, item=item, lacking=said, station=station)]

    @staticmethod
    def refused(need: str, name: str, count: int = 1) -> list[Event]:
        return [Refused.model_validate({"tick": 1, "need": need, "name": name, "count": count})]

    @classmethod
    def walled_off(cls, station: str) -> list[Event]:
        return [
            PathFailed(tick=1, target=station, x=9, y=64, z=0),
            *cls.refused("station", station),
        ]

    @staticmethod
    def stalled(item: str, slot: str = "fuel") -> list[Event]:
        values = {"tick": 1, "window": "furnace", "item": item, "slot": slot}
        return [WindowStalled.model_validate(values)]

    @staticmethod
    def searched(target: str) -> list[Event]:
        walk: list[Event] = [Moved(tick=9 * x, x=x, y=64, z=0) for x in range(0, 100, 20)]
        return [*walk, Searched(tick=900, target=target, cells=40, low=64, high=70)]

    @staticmethod
    def invalid(field: str, value: str) -> list[Event]:
        return [Invalid(tick=0, field=field, value=value)]

    @staticmethod
    def died(source: str) -> list[Event]:
        return [Died(tick=50, source=source)]

    @staticmethod
    def stopped() -> list[Event]:
        return [Stopped(tick=900, by="budget")]


class Episode:
    """One episode, lived attempt by attempt."""

    def __init__(self, key: EpisodeKey) -> None:
        self.key = key
        self.history = History(vocabulary=WORDS)
        self.experiences: list[Experience] = []
        self.finished: list[Step] = []

    def tries(
        self,
        subgoal: str,
        events: Sequence[Event] = (),
        *,
        carrying: dict[str, int] | None = None,
        near: tuple[str, ...] = (),
        ticks: int = 100,
        ended: Position | None = None,
        **facets: Any,
    ) -> "Episode":
        """Adds an attempt; what is carried afterwards follows from the events.

        It ends where it began, or at `ended`.
        """
        before = dict(carrying or {})
        after = dict(before)
        for event in events:
            if isinstance(event, ItemGained):
                after[event.item] = after.get(event.item, 0) + event.count
            elif isinstance(event, ItemLost):
                after[event.item] = after.get(event.item, 0) - event.count
        placed = tuple(e.block for e in events if isinstance(e, BlockPlaced))
        tried = parse_subgoal(subgoal)
        attempt = Attempt(
            subgoal=tried,
            pre_state=state(before, near, **facets),
            trace=tuple(events),
            tally=Tally.of(events),
            post_state=state(
                after, (*near, *placed), **(facets | ({"position": ended} if ended else {}))
            ),
            ticks=ticks,
        )
        diagnosis = diagnose(attempt, self.history)
        step = Step(subgoal=tried)
        index = len(self.experiences)
        self.experiences.append(
            Experience(
                id=experience_id(self.key, 0, index),
                episode=self.key,
                index=index,
                scope="vanilla",
                world="toy-v1",
                task=Task(id=self.key.task, instruction="Do it", goal=parse('has("stick")')),
                plan=Plan(steps=(*self.finished, step), frozen=len(self.finished)),
                attempt=attempt,
                diagnosis=diagnosis,
                knowledge="0" * 16,
            )
        )
        self.history = self.history.extended(attempt, diagnosis)
        if diagnosis.succeeded:
            self.finished.append(step)
        return self


def state(
    items: dict[str, int], near: tuple[str, ...] = (), distance: int = 2, **facets: Any
) -> State:
    held = tuple(ItemCount(item=i, count=n) for i, n in sorted(items.items()) if n > 0)
    seen = tuple(
        Nearby(name=n, count=1, x=1, y=64, z=1, distance=distance) for n in sorted(set(near))
    )
    values: dict[str, Any] = {
        "tick": 0,
        "inventory": Inventory(items=held, free_slots=36 - len(held)),
        "position": Position(x=0, y=64, z=0, sky=True),
        "biome": "forest",
        "vitals": Vitals(health=20, food=20),
        "time": 1_000,
        "stations": seen,
        "blocks": (),
        "entities": (),
    }
    return State(**{**values, **facets})


class Life:
    """Makes episodes, and lets rounds of them be learned from."""

    events = Events()
    words = WORDS

    def __init__(self) -> None:
        self.log: list[LogEntry] = []
        self.round = 0
        self._seeds = 0

    def episode(self, task: str = "task") -> Episode:
        """Returns a fresh episode of the round."""
        self._seeds += 1
        return Episode(
            EpisodeKey(
                run="r-0", round=self.round, phase="train", arm="full", task=task, seed=self._seeds
            )
        )

    def distilled(self, *episodes: Episode, proposer: Proposer | None = None) -> list[LogEntry]:
        """Returns what a round of these episodes changes, and goes on to the next round."""
        known = knowledge_at(self.log, "vanilla", self.round)
        retired = retired_at(self.log, "vanilla", self.round)
        lived = [e for episode in episodes for e in episode.experiences]
        entries = distil(lived, known, WORDS, self.round, retired, proposer)
        self.log += entries
        self.round += 1
        return entries

    def learned(self, *episodes: Episode) -> KnowledgeView:
        """Returns what is known after a round of these episodes."""
        self.distilled(*episodes)
        return self.known

    @property
    def known(self) -> KnowledgeView:
        """What is known at the start of the present round."""
        return knowledge_at(self.log, "vanilla", self.round)


@pytest.fixture
def life() -> Life:
    return Life()


@pytest.fixture
def act() -> Events:
    return Events()


@pytest.fixture
def seen() -> Callable[..., State]:
    return state
