"""`Patience`: how long a worker is waited for, and how often it is started."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from envs._frozen import Frozen

_Seconds = Annotated[float, Field(gt=0)]


class Patience(Frozen):
    """Time-outs in seconds of the wall clock, and tries."""

    hello_s: _Seconds = 30.0
    """Until the worker greets."""
    open_s: _Seconds = 120.0
    """Until its world is there."""
    call_s: _Seconds = 60.0
    """Until it has reset its world, or looked."""
    silence_s: _Seconds = 30.0
    """Until it counts as hung if it says nothing while a call lasts."""
    stop_s: _Seconds = 30.0
    """Until an attempt ends that was told to stop."""
    close_s: _Seconds = 3.0
    """Until it ends by itself when the world is closed."""
    ticks_a_second: Annotated[float, Field(gt=0)] = 20.0
    """How fast its world goes at least; an attempt may take its budget at this pace."""
    margin_s: _Seconds = 60.0
    """What an attempt may take beyond that."""
    tries: Annotated[int, Field(ge=1)] = 3
    """How often it is started at most until a world is there."""
    first_pause_s: Annotated[float, Field(ge=0)] = 0.5
    """The pause before the second try; each later one is twice as long."""
    longest_pause_s: Annotated[float, Field(ge=0)] = 10.0
    """The bound of a pause."""

    def attempt_s(self, budget_ticks: int) -> float:
        """Returns how long an attempt of this budget may take."""
        return budget_ticks / self.ticks_a_second + self.margin_s
