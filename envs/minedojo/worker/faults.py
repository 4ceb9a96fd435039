"""What ends a call or an attempt from within."""

from __future__ import annotations


class SimulatorFault(Exception):
    """Says that the simulator or what stands between broke, in one sentence."""


class CannotUse(Exception):
    """Says that what was asked for can't be used, in one sentence."""


class Dead(Exception):
    """Ends an attempt: the agent has just died."""


class Over(Exception):
    """Ends an attempt: its budget is used, or it was told to stop.

    Attributes:
        by_budget: Whether it is the budget.
    """

    def __init__(self, by_budget: bool) -> None:
        super().__init__("budget" if by_budget else "monitor")
        self.by_budget = by_budget
