"""Observers hang on the loop: progress on the screen, recorders, measurements."""

from __future__ import annotations

from typing import Protocol

from agent.episode import Episode
from memory import Experience


class Observer(Protocol):
    """Is told what happens, and changes nothing."""

    def observe(self, experience: Experience) -> None:
        """Is told of an attempt, once it is remembered."""
        ...

    def ended(self, episode: Episode) -> None:
        """Is told how the episode ended."""
        ...
