"""`Drift`: a staircase to some heights, then a tunnel between them, on and on.

It is the way of whoever digs for blocks, and of whoever digs only to see what is there.
`dig_near` is the last bit of it: to something that is in view already.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from envs.craftworld.body import Body
from envs.craftworld.footing import Cell
from envs.craftworld.motion import mining
from envs.craftworld.motion.goals import Within
from envs.craftworld.motion.moving import walk_to
from envs.craftworld.motion.tunnelling import OVERHEAD, Tunnel
from envs.events import PathFailed, Refused, Searched
from envs.subgoals import Heights


class Aim(NamedTuple):
    """Where to dig to."""

    cell: Cell
    """A block to get in reach of, or somewhere to stand."""
    near: Callable[[Cell], bool]
    """Whether the feet are near enough somewhere."""
    stands: bool = False
    """Whether the cell is one to stand in."""


MOST_STEPS = 600
"""So many steps without a find end the search."""

_ELSEWHERE = 8
"""Blocks to go aside where no way in or on is found."""

_INSIDE = 4
"""Blocks that it keeps within the heights: a tunnel lays open about so much above and below it."""


def dig_near(tunnel: Tunnel, aim: Aim, most_steps: int) -> bool:
    """Digs towards something until the feet are near enough; returns whether they are.

    Args:
        tunnel: Takes the single steps, with care.
        aim: What to get to.
        most_steps: Steps after which it is given up.
    """
    for _ in range(most_steps):
        if aim.near(tunnel.body.episode.cell):
            return True
        if not tunnel.step_towards(aim.cell, 0 if aim.stands else OVERHEAD):
            return False
    return aim.near(tunnel.body.episode.cell)


class Drift:
    """Digs towards some heights and along between them.

    Args:
        body: Who digs.
        heights: The lowest and the highest y. It digs on inside them, so that what it lays open
            lies between them; in the middle of them if they are close.
        dig: Digs one block of the way; returns whether it broke. `None` to dig with the best
            tool that is carried.

    Attributes:
        tunnel: Takes the single steps.
        steps: How many were taken or tried.
        over: Whether nothing more can come of it; the trace and the ledger say why.
    """

    def __init__(
        self, body: Body, heights: Heights, dig: Callable[[Cell], bool] | None = None
    ) -> None:
        self.tunnel = Tunnel(body, dig or self._dig)
        self.steps = 0
        self.over = False
        self._body = body
        inside = min(_INSIDE, (heights[1] - heights[0]) // 2)
        self._low, self._high = heights[0] + inside, heights[1] - inside
        self._lowest = self._highest = body.episode.cell[1]
        body.troubles.roaming()

    def go_on(self) -> bool:
        """Takes the next step towards the heights or along them; returns whether it could."""
        self.steps += 1
        y = self._body.episode.cell[1]
        self._lowest, self._highest = min(self._lowest, y), max(self._highest, y)
        tunnel = self.tunnel
        if y > self._high:
            ways = (tunnel.step_down, tunnel.step_on)
        elif y < self._low:
            ways = (tunnel.step_up, tunnel.step_on)
        elif y > self._low:
            ways = (tunnel.step_on, tunnel.step_down)
        else:
            ways = (tunnel.step_on, tunnel.step_up)
        # In caverns rubble is dear, and there is rock enough to dig in elsewhere.
        for tunnel.bridges in (True,) if self._body.episode.realm.has_sky else (False, True):
            for way in ways:
                if self.over:
                    return False
                if way():
                    self._body.troubles.got_on()
                    return True
        tunnel.turn_back()
        return not self.over and (ways[0]() or self._aside())

    def _aside(self) -> bool:
        """Goes some blocks aside, one way after another; returns whether it could."""
        self._body.troubles.searching("stuck", "no way in", self._body.tick)
        x, _, z = self._body.episode.cell
        for dx, dz in ((1, 0), (0, 1), (-1, 0), (0, -1)):
            aim = Within(x + dx * _ELSEWHERE, z + dz * _ELSEWHERE, 2)
            if not self.over and walk_to(self._body, aim, limit_ticks=200):
                return True
        return False

    def dig_through(self, cell: Cell, tool: str | None) -> bool:
        """Digs one block that is only in the way, unless the tool for it broke; says so then."""
        if self._worn_out(self._body.episode.terrain.name(*cell), tool):
            self.over = True
            return False
        return mining.dig(self._body, cell, tool)

    def _dig(self, cell: Cell) -> bool:
        body = self._body
        return self.dig_through(cell, mining.best_tool(body, body.episode.terrain.name(*cell)))

    def _worn_out(self, block: str, tool: str | None) -> bool:
        """Returns whether the tool broke that the way needs, and no other will do; says so."""
        body = self._body
        rules = body.episode.rules
        if rules.harvests(block, tool):
            return False
        broken = [event.item for event in body.events if event.kind == "tool_broke"]
        if not any(rules.harvests(block, item) for item in broken):
            return False
        body.emit(Refused(tick=body.tick, need="tool", name=broken[-1]))
        body.give_up("tool_broke", broken[-1])
        return True

    def look_out_for(self, target: str) -> None:
        """Notes that something is dug for and not in view, once the heights are reached."""
        if self._low <= self._body.episode.cell[1] <= self._high:
            self._body.troubles.searching("target_not_found", target, self._body.tick)

    def say_stuck(self, target: str) -> None:
        """Says that no way leads on from where the agent is."""
        body = self._body
        body.give_up(*body.troubles.vain or ("stuck", f"no way on for {target}"))
        x, y, z = body.episode.cell
        body.emit(PathFailed(tick=body.tick, target=target, x=x, y=y, z=z))

    def give_up(self, target: str) -> None:
        """Says that what was dug for wasn't found."""
        body = self._body
        body.emit(
            Searched(
                tick=body.tick,
                target=target,
                cells=1 + self.steps // 16,
                low=self._lowest,
                high=self._highest,
            )
        )
        body.give_up(*body.troubles.vain or ("target_not_found", target))
