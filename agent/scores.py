"""Scores: pure functions of recorded rows. Nothing is run to compute one again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from agent.episode import Outcome
from envs import Frozen, Name, Phase, SafeText
from memory import wilson_interval


class Row(Frozen):
    """The result of one episode, as it is recorded; ticks are its only time."""

    task: Name
    group: Name
    seed: int
    arm: Name
    round: Annotated[int, Field(ge=0)]
    """Rounds of learning before this episode, counted from the start of its run."""
    phase: Phase
    outcome: Outcome
    reason: SafeText
    """Why it ended, in a few words; a world or a server may have had a say in it."""
    ticks: int
    """Ticks used, 20 a second."""
    attempts: int
    failures: int
    """How many attempts failed."""
    replans: int
    repairs: int
    """How often a guardrail's remedy changed the plan."""
    probes: int = 0
    """How many attempts knowingly went against a guardrail that the episode set aside."""
    model_calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None = None
    """What the calls cost in US dollars; `None` where none said so."""
    causes: tuple[tuple[str, int], ...]
    """(cause, how many attempts failed of it), sorted."""
    parts: tuple[tuple[Name, bool], ...] = ()
    """(part of an open-ended task, whether it was achieved), in the order of the task."""
    knowledge: str
    """The digest of the knowledge in force."""
    episode: str
    """The episode's key in the store."""
    identity: SafeText = ""
    """Which world it was, where a world says so: a server's address and version."""
    notes: tuple[SafeText, ...] = ()
    """What couldn't be had of a fresh start, where a world says so, a sentence each."""


class Rate(Frozen):
    """A success rate with its interval, over the episodes that weren't broken."""

    arm: Name
    round: int
    group: Name
    """A group of tasks, or `overall`."""
    episodes: int
    """How many were run, broken ones included."""
    broken: int
    succeeded: int
    success_rate: float | None
    """In [0, 1]; `None` where every episode was broken."""
    low: float | None
    """Lower end of Wilson's 95 % interval."""
    high: float | None


def rate(rows: Sequence[Row], arm: str, round_: int, group: str) -> Rate:
    """Returns the success rate of `rows`, which belong to one arm, round and group."""
    counted = [row for row in rows if row.outcome != "broken"]
    succeeded = sum(row.outcome == "succeeded" for row in counted)
    low, high = wilson_interval(succeeded, len(counted)) if counted else (None, None)
    return Rate(
        arm=arm,
        round=round_,
        group=group,
        episodes=len(rows),
        broken=len(rows) - len(counted),
        succeeded=succeeded,
        success_rate=succeeded / len(counted) if counted else None,
        low=low,
        high=high,
    )


class PartsScore(Frozen):
    """How an arm did at an open-ended task: Crafter's score, over the episodes that weren't broken.

    It is exp(mean of ln(1 + s)) - 1 over the success rates s of the parts, in percent (Hafner,
    arXiv 2109.06780): a geometric mean, which a part that never succeeds lowers much.
    """

    arm: Name
    round: int
    task: Name
    episodes: int
    """How many were counted."""
    score: float
    """In percent."""
    low: float
    """Lower end of the 95 % interval, by bootstrap over episodes."""
    high: float
    parts: tuple[tuple[Name, float], ...]
    """(part, success rate in percent), in the order of the task."""


_RESAMPLES = 2_000


def parts_score(rows: Sequence[Row], arm: str, round_: int, task: str) -> PartsScore:
    """Returns the score of rows, at least one, of one arm, round and open-ended task."""
    achieved = np.array([[done for _, done in row.parts] for row in rows], dtype=float)
    # The same rows give the same interval.
    drawn = np.random.default_rng(0).integers(len(rows), size=(_RESAMPLES, len(rows)))
    resampled = _geometric(100 * achieved[drawn].mean(axis=1))
    low, high = np.percentile(resampled, (2.5, 97.5))
    rates = 100 * achieved.mean(axis=0)
    return PartsScore(
        arm=arm,
        round=round_,
        task=task,
        episodes=len(rows),
        score=float(_geometric(rates)),
        low=float(low),
        high=float(high),
        parts=tuple((name, float(s)) for (name, _), s in zip(rows[0].parts, rates, strict=True)),
    )


def _geometric(rates: NDArray[np.float64]) -> NDArray[np.float64]:
    scores: NDArray[np.float64] = np.exp(np.log1p(rates).mean(axis=-1)) - 1
    return scores


def score_parts(rows: Iterable[Row]) -> tuple[PartsScore, ...]:
    """Returns the scores of evaluation rows of open-ended tasks, by arm, round and task."""
    cells: dict[tuple[str, int, str], list[Row]] = {}
    for row in rows:
        if row.phase == "eval" and row.parts and row.outcome != "broken":
            cells.setdefault((row.arm, row.round, row.task), []).append(row)
    return tuple(parts_score(of, *cell) for cell, of in cells.items())


def summarise(rows: Iterable[Row]) -> tuple[Rate, ...]:
    """Returns the rates of evaluation rows, by arm, round and group, then overall.

    Arms, rounds and groups come in the order of their first row; each arm's and round's
    `overall` stands after its groups.
    """
    cells: dict[tuple[str, int], dict[str, list[Row]]] = {}
    for row in rows:
        if row.phase == "eval":
            cells.setdefault((row.arm, row.round), {}).setdefault(row.group, []).append(row)
    rates: list[Rate] = []
    for (arm, round_), groups in cells.items():
        rates += [rate(of_group, arm, round_, group) for group, of_group in groups.items()]
        everything = [row for of_group in groups.values() for row in of_group]
        rates.append(rate(everything, arm, round_, "overall"))
    return tuple(rates)
