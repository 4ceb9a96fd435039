"""`Job`: an episode that is to be run."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from agent.arms import Arm
from envs import EpisodeKey, Task


@dataclass(frozen=True)
class Job:
    """An episode that is to be run.

    Attributes:
        key: Which one; its round is the store's.
        round: The same round counted from the start of the run.
        task: What is to be done.
        arm: The composition.
    """

    key: EpisodeKey
    round: int
    task: Task
    arm: Arm

    @property
    def name(self) -> str:
        """What it is called within its run, whatever the store held before, as a file name."""
        key = self.key
        return quote(f"{self.round}-{key.phase}-{key.arm}-{key.task}-{key.seed}", safe="")
