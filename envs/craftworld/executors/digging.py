"""Digs for blocks between two heights: a staircase to get there, then a tunnel.

After each step it looks at what that laid open and takes what is wanted within a few blocks;
where the way breaks into a cave it looks further. What it digs through it picks up by passing.
The last tool that gets what is wanted is spared on the way where another will do.
"""

from __future__ import annotations

from envs.craftworld.executors.drift import MOST_STEPS, Aim, Drift, dig_near
from envs.craftworld.executors.gathering import DETOUR_TICKS, Gathering
from envs.craftworld.footing import Cell
from envs.craftworld.motion import mining
from envs.events import Found
from envs.subgoals import Heights

_NEAR, _NEAR_HEIGHT = 5, 4
"""How far it looks after each step, blocks along x and z, and up and down."""

_WIDE, _WIDE_HEIGHT, _WIDE_EVERY = 16, 8, 6
"""How far it looks every so many steps, where caves may have been opened."""

_FAR_EVERY = 18
"""After so many steps it tries again to walk to what is further off."""

_WORTH_IT = 10
"""Blocks that are dug at most to get to something in view."""


class Miner:
    """Digs for what a subgoal asks."""

    def __init__(self, gathering: Gathering, heights: Heights) -> None:
        self._gathering = gathering
        self._body = gathering.body
        self._drift = Drift(gathering.body, heights, self._dig)
        self._far_again = 0
        self._found = False

    def run(self) -> None:
        """Digs until enough is carried, or nothing comes of it."""
        while not self._gathering.enough:
            near, far = self._look()
            if near:
                self._note(near[0])
                if not self._gathering.take(near, self._dig_to, DETOUR_TICKS) or self._drift.over:
                    return
            elif far:
                self._note(far[0])
                self._far_again = self._drift.steps + _FAR_EVERY
                if not self._gathering.take(far):
                    return
            elif self._drift.steps >= MOST_STEPS:
                self._drift.give_up(self._gathering.source)
                return
            elif not self._goes_on():
                return

    def _goes_on(self) -> bool:
        """Takes the next step; returns whether it could, and says so if not."""
        source = self._gathering.source
        self._drift.look_out_for(source)
        if self._drift.go_on():
            return True
        if not self._drift.over:
            self._drift.say_stuck(source)
        return False

    def _look(self) -> tuple[list[Cell], list[Cell]]:
        """Returns the wanted blocks in view: those worth digging to, and those further off.

        The nearest come first. What is far off is looked for now and then only.
        """
        if self._drift.steps % _WIDE_EVERY or self._drift.steps < self._far_again:
            return self._gathering.in_view(_NEAR, _NEAR_HEIGHT), []
        feet = self._body.episode.cell
        cells = self._gathering.in_view(_WIDE, _WIDE_HEIGHT)
        # They come nearest first, but from the eye.
        near = [cell for cell in cells if _worth_it(feet, cell)]
        return near, [cell for cell in cells if not _worth_it(feet, cell)]

    def _dig_to(self, aim: Aim) -> bool:
        """Digs towards a block in view that no way leads to; returns whether it came near."""
        return dig_near(self._drift.tunnel, aim, 2 * _WORTH_IT)

    def _note(self, cell: Cell) -> None:
        x, y, z = cell
        if self._body.troubles.seen() or not self._found:
            target = self._gathering.source
            self._body.emit(Found(tick=self._body.tick, target=target, x=x, y=y, z=z))
        self._found = True

    def _dig(self, cell: Cell) -> bool:
        """Digs one block of the way; what is wanted as any wanted block."""
        gathering, body = self._gathering, self._body
        name = body.episode.terrain.name(*cell)
        if body.episode.terrain.block(*cell) in gathering.wanted:
            self._drift.over = not gathering.break_block(cell, fetch=False)
            return not self._drift.over and cell not in gathering.given_up
        bare = gathering.subgoal.tool == "none"
        tool = None if bare else mining.best_tool(body, name, self._last_for_it())
        return self._drift.dig_through(cell, tool)

    def _last_for_it(self) -> str | None:
        """Returns the last carried tool that the wanted block needs: it is spared on the way."""
        body = self._body
        rules, source = body.episode.rules, self._gathering.source
        fit = [s.item for s in body.episode.bag.stacks if s.uses and rules.harvests(source, s.item)]
        return fit[0] if len(fit) == 1 and not rules.harvests(source, None) else None


def _worth_it(feet: Cell, cell: Cell) -> bool:
    squared = (feet[0] - cell[0]) ** 2 + (feet[1] - cell[1]) ** 2 + (feet[2] - cell[2]) ** 2
    return squared < (_WORTH_IT + 1) ** 2
