"""The true reason of each failed attempt in Crafter, for the evaluation alone.

What was asked of a game that says nothing is decided by its rules: an attempt at an ore with too
weak a pickaxe is `tool_too_weak` whatever the agent could see of it. Whoever leaves off because
something struck it failed by that `hazard`; whoever lacked water or sleep counts as `starving`.
"""

from __future__ import annotations

from envs._true_causes import Cause, Entry, Ledger
from envs.crafter.environment import Crafter
from envs.errors import ContractError

__all__ = ["Cause", "Entry", "Ledger", "ledger_of"]


def ledger_of(environment: object) -> Ledger:
    """Returns the ledger of a Crafter world's episode.

    Raises:
        ContractError: If `environment` is no Crafter world.
    """
    if not isinstance(environment, Crafter):
        raise ContractError(
            f"Expected a Crafter world, which keeps a ledger, found {type(environment).__name__}."
        )
    return environment.ledger
