"""`Troubles`: what stands in the way of an attempt, should it be cut off now.

Where an executor gives up it says why. Where the time is up it can't: whether there was too
little time, or whether the time went by in vain, is decided by what went on until then. The
conventions are those of the ledger (`envs.craftworld._ledger`).
"""

from __future__ import annotations

from envs.craftworld._ledger import Cause

SEARCH_TICKS = 200
"""Nobody who looked for less than ten seconds can say that there was nothing."""


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

    @property
    def vain(self) -> tuple[Cause, str] | None:
        """Why what was done last came to nothing, as (cause, detail); `None` if it did not."""
        return self._vain

    def in_vain(self, cause: Cause, detail: str) -> None:
        """Notes that a block broke and, for want of something, gave nothing that is wanted."""
        self._vain, self._search = (cause, detail), None

    def searching(self, cause: Cause, detail: str, tick: int) -> None:
        """Notes that nothing is in view that could be gone to, so that it is looked for.

        Args:
            cause: What a search without a find would come of: `target_not_found`, or
                `target_unreachable` if enough was seen that no way leads to.
            detail: What is looked for.
            tick: The present one.
        """
        if self._search is None:
            self._since = tick
        self._search = (cause, detail)

    def seen(self) -> None:
        """Notes that what is looked for is in view, or was come upon."""
        self._search = None

    def over(self) -> None:
        """Notes that something was got: what came before it was got over."""
        self._vain = self._search = None

    def at_stop(self, tick: int) -> tuple[Cause, str] | None:
        """Returns what an attempt that is cut off at a tick failed of; `None` for the time alone.

        A search counts if it took ten seconds, and the half of the attempt, or more.
        """
        if self._vain is not None:
            return self._vain
        if self._search is None or tick - self._since < max(
            SEARCH_TICKS, (tick - self._started) // 2
        ):
            return None
        return self._search
