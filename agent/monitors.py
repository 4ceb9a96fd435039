"""What watches an attempt while it lasts: stagnation, and guardrails whose hour has come."""

from __future__ import annotations

from collections.abc import Sequence

from agent.episode import Episode
from diagnosis import StagnationMonitor
from envs import (
    AtTime,
    Event,
    Has,
    HasTool,
    Height,
    Monitor,
    Plan,
    State,
    Subgoal,
    UnderSky,
    View,
    Vital,
)
from memory import Guardrail, Inside
from planner import violates

# What comes over an agent while it works, rather than by its work: night falls, it sinks below
# a height, its health drops. What is carried is taken as it was at the start: a trigger on it would
# stop every craft that uses it up.
_CREEPING = (AtTime, Height, UnderSky, Vital)
_CARRIED = (Has, HasTool)


class GuardrailMonitor:
    """Stops an attempt when a guardrail begins to forbid it that didn't at its start."""

    def __init__(self, plan: Plan, episode: Episode, guardrails: Sequence[Guardrail]) -> None:
        self._plan = plan
        self._episode = episode
        at_start = episode.view
        self._watched = [g for g in guardrails if _creeps(g) and not violates(plan, at_start, g)]
        self._brought = {
            "inventory": at_start.state.inventory,
            "equipment": at_start.state.equipment,
        }

    def on_event(self, event: Event) -> str | None:  # noqa: ARG002
        """Lets events pass: guardrails speak of states."""
        return None

    def on_state(self, state: State) -> str | None:
        """Returns which guardrail forbids going on, if one does."""
        if not self._watched:
            return None
        history = self._episode.history
        as_brought = state.model_copy(update=self._brought)
        view = View(as_brought, history.tally, history.vocabulary)
        broken = (g for g in self._watched if violates(self._plan, view, g))
        return next((f"{g.id}: {g.reason}" for g in broken), None)


class Monitors:
    """Several monitors as one; the first that wants to stop is heard."""

    def __init__(self, *monitors: Monitor) -> None:
        self._monitors = monitors

    def on_event(self, event: Event) -> str | None:
        """Returns the first reason to stop."""
        return next((r for m in self._monitors if (r := m.on_event(event)) is not None), None)

    def on_state(self, state: State) -> str | None:
        """Returns the first reason to stop."""
        return next((r for m in self._monitors if (r := m.on_state(state)) is not None), None)


def watch(
    subgoal: Subgoal,
    plan: Plan,
    episode: Episode,
    guardrails: Sequence[Guardrail],
    onlookers: Sequence[Monitor | None] = (),
) -> Monitor:
    """Returns what watches the attempt at `subgoal`.

    Args:
        subgoal: What is tried.
        plan: It is the current step of this.
        episode: Where the episode stands.
        guardrails: Those in force.
        onlookers: Are shown everything first; they don't object.
    """
    stagnation = StagnationMonitor(subgoal, episode.history.vocabulary, episode.state)
    looking_on = (onlooker for onlooker in onlookers if onlooker is not None)
    return Monitors(*looking_on, stagnation, GuardrailMonitor(plan, episode, guardrails))


def _creeps(guardrail: Guardrail) -> bool:
    if guardrail.status != "active":
        return False
    conditions = [guardrail.trigger] if guardrail.trigger is not None else []
    if isinstance(guardrail.forbidden, Inside):
        conditions.append(guardrail.forbidden.region)
    atoms = [atom for condition in conditions for atom in condition.atoms()]
    creeping = any(isinstance(atom, _CREEPING) for atom in atoms)
    return creeping and all(isinstance(atom, (*_CREEPING, *_CARRIED)) for atom in atoms)
