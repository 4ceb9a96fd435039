"""The keys of runs and episodes, of which every room speaks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from envs._frozen import Frozen, Name

Phase = Literal["train", "eval"]
"""Whether an episode is learned from, or only looked at."""


class EpisodeKey(Frozen):
    """Names one episode: run/round/phase/arm/task/seed."""

    run: str
    """The run's id: a hash of its frozen configuration and an ordinal in its store."""
    round: Annotated[int, Field(ge=0)]
    """Rounds count per store and arm; an episode sees what was learned in rounds before it."""
    phase: Phase
    arm: Name
    task: Name
    seed: Annotated[int, Field(ge=0)]

    def __str__(self) -> str:
        return f"{self.run}/{self.round}/{self.phase}/{self.arm}/{self.task}/{self.seed}"
