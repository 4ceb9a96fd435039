"""`FakeWorld`: a tiny world that keeps the contract, for tests of agents, memories and planners.

A clearing with trees. Logs can be gathered, planks and sticks crafted in the hand; everything
takes a fixed number of ticks. It is deterministic, it forks, it has a map, and it can tell its
rules. It is no place to take a figure in.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from random import Random

import numpy as np

from envs.attempt import Attempt, bounded_trace
from envs.environment import SAMPLE_TICKS, Monitor
from envs.errors import ContractError
from envs.events import (
    BlockBroken,
    Crafted,
    Event,
    Invalid,
    ItemGained,
    ItemLost,
    Lack,
    Refused,
    Stopped,
    WindowRejected,
)
from envs.mapping import MapCreature, MapPicture, MapRegion
from envs.rules import CraftingRule, GameRules, GatheringRule, Ingredient
from envs.state import DAY_TICKS, Equipment, Inventory, ItemCount, Nearby, Position, State, Vitals
from envs.subgoals import Craft, Gather, Subgoal, Wait
from envs.tally import Tally
from envs.task import Task
from envs.vocabulary import Vocabulary

_LOG_TICKS = 60
_CRAFT_TICKS = 5
# Result: how many at once, and what of.
_RECIPES = {"oak_planks": (4, "oak_log", 1), "stick": (4, "oak_planks", 2)}
_WORDS = Vocabulary(
    items=frozenset({"oak_log", "oak_planks", "stick"}),
    blocks=frozenset({"oak_log"}),
    entities=frozenset({"cow"}),
    biomes=frozenset({"forest"}),
    tags={"logs": ("oak_log",), "planks": ("oak_planks",)},
)


class _Over(Exception):
    """The attempt was stopped."""


class FakeWorld:
    """A clearing with 3 to 8 trees of one log each, 1 to 60 blocks away, as the seed has it."""

    deterministic = True

    def __init__(self) -> None:
        self._seed: int | None = None
        self._tick = 0
        self._trees = 0
        self._distance = 0
        self._carried: Counter[str] = Counter()
        self._trace: list[Event] = []

    @property
    def id(self) -> str:
        """`fake-v1`."""
        return "fake-v1"

    @property
    def vocabulary(self) -> Vocabulary:
        """Logs, planks, sticks and a cow that never comes."""
        return _WORDS

    def rules(self) -> GameRules:
        """Returns the rules in force."""
        return GameRules(
            crafting=tuple(
                CraftingRule(item=item, count=n, ingredients=(Ingredient(item=of, count=used),))
                for item, (n, of, used) in _RECIPES.items()
            ),
            gathering=(GatheringRule(item="oak_log", source="oak_log"),),
        )

    def reset(self, task: Task, seed: int) -> State:  # noqa: ARG002
        """Starts anew with nothing carried."""
        self._seed, self._tick, self._carried = seed, 0, Counter()
        draws = Random(seed)
        self._trees = 3 + draws.randrange(6)
        self._distance = 1 + draws.randrange(60)
        return self.observe()

    def observe(self) -> State:
        """Returns the state; stations, weather, light and window are absent."""
        if self._seed is None:
            raise ContractError("Expected reset() before observe(), found no episode.")
        items = sorted((item, n) for item, n in self._carried.items() if n > 0)
        count, far = max(1, self._trees), self._distance
        trees = Nearby(name="oak_log", count=count, x=far, y=64, z=0, distance=far)
        return State(
            tick=self._tick,
            inventory=Inventory(
                items=tuple(ItemCount(item=item, count=n) for item, n in items),
                free_slots=36 - len(items),
            ),
            equipment=Equipment(),
            position=Position(x=0, y=64, z=0, sky=True),
            biome="forest",
            vitals=Vitals(health=20, food=20),
            time=self._tick % DAY_TICKS,
            blocks=(trees,) if self._trees else (),
            entities=(),
            places=(),
        )

    def attempt(
        self, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None = None
    ) -> Attempt:
        """Tries a gather, a craft or a wait; every other kind of subgoal is refused."""
        before, self._trace = self.observe(), []
        self._ends, self._monitor = self._tick + budget_ticks, monitor
        with suppress(_Over):
            self._carry_out(subgoal)
        trace, dropped = bounded_trace(self._trace)
        return Attempt(
            subgoal=subgoal,
            pre_state=before,
            trace=trace,
            trace_dropped=dropped,
            tally=Tally.of(self._trace),
            post_state=self.observe(),
            ticks=self._tick - before.tick,
        )

    def close(self) -> None:
        """Holds nothing to free."""

    def snapshot(self) -> object:
        """Returns the episode as a value."""
        return (
            self._seed,
            self._tick,
            self._trees,
            self._distance,
            tuple(sorted(self._carried.items())),
        )

    def restore(self, snapshot: object) -> None:
        """Puts the episode back."""
        if not isinstance(snapshot, tuple):
            raise ContractError("Expected what snapshot() returned.")
        self._seed, self._tick, self._trees, self._distance, carried = snapshot
        self._carried = Counter(dict(carried))

    def picture(self, region: MapRegion) -> MapPicture:
        """Returns a meadow, its trees in a row, and the cow that nobody ever meets."""
        if self._seed is None:
            raise ContractError("Expected reset() before picture(), found no episode.")
        pixels = np.full((region.height, region.width, 3), (120, 180, 80), dtype=np.uint8)
        for tree in range(self._trees):
            x, z = self._distance - region.x + tree, -region.z
            if 0 <= x < region.width and 0 <= z < region.height:
                pixels[z, x] = (50, 110, 40)
        cow = MapCreature("cow", "passive", region.x, region.z)
        known = np.ones((region.height, region.width), dtype=np.bool_)
        return MapPicture(region, "overworld", pixels, known, creatures=(cow,))

    def _carry_out(self, subgoal: Subgoal) -> None:
        match subgoal:
            case Gather(item=item) if not self.vocabulary.knows(item):
                self._tell(Invalid(tick=self._tick, field="item", value=item))
            case Craft(item=item) if not self.vocabulary.knows(item):
                self._tell(Invalid(tick=self._tick, field="item", value=item))
            case Gather():
                self._gather(subgoal)
            case Craft():
                self._craft(subgoal)
            case Wait(ticks=ticks):
                self._pass(ticks)
            case _:
                self._tell(Refused(tick=self._tick, need="entity", name="cow"))

    def _gather(self, subgoal: Gather) -> None:
        while self._carried["oak_log"] < subgoal.count and self._trees:
            self._pass(_LOG_TICKS)
            self._trees -= 1
            self._carried["oak_log"] += 1
            self._tell(
                BlockBroken(tick=self._tick, block="oak_log", x=self._distance, y=64, z=0),
                ItemGained(tick=self._tick, item="oak_log", count=1, way="pickup"),
            )

    def _craft(self, subgoal: Craft) -> None:
        made, ingredient, used = _RECIPES.get(subgoal.item, (0, "oak_log", 0))
        while self._carried[subgoal.item] < subgoal.count:
            short = used - self._carried[ingredient]
            if made == 0 or short > 0:
                lacking = (Lack(item=ingredient, count=short),) if made else ()
                self._tell(
                    WindowRejected(
                        tick=self._tick, window="none", item=subgoal.item, lacking=lacking
                    )
                )
                return
            self._pass(_CRAFT_TICKS)
            self._carried[ingredient] -= used
            self._carried[subgoal.item] += made
            self._tell(
                ItemLost(tick=self._tick, item=ingredient, count=used, way="craft"),
                Crafted(tick=self._tick, item=subgoal.item, count=made),
                ItemGained(tick=self._tick, item=subgoal.item, count=made, way="craft"),
            )

    def _pass(self, ticks: int) -> None:
        """Lets time pass in samples; stops the attempt where budget or monitor say so."""
        while ticks > 0:
            step = min(ticks, SAMPLE_TICKS, self._ends - self._tick)
            if step <= 0:
                self._stop("budget", "")
            self._tick += step
            ticks -= step
            if self._monitor and (reason := self._monitor.on_state(self.observe())):
                self._stop("monitor", reason)

    def _tell(self, *events: Event) -> None:
        """Tells of one act: all of its events, before the monitor may stop what follows."""
        self._trace += events
        heard = [self._monitor.on_event(event) for event in events] if self._monitor else []
        if reason := next(filter(None, heard), None):
            self._stop("monitor", reason)

    def _stop(self, by: str, reason: str) -> None:
        stopped = Stopped.model_validate({"tick": self._tick, "by": by, "reason": reason})
        self._trace.append(stopped)
        raise _Over


def make() -> FakeWorld:
    """Returns a fake world; it takes no options."""
    return FakeWorld()
