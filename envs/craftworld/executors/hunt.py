"""Kills creatures and picks up what they drop."""

from __future__ import annotations

from envs.craftworld.beings.flock import Creature
from envs.craftworld.body import ARM_BLOCKS, Body
from envs.craftworld.executors.fetching import Fetcher
from envs.craftworld.executors.gathering import tool_carried
from envs.craftworld.executors.search import Search
from envs.craftworld.executors.words import carried, known_entity, known_item
from envs.craftworld.footing import Cell
from envs.craftworld.game.weapons import BLOW_TICKS, best_weapon
from envs.craftworld.land.terrain import Terrain
from envs.craftworld.motion.goals import towards
from envs.craftworld.motion.moving import walk_to
from envs.craftworld.observe import ENTITY_BLOCKS
from envs.events import Found, PathFailed
from envs.subgoals import Hunt

_CHASE_TICKS = 1_200
"""After so long it lets a creature be."""

_WALK_TICKS = 240
"""The most that one way to a creature may take."""


def run(body: Body, subgoal: Hunt) -> None:
    """Hunts until enough is carried, or enough are dead, or none is found."""
    if not known_entity(body, "entity", subgoal.entity):
        return
    if subgoal.item is not None and not known_item(body, "item", subgoal.item):
        return
    if subgoal.tool not in (None, "none") and not known_item(body, "tool", str(subgoal.tool)):
        return
    if _enough(body, subgoal) or not tool_carried(body, subgoal.tool):
        return
    _Hunting(body, subgoal).run()


def _enough(body: Body, subgoal: Hunt) -> bool:
    if subgoal.item is not None:
        return carried(body, subgoal.item) >= subgoal.count
    return _dead(body, subgoal) >= subgoal.count


def _dead(body: Body, subgoal: Hunt) -> int:
    return sum(1 for e in body.events if e.kind == "killed" and e.entity == subgoal.entity)


class Beside:
    """Is reached within an arm's length of a creature's cell."""

    def __init__(self, cell: Cell) -> None:
        self._cell = cell
        self.aim = towards([cell], ARM_BLOCKS - 1)

    def about(self, start: Cell) -> tuple[Cell, ...]:
        """Returns the cell."""
        del start
        return (self._cell,)

    def reached(self, terrain: Terrain, feet: Cell) -> bool:
        """Returns whether the cell is in reach from there."""
        del terrain
        squared = sum((a - b) ** 2 for a, b in zip(feet, self._cell, strict=True))
        return squared < ARM_BLOCKS**2


class _Hunting:
    """One hunt."""

    def __init__(self, body: Body, subgoal: Hunt) -> None:
        self._body = body
        self._subgoal = subgoal
        self._fetcher = Fetcher(body, subgoal.item)
        self._let_be: set[int] = set()
        self._found = False

    def run(self) -> None:
        """Goes after the nearest one in view, or looks for one."""
        search = Search(self._body, self._subgoal.entity)
        while not _enough(self._body, self._subgoal):
            prey = self._nearest()
            if prey is not None:
                self._note(prey)
                if not self._kill(prey):
                    return
                search.unreachable = len(self._let_be) >= self._lacking
            elif not search.go_on():
                search.give_up()
                return

    @property
    def _lacking(self) -> int:
        """How many are still to be killed, or got."""
        subgoal = self._subgoal
        had = _dead(self._body, subgoal) if subgoal.item is None else self._carried
        return subgoal.count - had

    @property
    def _carried(self) -> int:
        return carried(self._body, self._subgoal.item or "")

    def _full(self) -> bool:
        """Returns whether what was wanted lies there and there's no room for it; says so."""
        body, item = self._body, self._subgoal.item
        if item is None:
            return False
        matches = body.episode.rules.vocabulary.matches
        lying = body.episode.ground.within_reach(body.episode.cell, body.tick)
        full = any(drop.noted and matches(item, drop.item) for drop in lying)
        if full:
            body.give_up("inventory_full", item)
        return full

    def _nearest(self) -> Creature | None:
        episode = self._body.episode
        seen = episode.creatures.visible(episode.eye, ENTITY_BLOCKS)
        kind = self._subgoal.entity
        return next((c for c in seen if c.kind == kind and c.id not in self._let_be), None)

    def _note(self, prey: Creature) -> None:
        if self._body.troubles.seen() or not self._found:
            event = Found(tick=self._body.tick, target=prey.kind, x=prey.x, y=prey.y, z=prey.z)
            self._body.emit(event)
        self._found = True

    def _kill(self, prey: Creature) -> bool:
        """Goes after one creature until it is dead or away; returns whether to go on."""
        body = self._body
        until = body.tick + _CHASE_TICKS
        while body.tick < until:
            if body.episode.creatures.get(prey.id) is None:
                self._fetcher.fetch()
                return not self._full()
            if not Beside(prey.cell).reached(body.episode.terrain, body.episode.cell):
                if not walk_to(body, Beside(prey.cell), limit_ticks=_WALK_TICKS):
                    break
            elif not self._strike(prey):
                return False
        self._let_be.add(prey.id)
        x, y, z = prey.cell
        body.emit(PathFailed(tick=body.tick, target=prey.kind, x=x, y=y, z=z))
        return True

    def _strike(self, prey: Creature) -> bool:
        """Strikes, and waits until the next full blow; returns whether to go on."""
        body = self._body
        tool = self._subgoal.tool
        if not tool_carried(body, tool):
            return False
        bag = body.episode.bag
        if tool == "none":
            bag.hold(None)
        else:
            bag.hold(tool or best_weapon(bag, body.episode.rules))
        body.spend(max(0, body.episode.strikes_at - body.tick))
        if body.episode.creatures.get(prey.id) is not None:
            body.strike(prey)
            body.spend(max(BLOW_TICKS, body.episode.strikes_at - body.tick))
        return True
