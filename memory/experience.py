"""`Experience`: the tuple that anchors all learning; written once, never changed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from diagnosis import Diagnosis
from envs import Attempt, EpisodeKey, Frozen, Plan, Task


class Experience(Frozen):
    """One attempt, what was made of it, and all that an audit needs."""

    id: str
    """`episode/try/index`."""
    episode: EpisodeKey
    attempt_try: Annotated[int, Field(ge=0)] = 0
    """How often this episode was begun before; a cut-off episode is repeated under the next."""
    index: Annotated[int, Field(ge=0)]
    """Its place in the episode, from 0."""
    scope: str
    """To what the learning from it belongs: a server, a modpack, "vanilla"."""
    world: str
    """The environment's id with its version."""
    shared_map: bool = False
    """Whether all episodes of the scope are on one map, as on a server; else the seed makes it."""
    task: Task
    plan: Plan
    """The plan as it was when the attempt began; `plan.current` is the step tried."""
    attempt: Attempt
    diagnosis: Diagnosis
    knowledge: str
    """The digest of the `KnowledgeView` in force."""
    recall: str | None = None
    """The id of the recall that the plan stood on; `None` if nothing was recalled."""
    probe: str | None = None
    """The id of the guardrail that was knowingly tried against; `None` if none was."""
    recorded_at: float = 0.0
    """Unix seconds; part of no hash and no comparison."""

    @property
    def subgoal_text(self) -> str:
        """The subgoal as text."""
        return str(self.attempt.subgoal)


def experience_id(episode: EpisodeKey, attempt_try: int, index: int) -> str:
    """Returns the id of an experience; ids of one episode sort in the order of attempts."""
    return f"{episode}/{attempt_try}/{index:04d}"
