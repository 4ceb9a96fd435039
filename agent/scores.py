"""Scores: pure functions of recorded rows. Nothing is run to compute one again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

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
    reason: str
    """Why it ended, in a few words."""
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
