"""`ScriptedController`: gathers, hunts, goes and explores by voxels and rays, without learning."""

from __future__ import annotations

from .body import Body
from .controller import Subgoal
from .gathering import gather
from .hunting import hunt
from .roaming import explore, go_to

_ACTS = {"gather": gather, "hunt": hunt, "go_to": go_to, "explore": explore}


class ScriptedController:
    """Walks to what it sees, digs and hits it; looks around where it sees nothing."""

    def carry_out(self, subgoal: Subgoal, body: Body) -> None:
        """Carries out one subgoal, or gives up and returns."""
        _ACTS[str(subgoal["kind"])](subgoal, body)
