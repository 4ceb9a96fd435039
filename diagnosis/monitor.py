"""`StagnationMonitor`: stops an attempt that no longer leads anywhere."""

from __future__ import annotations

from diagnosis._aims import Aims
from diagnosis.novelty import CIRCLING_TICKS, PATIENCE_TICKS, Novelty, Verdict, waits
from envs import Event, State, Subgoal, Vocabulary

STAGNANT = "stagnant"
"""How the reason of a stop for want of anything new begins."""

CIRCLING = "circling"
"""How the reason of a stop for walking in circles begins."""

_REASONS: dict[Verdict, str] = {
    "stagnant": f"{STAGNANT}: nothing new was seen, got or done for too long",
    "circling": f"{CIRCLING}: the same ground was walked over again and again",
}


class StagnationMonitor:
    """Watches one attempt, as `envs.Monitor`, and stops it on stagnation or walking in circles.

    New ground, a block broken for the first time, a new kind of item, more of what is wanted, a
    new find and coming nearer to a given column all count as getting on. So searching over new
    ground and tunnelling are never stagnant, however long they take. Smelting, sleeping and
    waiting are never stopped, since letting time pass is what they are about.

        monitor = StagnationMonitor(subgoal, environment.vocabulary, state)
        attempt = environment.attempt(subgoal, budget_ticks, monitor)

    Args:
        subgoal: What is to be attempted.
        vocabulary: The words of the world.
        start: The state before the attempt.
        patience_ticks: Ticks without anything new after which it is stopped.
        circling_ticks: The same where the agent walks in circles meanwhile.
    """

    def __init__(
        self,
        subgoal: Subgoal,
        vocabulary: Vocabulary,
        start: State,
        patience_ticks: int = PATIENCE_TICKS,
        circling_ticks: int = CIRCLING_TICKS,
    ) -> None:
        self._novelty = (
            None
            if waits(subgoal)
            else Novelty(subgoal, Aims(subgoal, vocabulary), start, patience_ticks, circling_ticks)
        )

    def on_event(self, event: Event) -> str | None:
        """Returns why to stop now, or `None`."""
        verdict = None if self._novelty is None else self._novelty.see_event(event)
        return None if verdict is None else _REASONS[verdict]

    def on_state(self, state: State) -> str | None:
        """Returns why to stop now, or `None`."""
        verdict = None if self._novelty is None else self._novelty.see_state(state)
        return None if verdict is None else _REASONS[verdict]
