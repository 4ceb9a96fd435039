"""`WorkerFault`: how a worker can break, told apart."""

from __future__ import annotations

from typing import Literal

from envs.attempt import Attempt, EnvironmentFault

WorkerFaultKind = Literal[
    "died",
    "garbage",
    "handshake",
    "hung",
    "not_started",
    "oversized",
    "timeout",
    "world",
]
"""What went wrong.

`died`: it ended, or was killed. `garbage`: a line that the protocol doesn't know. `handshake`:
no greeting in time, or another protocol's. `hung`: it said nothing for too long. `not_started`:
there is no such command. `oversized`: a line beyond the bound. `timeout`: it was alive and didn't
answer in time. `world`: it said itself that its world broke.
"""


class WorkerFault(EnvironmentFault):
    """Says that a worker, or the world behind it, broke.

    Attributes:
        kind: What went wrong.
        attempt: The attempt as far as it went, or `None` where none was under way.
        final: Whether the worker said that a new one would only be told the same.
    """

    def __init__(
        self,
        message: str,
        kind: WorkerFaultKind = "world",
        attempt: Attempt | None = None,
        final: bool = False,
    ) -> None:
        super().__init__(message, attempt)
        self.kind: WorkerFaultKind = kind
        self.final = final

    def during(self, attempt: Attempt) -> WorkerFault:
        """Returns the fault with the attempt that it broke."""
        return WorkerFault(str(self), self.kind, attempt, self.final)

    @property
    def may_pass(self) -> bool:
        """Whether a new worker may do better: what isn't installed, or hangs, is tried no more."""
        return self.kind in {"died", "world"} and not self.final
