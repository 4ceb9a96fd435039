"""Plays scenes and lives, and labels what failed in them by the ledger."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

from attribution.innocent import add_signs
from attribution.scenes import Scene
from attribution.stage import Stage
from attribution.wild import lives

from diagnosis import Cause, Diagnosis, History, diagnose
from envs import Attempt, Subgoal
from envs.craftworld._ledger import ledger_of
from envs.craftworld.environment import Craftworld


class Played(NamedTuple):
    """One failed attempt, its true cause and the diagnosis."""

    scene: str
    seed: int
    budget_ticks: int
    attempt: Attempt
    truth: Cause
    detail: str
    """What the ledger says besides."""
    diagnosis: Diagnosis


def _tried(
    world: Craftworld, subgoal: Subgoal, budget_ticks: int, history: History
) -> tuple[Attempt, Diagnosis, tuple[Cause, str] | None]:
    """Returns the attempt, its diagnosis, and the ledger's cause and detail if it failed.

    Who has what was asked for at the end has not failed, whatever went wrong by the way.
    """
    attempt = world.attempt(subgoal, budget_ticks)
    diagnosis = diagnose(attempt, history, budget_ticks=budget_ticks)
    ledger = ledger_of(world)
    last = ledger.entries[-1] if ledger.entries else None
    checks = subgoal.all_checks()
    if checks and all(check.holds(attempt.view(world.vocabulary)) for check in checks):
        return attempt, diagnosis, None
    if last is None or last.attempt != ledger.attempts - 1:
        return attempt, diagnosis, None
    return attempt, diagnosis, (Cause(last.cause), last.detail)


def play(scene: Scene, seed: int, *, recipe_book: bool) -> Played | None:
    """Plays a scene once; returns `None` if the attempt came to its end.

    Args:
        scene: What is set up.
        seed: Of all that varies.
        recipe_book: Whether windows say what is lacking.
    """
    # A text as a seed gives the same draws in every process.
    stage = Stage(random.Random(f"{scene.__name__}/{seed}"), recipe_book=recipe_book)
    trial = scene(stage)
    add_signs(stage, trial)
    history = History(vocabulary=stage.world.vocabulary)
    attempt, found, truth = _tried(stage.world, trial.subgoal, trial.budget_ticks, history)
    if truth is None:
        return None
    return Played(scene.__name__, seed, trial.budget_ticks, attempt, *truth, found)


def live(world_seed: int, seed: int, *, recipe_book: bool) -> Iterator[Played]:
    """Lives once on real land and yields the attempts that failed.

    Args:
        world_seed: Of the land.
        seed: Of all else.
        recipe_book: Whether windows say what is lacking.
    """
    dice = random.Random(f"{world_seed}/{seed}")
    history: History | None = None
    for world, subgoal, budget_ticks in lives(world_seed, dice, recipe_book=recipe_book):
        history = history or History(vocabulary=world.vocabulary)
        attempt, diagnosis, truth = _tried(world, subgoal, budget_ticks, history)
        history = history.extended(attempt, diagnosis)
        if truth is not None:
            yield Played(f"life on {world_seed}", seed, budget_ticks, attempt, *truth, diagnosis)
