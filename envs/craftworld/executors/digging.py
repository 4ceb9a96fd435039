"""Digs for blocks between two heights: a staircase to get there, then a tunnel.

After each step it looks at what that laid open and takes what is wanted within a few blocks;
where the way breaks into a cave it looks further. What it digs through it picks up by passing.
"""

from __future__ import annotations

from math import isqrt

from envs.craftworld import mining
from envs.craftworld.executors.gathering import Gathering
from envs.craftworld.footing import Cell
from envs.craftworld.goals import Within, can_reach
from envs.craftworld.moving import walk_to
from envs.craftworld.tunnelling import Tunnel
from envs.events import Found, Refused, Searched
from envs.subgoals import Heights

_NEAR, _NEAR_HEIGHT = 5, 4
"""How far it looks after each step, blocks along x and z, and up and down."""

_WIDE, _WIDE_HEIGHT, _WIDE_EVERY = 16, 8, 6
"""How far it looks every so many steps, where caves may have been opened."""

_FAR_EVERY = 18
"""After so many steps it tries again to walk to what is further off."""

_WORTH_IT = 10
"""Blocks that are dug at most to get to something in view."""

_MOST_STEPS = 600
"""So many steps without a find end the search."""

_ELSEWHERE = 8
"""Blocks to go aside where no way in or on is found."""


class Miner:
    """Digs for what a subgoal asks."""

    def __init__(self, gathering: Gathering, heights: Heights) -> None:
        self._gathering = gathering
        self._body = gathering.body
        self._low, self._high = heights
        self._tunnel = Tunnel(gathering.body, self._dig)
        self._steps = 0
        self._far_again = 0
        self._found = False
        self._over = False
        y = self._body.episode.cell[1]
        self._lowest = self._highest = y

    def run(self) -> None:
        """Digs until enough is carried, or nothing comes of it."""
        while not self._gathering.enough:
            near, far = self._look()
            if near:
                self._note(near[0])
                if not self._gathering.take(near, self._dig_to) or self._over:
                    return
            elif far:
                self._note(far[0])
                self._far_again = self._steps + _FAR_EVERY
                if not self._gathering.take(far):
                    return
            elif self._steps >= _MOST_STEPS:
                self._give_up()
                return
            elif not self._go_on():
                if not self._over:
                    self._body.give_up("stuck", f"no way on for {self._gathering.source}")
                    self._gathering.say_unreachable(self._body.episode.cell)
                return

    def _look(self) -> tuple[list[Cell], list[Cell]]:
        """Returns the wanted blocks in view: those worth digging to, and those further off.

        The nearest come first. What is far off is looked for now and then only.
        """
        if self._steps % _WIDE_EVERY or self._steps < self._far_again:
            return self._gathering.in_view(_NEAR, _NEAR_HEIGHT), []
        feet = self._body.episode.cell
        cells = self._gathering.in_view(_WIDE, _WIDE_HEIGHT)
        near = [c for c in cells if _away(feet, c) <= _WORTH_IT]
        return near, [c for c in cells if _away(feet, c) > _WORTH_IT]

    def _dig_to(self, cell: Cell) -> bool:
        """Digs towards a block in view that no way leads to; returns whether it is in reach."""
        episode = self._body.episode
        for _ in range(2 * _WORTH_IT):
            if can_reach(episode.terrain, episode.cell, cell):
                return True
            if self._over or not self._tunnel.step_towards(cell):
                return False
        return False

    def _note(self, cell: Cell) -> None:
        x, y, z = cell
        if not self._found:
            target = self._gathering.source
            self._body.emit(Found(tick=self._body.tick, target=target, x=x, y=y, z=z))
        self._found = True

    def _go_on(self) -> bool:
        """Takes the next step towards the heights or along them; returns whether it could."""
        self._steps += 1
        y = self._body.episode.cell[1]
        self._lowest, self._highest = min(self._lowest, y), max(self._highest, y)
        tunnel = self._tunnel
        if y > self._high:
            ways = (tunnel.step_down, tunnel.step_on)
        elif y < self._low:
            ways = (tunnel.step_up, tunnel.step_on)
        elif y > self._low:
            ways = (tunnel.step_on, tunnel.step_down)
        else:
            ways = (tunnel.step_on, tunnel.step_up)
        for way in ways:
            if self._over:
                return False
            if way():
                return True
        tunnel.turn_back()
        return not self._over and (ways[0]() or self._aside())

    def _aside(self) -> bool:
        """Goes some blocks aside, one way after another; returns whether it could."""
        x, _, z = self._body.episode.cell
        for dx, dz in ((1, 0), (0, 1), (-1, 0), (0, -1)):
            aim = Within(x + dx * _ELSEWHERE, z + dz * _ELSEWHERE, 2)
            if not self._over and walk_to(self._body, aim, limit_ticks=200):
                return True
        return False

    def _dig(self, cell: Cell) -> bool:
        """Digs one block of the way; what is wanted as any wanted block."""
        gathering, body = self._gathering, self._body
        name = body.episode.terrain.name(*cell)
        if body.episode.terrain.block(*cell) in gathering.wanted:
            self._over = not gathering.break_block(cell, fetch=False)
            return not self._over and cell not in gathering.given_up
        tool = None if gathering.subgoal.tool == "none" else mining.best_tool(body, name)
        if self._worn_out(name, tool):
            self._over = True
            return False
        return mining.dig(body, cell, tool)

    def _worn_out(self, block: str, tool: str | None) -> bool:
        """Returns whether the tool broke that the way needs, and no other will do; says so."""
        body = self._body
        rules = body.episode.rules
        broken = [event.item for event in body.events if event.kind == "tool_broke"]
        if rules.harvests(block, tool) or not any(rules.harvests(block, b) for b in broken):
            return False
        body.emit(Refused(tick=body.tick, need="tool", name=broken[-1]))
        body.give_up("tool_broke", broken[-1])
        return True

    def _give_up(self) -> None:
        body = self._body
        body.emit(
            Searched(
                tick=body.tick,
                target=self._gathering.source,
                cells=1 + self._steps // 16,
                low=self._lowest,
                high=self._highest,
            )
        )
        body.give_up("target_not_found", self._gathering.source)


def _away(feet: Cell, cell: Cell) -> int:
    return isqrt(sum((a - b) ** 2 for a, b in zip(feet, cell, strict=True)))
