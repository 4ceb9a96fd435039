"""What a language model adds at a round's end, where one is asked (`--llm-distiller`).

Memory distils with or without it. Here memory's `Proposer` is made of a chat model that is
counted, bounded and recorded as an episode's is, and what its asking came to is noted.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import Field

from agent.config import Distiller, RunConfig
from agent.job import Job
from agent.planners import metered_model
from agent.runner import method_for
from agent.worlds import world_for
from envs import Frozen, Name, SafeText
from memory import Learned, Store
from planner import ChatProposer, Metered

Whole = Annotated[int, Field(ge=0)]


class RoundNote(Frozen):
    """What came of asking a language model about one round."""

    arm: Name
    round: Whole
    """Rounds of learning before this one, counted from the start of the run."""
    model: str
    """Who was asked, as `provider:model`."""
    model_calls: Whole
    input_tokens: Whole
    output_tokens: Whole
    cost_usd: float | None
    """What the calls cost in US dollars; `None` where none said so."""
    proposed: Whole
    """What was taken in: entries and wordings."""
    refused: Whole
    """Proposals that the gate refused; the log of knowledge says why."""
    unreadable: tuple[SafeText, ...]
    """What was wrong with proposals that couldn't be read, one sentence each."""
    fault: SafeText | None
    """What broke; `None` if nothing did. The round was distilled all the same."""


Noted = Callable[[RoundNote], None]


def unsaid(note: RoundNote) -> None:
    """Lets a note pass unremarked."""


def end_round(
    job: Job,
    config: RunConfig,
    store: Store,
    *,
    calls: Path | None = None,
    noted: Noted = unsaid,
) -> Learned:
    """Distils the round that `job` belongs to; once, however often it is called.

    Args:
        job: One of the round's.
        config: The run's configuration.
        store: The store.
        calls: The folder in which the calls of models are recorded; `None` if they aren't.
        noted: Is told what came of asking a language model, if one was.
    """
    environment = world_for(config, config.packs_of(job.task.id))
    meter = None if config.distiller is None else _meter(job, config, config.distiller, calls)
    proposer = None if meter is None else ChatProposer(meter)
    try:
        learned = method_for(job, config, environment, store, proposer).end_round()
        # A method that keeps no log of its own has its round marked as done all the same.
        store.append_log(job.key.round, config.scope, job.arm.name, ())
    finally:
        environment.close()
    if proposer is not None and meter is not None and meter.calls:
        noted(_note(job, learned, proposer, meter))
    return learned


def _meter(job: Job, config: RunConfig, distiller: Distiller, calls: Path | None) -> Metered:
    name = quote(f"{job.round}-distil-{job.arm.name}", safe="")
    return metered_model(
        distiller.llm, dict(distiller.options), config.budget, episode=name, calls=calls
    )


def _note(job: Job, learned: Learned, proposer: ChatProposer, meter: Metered) -> RoundNote:
    return RoundNote(
        arm=job.arm.name,
        round=job.round,
        model=meter.name,
        model_calls=meter.calls,
        input_tokens=meter.input_tokens,
        output_tokens=meter.output_tokens,
        cost_usd=meter.usd,
        proposed=learned.proposed,
        refused=learned.refused,
        unreadable=proposer.complaints,
        fault=learned.fault,
    )
