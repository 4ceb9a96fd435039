"""Whose learning a question is about: scopes and arms that a store has, and rounds of them."""

from __future__ import annotations

from typing import Annotated

import orjson
import typer

from agent.cli import options as opt
from envs import InputError, UnknownNameError
from memory import Store

USUAL_ARM = "full"

ArmName = Annotated[str, typer.Option("--arm", help="Whose learning.")]
ScopeName = Annotated[str, typer.Option("--scope", help="To what the learning belongs.")]
At = Annotated[
    int | None, typer.Option("--at", min=0, help="As of the start of a round; now by default.")
]


def check_whose(store: Store, scope: str, arm: str) -> None:
    """Checks that a scope and an arm are in a store; the usual ones may be wanting.

    Raises:
        UnknownNameError: If one isn't there.
    """
    there = _there(store)
    scopes = {known for known, _ in there}
    if scope not in scopes | {opt.USUAL_SCOPE}:
        raise UnknownNameError("scope", scope, scopes)
    arms = {known for of, known in there if of == scope}
    if arm not in arms | {USUAL_ARM}:
        raise UnknownNameError(f"arm of scope {scope}:", arm, arms)


def others(store: Store, scope: str, arm: str) -> str:
    """Returns what to add where nothing was found: whose learning there is, if that is else's."""
    there = _there(store)
    if (scope, arm) in there or not there:
        return "."
    named = ", ".join(f"--scope {scope} --arm {arm}" for scope, arm in sorted(there)[:8])
    return f"; the store has {named}."


def round_at(store: Store, scope: str, arm: str, at: int | None, flag: str = "--at") -> int:
    """Returns a round that somebody named, or the next one where nobody did.

    Raises:
        InputError: If it is later than that.
    """
    last = store.next_round(scope, arm)
    if at is not None and at > last:
        raise InputError(
            f"{flag}: arm {arm} in scope {scope} has come to the start of round {last}; expected "
            f"at most that, found {at}."
        )
    return last if at is None else at


def options_for(scope: str, arm: str) -> str:
    """Returns the options that name a scope and an arm, for a command; none for the usual ones."""
    named = f" --arm {arm}" if arm != USUAL_ARM else ""
    return named + (f" --scope {scope}" if scope != opt.USUAL_SCOPE else "")


def _there(store: Store) -> set[tuple[str, str]]:
    """Returns the (scope, arm) pairs that learned, or were run by a command of ours."""
    there = set(store.learners())
    for run in store.runs():
        config = orjson.loads(run.config)
        there |= {(config["scope"], arm["name"]) for arm in config.get("arms", ())}
    return there
