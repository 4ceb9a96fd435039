"""`Troubles`: what stands in the way of an attempt, should it be cut off now.

Where an executor gives up it says why. Where the time is up it can't: whether there was too
little time, or whether the time went by in vain, is decided by what went on until then. The
conventions are those of the ledger (`envs.craftworld._ledger`).
"""

from __future__ import annotations

from envs.craftworld._ledger import Cause

SEARCH_TICKS = 200
"""Nobody who looked for less than ten seconds can say that there was nothing."""

STUCK_TICKS = 300
"""Nor who went to and fro for less than fifteen that there was no way on."""

CIRCLES_TICKS = 600
"""Who walks for half a minute comes to new ground, unless the way leads round in circles."""

GROUND_BLOCKS = 16
"""Ground is new by cells of so many blocks each way."""


class Troubles:
    """Keeps what is amiss while an attempt lasts.

    Args:
        started: The tick at which the attempt began.
    """

    def __init__(self, started: int) -> None:
        self._started = started
        self._vain: tuple[Cause, str] | None = None
        self._search: tuple[Cause, str] | None = None
        self._since = started
        self._roams = False
        self._newest = started
        self._trodden: set[tuple[int, int, int]] = set()

    def roaming(self) -> None:
        """Notes that the agent goes about for what it does, so that it may go in circles."""
        self._roams = True

    def at(self, x: int, y: int, z: int, tick: int) -> None:
        """Notes where the agent is at a tick."""
        ground = (x // GROUND_BLOCKS, y // GROUND_BLOCKS, z // GROUND_BLOCKS)
        if ground not in self._trodden:
            self._trodden.add(ground)
            self._newest = tick

    def did(self, tick: int) -> None:
        """Notes that something was dug, set or got."""
        self._newest = tick

    @property
    def vain(self) -> tuple[Cause, str] | None:
        """Why what was done last came to nothing, as (cause, detail); `None` if it did not."""
        return self._vain

    def in_vain(self, cause: Cause, detail: str) -> None:
        """Notes that a block broke and, for want of something, gave nothing that is wanted.

        What no tool would have given stays the cause, whatever tool it is tried with next.
        """
        if self._vain is None or self._vain[0] != "invalid_subgoal":
            self._vain = (cause, detail)
        self._search = None

    def searching(self, cause: Cause, detail: str, tick: int) -> None:
        """Notes that nothing is in view that could be gone to, so that it is looked for.

        Args:
            cause: What a search without a find would come of: `target_not_found`,
                `target_unreachable` if enough was seen that no way leads to, or `stuck` if it
                can't even begin.
            detail: What is looked for.
            tick: The present one.
        """
        if self._search is None or (self._search[0] == "stuck") != (cause == "stuck"):
            self._since = tick
        self._search = (cause, detail)

    def seen(self) -> bool:
        """Notes that what is looked for is in view; returns whether it had to be looked for."""
        sought = self._search is not None
        self._search = None
        return sought

    def got_on(self) -> None:
        """Notes that the agent isn't stuck any more."""
        if self._search is not None and self._search[0] == "stuck":
            self._search = None

    def over(self) -> None:
        """Notes that something was got: what came before it was got over."""
        self._vain = self._search = None

    def at_stop(self, tick: int) -> tuple[Cause, str] | None:
        """Returns what an attempt that is cut off at a tick failed of; `None` for the time alone.

        A search counts if it took ten seconds, and the half of the attempt, or more; going to
        and fro fifteen seconds. Who roamed for so long, or for half a minute, over ground that
        was known and did nothing was stuck, whatever it was looking for.
        """
        if self._vain is not None:
            return self._vain
        half = (tick - self._started) // 2
        if self._roams and tick - self._newest >= min(CIRCLES_TICKS, max(STUCK_TICKS, half)):
            return "stuck", "in circles"
        if self._search is None:
            return None
        least = STUCK_TICKS if self._search[0] == "stuck" else SEARCH_TICKS
        long = tick - self._since >= max(least, half)
        return self._search if long else None
