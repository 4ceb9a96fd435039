"""`Gathering`: going to wanted blocks, breaking them and picking up what drops."""

from __future__ import annotations

from envs.craftworld import sight
from envs.craftworld.blame import blame_for
from envs.craftworld.body import Body
from envs.craftworld.executors import caution
from envs.craftworld.executors.drift import Aim
from envs.craftworld.executors.fetching import DigTo, Fetcher
from envs.craftworld.executors.words import carried
from envs.craftworld.footing import Cell
from envs.craftworld.motion import mining
from envs.craftworld.motion.goals import At, Reach, can_reach
from envs.craftworld.motion.moving import drop_down, walk_to
from envs.craftworld.motion.surfacing import breathe
from envs.events import ItemLeft, PathFailed, Refused
from envs.subgoals import Gather

_CANDIDATES = 8
"""How many of the nearest blocks the way is looked for to at once."""

_LEFT_BEHIND = 8
"""After so many drops in a row that no way leads to it gives up."""

_SHORT_OF_BREATH = 150
"""With less air than this, in ticks, it comes up first."""

_FRUITLESS = 3
"""After so many blocks in a row that drop nothing for want of a better tool it gives up."""

_DIVE_REACH = 4
"""Blocks of water above something beyond which it isn't reached from the surface."""

_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))

_BESIDE_TICKS = 200
"""The most that the way round to a better place beside a block may take."""

WALK_TICKS, DETOUR_TICKS = 600, 40
"""The most that the way to a block in view may take; the latter for someone who digs."""


def tool_carried(body: Body, tool: str | None) -> bool:
    """Returns whether the tool that is asked for is at hand; says so if not."""
    if tool is None or tool == "none" or body.episode.bag.count(tool):
        return True
    body.emit(Refused(tick=body.tick, need="tool", name=tool))
    broke = any(event.kind == "tool_broke" and event.item == tool for event in body.events)
    body.give_up("tool_broke" if broke else "missing_tool", tool)
    return False


class Gathering:
    """What is being gathered, and how it goes."""

    def __init__(self, body: Body, subgoal: Gather, source: str) -> None:
        self.body = body
        self.subgoal = subgoal
        self.source = source
        table = body.episode.terrain.table
        members = body.episode.rules.vocabulary.members(source)
        self.wanted = frozenset(table.id(name) for name in members if name in table)
        self.given_up: set[Cell] = set()
        self._out_of_reach: set[Cell] = set()
        self._fruitless = 0
        self._fetcher = Fetcher(body, subgoal.item)

    @property
    def enough(self) -> bool:
        """Whether enough is carried."""
        return carried(self.body, self.subgoal.item) >= self.subgoal.count

    @property
    def would_have_done(self) -> bool:
        """Whether as many blocks were out of reach as items are still lacking."""
        lacking = self.subgoal.count - carried(self.body, self.subgoal.item)
        return len(self._out_of_reach) >= lacking

    def in_view(
        self, radius: int = sight.VIEW_RADIUS, height: int = sight.VIEW_HEIGHT
    ) -> list[Cell]:
        """Returns the wanted blocks in view, nearest first, without those that were given up."""
        episode = self.body.episode
        blocks = sight.exposed(
            episode.terrain, episode.eye, self.wanted, radius=radius, height=height
        )
        cells = [(x, y, z) for x, y, z, _ in blocks if (x, y, z) not in self.given_up]
        cells = [cell for cell in cells if not self._too_deep(cell)]
        if not episode.realm.has_sky:
            lasting = [cell for cell in cells if not caution.falls_away(episode.terrain, cell)]
            # Whoever digs finds more; whoever looks about takes what there is.
            cells = lasting if lasting or self.subgoal.height is not None else cells
        # Nobody dives for what also lies on dry land.
        return sorted(cells, key=self._submerged) if cells and self._submerged(cells[0]) else cells

    def _too_deep(self, cell: Cell) -> bool:
        """Returns whether what grows in water is out of reach for someone at its surface."""
        x, y, z = cell
        terrain = self.body.episode.terrain
        liquid, block = terrain.table.is_liquid, terrain.block
        if not liquid[block(x, y, z)]:
            return False
        return all(liquid[block(x, y + up, z)] for up in range(1, _DIVE_REACH + 1))

    def _submerged(self, cell: Cell) -> bool:
        """Returns whether water stands above a block."""
        terrain = self.body.episode.terrain
        return terrain.table.is_liquid[terrain.block(cell[0], cell[1] + 1, cell[2])]

    def take(
        self, cells: list[Cell], dig_to: DigTo | None = None, walk_ticks: int = WALK_TICKS
    ) -> bool:
        """Goes to the nearest of some blocks and takes it; returns whether to go on.

        Args:
            cells: The blocks, nearest first, at least one.
            dig_to: Digs a way where none leads to a block; `None` for someone who only walks.
            walk_ticks: The most that the way may take.
        """
        near = cells[:_CANDIDATES]
        cell = self._reachable(near)
        if cell is None:
            walk_to(self.body, Reach(near), limit_ticks=walk_ticks)
            cell = self._reachable(near)
        if cell is None and dig_to is not None and dig_to(self._aim(near[0])):
            cell = self._reachable(near[:1])
        if cell is None:
            self._abandon(near if dig_to is None else near[:1])
            return True
        if not self._stand_well(cell, dig_to):
            self._abandon([cell])
            return True
        went_on = self.break_block(cell, dig_to=dig_to)
        if self.body.episode.vitals.air_ticks < _SHORT_OF_BREATH:
            breathe(self.body)
        return went_on

    def _aim(self, cell: Cell) -> Aim:
        terrain = self.body.episode.terrain
        return Aim(cell, lambda feet: can_reach(terrain, feet, cell))

    def _reachable(self, cells: list[Cell]) -> Cell | None:
        """Returns the first block that is still there and in reach."""
        terrain, feet = self.body.episode.terrain, self.body.episode.cell
        there = (cell for cell in cells if terrain.block(*cell) in self.wanted)
        return next((cell for cell in there if can_reach(terrain, feet, cell)), None)

    def _step_off(self, cell: Cell) -> None:
        """Goes aside from a block that it stands on, if it can: nobody digs straight down."""
        x, y, z = self.body.episode.cell
        if cell == (x, y - 1, z):
            aside = [(x + dx, y + dy, z + dz) for dx, dz in _SIDES for dy in (0, -1, 1)]
            walk_to(self.body, At(aside), limit_ticks=40)

    def _stand_well(self, cell: Cell, dig_to: DigTo | None) -> bool:
        """Goes to where a block in reach is broken best; returns whether it dares to."""
        episode = self.body.episode
        if not caution.is_risky(episode.terrain, cell):
            self._step_off(cell)
            return True
        places = caution.places_beside(self.body, cell)
        if not places:
            return False
        if walk_to(self.body, At(places), limit_ticks=_BESIDE_TICKS):
            return True
        if dig_to is None:
            return False
        feet = episode.cell
        nearest = min((sum((a - b) ** 2 for a, b in zip(p, feet, strict=True)), p) for p in places)
        return dig_to(Aim(nearest[1], places.__contains__, stands=True))

    def break_block(self, cell: Cell, *, fetch: bool = True, dig_to: DigTo | None = None) -> bool:
        """Breaks a wanted block in reach; returns whether to go on.

        Args:
            cell: The block's cell.
            fetch: Whether to go and pick up what drops.
            dig_to: Digs a way where none leads to what dropped.
        """
        body = self.body
        name = body.episode.terrain.name(*cell)
        if not tool_carried(body, self.subgoal.tool):
            return False
        tool = self._tool_for(name)
        harvests = body.episode.rules.harvests(name, tool)
        before = carried(body, self.subgoal.item)
        if not mining.dig(body, cell, tool):
            self._abandon([cell])
            return True
        self._out_of_reach.discard(cell)
        drop_down(body)
        caution.keep_lava_out(body, cell)
        if fetch:
            self._fetcher.fetch(dig_to)
        self._fruitless = 0 if harvests else self._fruitless + 1
        gained = carried(body, self.subgoal.item) > before
        if gained:
            self._fetcher.forget()
            body.troubles.over()
        if not (gained and harvests):
            self._note_in_vain(name, tool)
        if self._fruitless >= _FRUITLESS and (vain := body.troubles.vain) is not None:
            body.give_up(*vain)
            return False
        if self._fetcher.left_behind >= _LEFT_BEHIND:
            self.say_unreachable(cell)
            body.give_up("target_unreachable", f"what {name} dropped")
            return False
        return not self._full(before)

    def dig_in_the_way(self, cell: Cell) -> bool:
        """Digs a block on the way to a wanted one, with the best tool; returns if it broke."""
        body = self.body
        name, wanted = body.episode.terrain.name(*cell), self.subgoal.item
        before, tool = carried(body, wanted), mining.best_tool(body, name)
        broke = mining.dig(body, cell, tool)
        vocabulary = body.episode.rules.vocabulary
        if broke and vocabulary.matches(self.source, name) and carried(body, wanted) == before:
            self._note_in_vain(name, tool)
        return broke

    def _note_in_vain(self, block: str, tool: str | None) -> None:
        """Notes what is to blame for a block that gave nothing, if it is not mere luck."""
        rules, wanted = self.body.episode.rules, self.subgoal.item
        cause = blame_for(rules, block, tool, wanted)
        broken = (e.item for e in self.body.events if e.kind == "tool_broke")
        if cause is not None and any(blame_for(rules, block, b, wanted) is None for b in broken):
            cause = "tool_broke"
        if cause is not None:
            self.body.troubles.in_vain(cause, f"{tool or 'the bare hand'} on {block}")

    def _tool_for(self, block: str) -> str | None:
        """Returns the carried item to hold for a wanted block, `None` for the bare hand."""
        asked = self.subgoal.tool
        if asked is None:
            return mining.best_tool(self.body, block)
        return None if asked == "none" else asked

    def _wants(self, item: str) -> bool:
        return self.body.episode.rules.vocabulary.matches(self.subgoal.item, item)

    def _full(self, before: int) -> bool:
        """Returns whether what was wanted lies there and there's no room for it."""
        body = self.body
        if carried(body, self.subgoal.item) > before:
            return False
        left = [
            drop
            for drop in body.episode.ground.within_reach(body.episode.cell, body.tick)
            if drop.noted and self._wants(drop.item)
        ]
        if left:
            item = left[0].item
            if not any(e.kind == "item_left" and e.item == item for e in body.events):
                # It was seen to lie there before this attempt.
                body.emit(ItemLeft(tick=body.tick, item=item, count=left[0].count))
            body.give_up("inventory_full", item)
        return bool(left)

    def _abandon(self, cells: list[Cell]) -> None:
        self.given_up.update(cells)
        for cell in cells:
            if cell not in self._out_of_reach:
                self.say_unreachable(cell)
        self._out_of_reach.update(cells)

    def say_unreachable(self, cell: Cell) -> None:
        """Says that no way leads to a cell, or on from it."""
        x, y, z = cell
        self.body.emit(PathFailed(tick=self.body.tick, target=self.source, x=x, y=y, z=z))
