"""Probes: now and then a training episode tries what a guardrail forbids.

What is forbidden yields no counter-evidence: a rule that a wrong diagnosis taught, or that the
world has since given up, would stand for ever. So in some training episodes one guardrail is set
aside, neither told nor enforced, and what it forbids is tried once, if the episode's plan comes to
it; that counts like any other attempt. What harms the agent is never probed, and nothing is in
evaluation.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from diagnosis import Cause
from envs import EpisodeKey
from memory._luck import HARM
from memory.entries import Guardrail

SHARE = 0.25
"""A guardrail that is as likely false as not is set aside in one of eight episodes."""


def chance_of(guardrail: Guardrail) -> float:
    """Returns how likely an episode sets a guardrail aside, in [0, `SHARE`).

    In proportion to how likely it is false, by the mean of its posterior.
    """
    if guardrail.status != "active" or guardrail.cause in HARM | {Cause.starving}:
        return 0.0
    return SHARE * (1.0 - guardrail.evidence.reliability)


def set_aside(guardrails: Iterable[Guardrail], episode: EpisodeKey) -> Guardrail | None:
    """Returns the guardrail that an episode sets aside, if any; at most one.

    It depends on the guardrails and on which episode it is, its run apart: the same in any
    process, and when the run is had again.
    """
    if episode.phase != "train":
        return None
    drawn = [
        (_draw(guardrail, episode) / chance, guardrail.id, guardrail)
        for guardrail in guardrails
        if (chance := chance_of(guardrail)) > 0
    ]
    first = min(drawn, default=None, key=lambda one: one[:2])
    return first[2] if first is not None and first[0] < 1.0 else None


def _draw(guardrail: Guardrail, episode: EpisodeKey) -> float:
    """Returns a number in [0, 1), as if drawn."""
    which = f"{episode.round}/{episode.arm}/{episode.task}/{episode.seed}/{guardrail.id}"
    return int.from_bytes(blake2b(which.encode(), digest_size=8).digest()) / 2**64
