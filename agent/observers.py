"""Observers hang on the loop: progress on the screen, recorders, measurements."""

from __future__ import annotations

from typing import Protocol

from agent.episode import Episode
from envs import Monitor, Plan
from memory import Experience


class Observer(Protocol):
    """Is told what happens, and changes nothing."""

    def attempting(self, episode: Episode, plan: Plan) -> Monitor | None:  # noqa: ARG002
        """Is told that the plan's current step is tried next.

        Returns:
            What looks on while the attempt lasts, and never objects; `None` for nobody.
        """
        return None

    def observe(self, experience: Experience) -> None:
        """Is told of an attempt, once it is remembered."""
        ...

    def ended(self, episode: Episode) -> None:
        """Is told how the episode ended, unless something broke."""
        del episode  # most have seen enough by then
