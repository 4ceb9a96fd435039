"""`Body`: the player during one attempt: steps, what is seen of them, how they end.

Every step is one of the game's own actions. What it changed is told as events. An attempt ends
from within by `AttemptOver`: when its budget is used, the monitor says so, the player dies, or
something strikes it while it is about something else: what to do about a zombie is the planner's
to say.
"""

from __future__ import annotations

from typing import Any

from crafter import constants, objects

from envs._true_causes import Cause
from envs.crafter.episode import Episode
from envs.crafter.game import IDS, MATERIALS
from envs.crafter.observe import observed
from envs.crafter.words import ITEMS
from envs.environment import SAMPLE_TICKS, Monitor
from envs.events import (
    BlockBroken,
    BlockPlaced,
    Crafted,
    Damage,
    Died,
    Event,
    ItemGained,
    ItemLost,
    Killed,
    Moved,
    Stopped,
    Used,
    Way,
)

STEPS = {(-1, 0): "left", (1, 0): "right", (0, -1): "up", (0, 1): "down"}
"""The directions, by what the game calls them."""

_COOLDOWN = 5  # of a zombie that has just struck (crafter/objects.py, Zombie.update)
_NEEDS = ("food", "drink", "energy")
_PICKAXES = ("iron_pickaxe", "stone_pickaxe", "wood_pickaxe")
_BY_HAND = ("grass", "tree")
_SWORDS = ("iron_sword", "stone_sword", "wood_sword")


class AttemptOver(Exception):  # no error: it never leaves the world
    """Ends the attempt under way from within a step."""


class Body:
    """Acts for one attempt.

    Attributes:
        episode: All that there is; steps change it.
        events: What was seen so far, in order.
        prey: The creature that it is after, whose blows don't drive it off; empty for none.
        search: What is looked for and how long since; `None` while nothing is.
        opens_fences: Whether it digs through the stones beside a plant.
        keeps_to_rock: Whether it keeps off the grass in the dark as well as it can.
        walls: Cells that it neither digs through nor steps onto, for they are to be walls.
    """

    def __init__(self, episode: Episode, budget_ticks: int, monitor: Monitor | None) -> None:
        self.episode = episode
        self.events: list[Event] = []
        self.prey = ""
        self.search: tuple[str, int] | None = None
        self.opens_fences = False
        self.keeps_to_rock = False
        self.walls: set[tuple[int, int]] = set()
        self._picked: list[tuple[str, int]] = []
        self._monitor = monitor
        self._started = episode.tick
        self._deadline = episode.tick + budget_ticks
        self._sampled = episode.tick
        self._objection: str | None = None

    @property
    def tick(self) -> int:
        """The present tick."""
        return self.episode.tick

    def carried(self, item: str) -> int:
        """Returns how many of an item are carried; 0 for what can't be."""
        return self.episode.game.inventory.get(item, 0) if item in ITEMS else 0

    def best(self, tools: tuple[str, ...]) -> str:
        """Returns the first of some tools that is carried, `"none"` if none is."""
        return next((tool for tool in tools if self.carried(tool)), "none")

    @property
    def pickaxe(self) -> str:
        """The best pickaxe that is carried."""
        return self.best(_PICKAXES)

    def material(self, cell: tuple[int, int]) -> str:
        """Returns what ground is remembered in a cell; empty if none is."""
        x, y = cell
        known = self.episode.sight.known
        inside = 0 <= x < known.shape[0] and 0 <= y < known.shape[1]
        return MATERIALS.get(int(known[x, y]), "") if inside else ""

    # Steps.

    def act(self, action: str) -> None:
        """Takes one step; raises `AttemptOver` where that ends the attempt."""
        self._check()
        game = self.episode.game
        before, made = dict(game.inventory), dict(game.achievements)
        (x, y), (dx, dy) = game.at, game.facing
        target = (x + dx, y + dy)
        inside = all(0 <= c < 64 for c in target)
        ground = int(game.ground[target]) if inside else 0
        facing = game.thing_at(*target) if inside else None
        ready = [t for t in self._about() if isinstance(t, objects.Zombie) and not t.cooldown]
        game.act(action)
        self.episode.sight.look(game)
        self._tell_of_items(action, before)
        self._tell_of_ground(action, target, ground, drank=facing is None)
        self._tell_of_deeds(made)
        self._undergo(before, ready)
        self._sample()

    def _about(self) -> list[Any]:
        x, y = self.episode.game.at
        return self.episode.game.things_in(max(0, x - 3), x + 4, max(0, y - 3), y + 4)

    def face(self, direction: tuple[int, int]) -> None:
        """Turns to a cell beside that can't be walked into."""
        if self.episode.game.facing != direction:
            self.act(f"move_{STEPS[direction]}")

    def do(self, direction: tuple[int, int]) -> None:
        """Acts on the cell beside: digs, strikes, drinks."""
        self.face(direction)
        if self.episode.game.facing == direction:
            self.act("do")

    def _check(self) -> None:
        if self.episode.died_of is not None:
            self.emit(Died(tick=self.tick, source=self.episode.died_of))
            self.give_up("killed", "was dead already")
            raise AttemptOver
        if self._objection is not None:
            self.emit(Stopped(tick=self.tick, by="monitor", reason=self._objection))
            self._cut_off(("unknown", f"stopped by the monitor: {self._objection}"))
        if self._deadline - self.tick <= 0:
            self.emit(Stopped(tick=self.tick, by="budget"))
            self._cut_off(("out_of_time", "the budget was used"))

    def _cut_off(self, otherwise: tuple[Cause, str]) -> None:
        """Ends the attempt; a search that took the half of it, or more, is what it failed of."""
        half = (self.tick - self._started) // 2
        if self.search is not None and self.tick - self.search[1] >= max(200, half):
            otherwise = ("target_not_found", self.search[0])
        self.give_up(*otherwise)
        raise AttemptOver

    def _sample(self) -> None:
        if self.tick - self._sampled < SAMPLE_TICKS:
            return
        self._sampled = self.tick
        x, y = self.episode.game.at
        self.emit(Moved(tick=self.tick, x=x, y=0, z=y))
        if self._monitor is not None and self._objection is None:
            self._objection = self._monitor.on_state(observed(self.episode))

    # What is seen, and the truth behind it.

    def emit(self, event: Event) -> None:
        """Notes an event and shows it to the monitor."""
        self.events.append(event)
        if self._monitor is not None and self._objection is None:
            self._objection = self._monitor.on_event(event)

    def give_up(self, cause: Cause, detail: str) -> None:
        """Writes into the ledger why this attempt fails; what is written first stands."""
        self.episode.ledger.write(cause, detail)

    def _tell_of_items(self, action: str, before: dict[str, int]) -> None:
        way: Way = "pickup"
        if action.startswith("make_"):
            way = "craft"
        elif action.startswith("place_"):
            way = "place"
        after = self.episode.game.inventory
        changes = [(item, after[item] - before[item]) for item in ITEMS]
        lost = [(item, -n) for item, n in changes if n < 0]
        gained = [(item, n) for item, n in changes if n > 0]
        for item, count in lost:
            self.emit(ItemLost(tick=self.tick, item=item, count=count, way=way))
        for item, count in gained:
            if way == "craft":
                station = constants.make[item]["nearby"][-1]
                self.emit(Crafted(tick=self.tick, item=item, count=count, station=station))
        if action != "do":
            self._tell_gained(gained, way)
        self._picked = gained if action == "do" else []

    def _tell_gained(self, gained: list[tuple[str, int]], way: Way) -> None:
        for item, count in gained:
            self.emit(ItemGained(tick=self.tick, item=item, count=count, way=way))

    def _tell_of_ground(
        self, action: str, target: tuple[int, int], before: int, *, drank: bool
    ) -> None:
        x, y = target
        inside = all(0 <= c < 64 for c in target)
        now = int(self.episode.game.ground[target]) if inside else before
        if action == "do" and (now != before or self._picked):
            # Grass that gives a sapling has grown again at once.
            name = MATERIALS[before]
            tool = "none" if name in _BY_HAND else self.pickaxe
            self.emit(BlockBroken(tick=self.tick, block=name, tool=tool, x=x, y=0, z=y))
        elif action == "do" and before == IDS["water"] and drank:
            self.emit(Used(tick=self.tick, verb="drunk", object="water"))
        elif action.startswith("place_") and now != before:
            self.emit(BlockPlaced(tick=self.tick, block=MATERIALS[now], x=x, y=0, z=y))
        self._tell_gained(self._picked, "pickup")

    def _tell_of_deeds(self, before: dict[str, int]) -> None:
        made = self.episode.game.achievements
        x, y = self.episode.game.at
        dx, dy = self.episode.game.facing
        tool = self.best(_SWORDS)
        for deed, n in made.items():
            if n == before[deed]:
                continue
            match deed:
                case "defeat_zombie" | "defeat_skeleton":
                    entity = deed.removeprefix("defeat_")
                    self.emit(Killed(tick=self.tick, entity=entity, tool=tool))
                case "eat_cow":
                    self.emit(Killed(tick=self.tick, entity="cow", tool=tool))
                    self.emit(Used(tick=self.tick, verb="eaten", object="cow"))
                case "eat_plant":
                    self.emit(Used(tick=self.tick, verb="eaten", object="plant"))
                case "place_plant":
                    placed = BlockPlaced(tick=self.tick, block="plant", x=x + dx, y=0, z=y + dy)
                    self.emit(placed)
                case "wake_up":
                    self.emit(Used(tick=self.tick, verb="slept", object="ground"))
                case _:
                    pass

    def _undergo(self, before: dict[str, int], ready: list[Any]) -> None:
        """Tells of blows and wants, and ends the attempt where the player dies or is struck."""
        game = self.episode.game
        lost = before["health"] - game.inventory["health"]
        if game.inventory["health"] <= 0:
            self._die(self._source_of_death(ready))
        if lost <= 0:
            return
        source = self._source(ready, lost)
        self.emit(Damage(tick=self.tick, amount=float(lost), source=source))
        if source not in {"starvation", self.prey}:
            self.give_up("hazard", source)
            raise AttemptOver

    def _source(self, ready: list[Any], lost: int) -> str:
        if any(zombie.cooldown == _COOLDOWN for zombie in ready):
            return "zombie"
        lacks = any(self.episode.game.inventory[need] <= 0 for need in _NEEDS)
        return "starvation" if lacks and lost == 1 else "arrow"

    def _source_of_death(self, ready: list[Any]) -> str:
        game = self.episode.game
        if int(game.ground[game.at]) == IDS["lava"]:
            return "lava"
        return self._source(ready, 1)

    def _die(self, source: str) -> None:
        self.episode.died_of = source
        self.emit(Damage(tick=self.tick, amount=1.0, source=source))
        self.emit(Died(tick=self.tick, source=source))
        cause: Cause = "killed"
        if source == "starvation":
            cause = "starving"
        elif source == "lava":
            cause = "hazard"
        self.give_up(cause, source)
        raise AttemptOver
