"""The true reason of each failed attempt, for the evaluation alone; see `envs._true_causes`."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from envs._true_causes import Cause, Entry, Ledger
from envs.errors import ContractError

__all__ = ["Cause", "Entry", "Ledger", "ledger_of"]


@runtime_checkable
class _KeepsLedger(Protocol):
    _ledger: Ledger


def ledger_of(environment: object) -> Ledger:
    """Returns the ledger of a craftworld's episode.

    Raises:
        ContractError: If `environment` is no craftworld.
    """
    if not isinstance(environment, _KeepsLedger):
        raise ContractError(
            f"Expected a craftworld, which keeps a ledger, found {type(environment).__name__}."
        )
    return environment._ledger
