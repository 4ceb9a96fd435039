"""The first tier: rolling lines per kind of subgoal, its object and the situation.

A line is bounded whatever it stands on: counts, sums and a few ids. `plus` is associative and
commutative, so that a line built up insert by insert equals one built from the documents in any
order, and lines of several rounds add up to the line as of a round. The situation is a handful
of bits, so that the number of lines follows the vocabulary and not the number of experiences.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Annotated

from pydantic import Field

from diagnosis import Cause
from envs import Frozen
from memory.rows import IndexRow
from memory.signature import situation_texts

MAX_EXAMPLES = 3
"""How many best and how many worst examples a line keeps."""

MAX_SAMPLE = 16
"""How many ids a line keeps of those it stands on."""

Natural = Annotated[int, Field(ge=0)]


class SummaryLine(Frozen):
    """What came of one kind of subgoal in one kind of situation."""

    attempts: Natural = 0
    successes: Natural = 0
    ticks: Natural = 0
    """Spent in all attempts, 20 a second."""
    success_ticks: Natural = 0
    """Spent in the successful ones."""
    causes: tuple[tuple[Cause, int], ...] = ()
    """(primary cause, how often), sorted."""
    best: tuple[tuple[int, str], ...] = ()
    """(ticks, experience) of the quickest successes, quickest first."""
    worst: tuple[tuple[int, str], ...] = ()
    """(ticks, experience) of the longest failures, longest first."""
    sample: tuple[str, ...] = ()
    """Ids of an even sample of what it stands on: those with the smallest hashes."""

    @classmethod
    def of(cls, *rows: IndexRow) -> SummaryLine:
        """Returns the line that stands on some experiences."""
        won = [(row.ticks, row.id) for row in rows if row.succeeded]
        lost = [(row.ticks, row.id) for row in rows if not row.succeeded]
        return cls(
            attempts=len(rows),
            successes=len(won),
            ticks=sum(row.ticks for row in rows),
            success_ticks=sum(ticks for ticks, _ in won),
            causes=_counted([(Cause(row.cause), 1) for row in rows if row.cause is not None]),
            best=_best(won),
            worst=_worst(lost),
            sample=_sampled([row.id for row in rows]),
        )

    def plus(self, other: SummaryLine) -> SummaryLine:
        """Returns the line that stands on the experiences of both, of which none is shared."""
        return SummaryLine(
            attempts=self.attempts + other.attempts,
            successes=self.successes + other.successes,
            ticks=self.ticks + other.ticks,
            success_ticks=self.success_ticks + other.success_ticks,
            causes=_counted([*self.causes, *other.causes]),
            best=_best([*self.best, *other.best]),
            worst=_worst([*self.worst, *other.worst]),
            sample=_sampled([*self.sample, *other.sample]),
        )

    @property
    def success_rate(self) -> float:
        """Successes over attempts, in [0, 1]; 0 for no attempts."""
        return self.successes / self.attempts if self.attempts else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval of the success rate."""
        return wilson_interval(self.successes, self.attempts)

    @property
    def mean_ticks(self) -> float | None:
        """Mean ticks of a success; `None` if there was none."""
        return self.success_ticks / self.successes if self.successes else None


class SummaryKey(Frozen):
    """What a line is about."""

    kind: str
    object: str
    situation: Natural

    @property
    def texts(self) -> tuple[str, ...]:
        """The situation in words."""
        return situation_texts(self.situation)

    @classmethod
    def of(cls, row: IndexRow) -> SummaryKey:
        """Returns the key of the line that an experience belongs to."""
        return cls(kind=row.kind, object=row.object, situation=row.situation)


def summed(rows: Iterable[IndexRow]) -> dict[SummaryKey, SummaryLine]:
    """Returns the lines of `rows`, whatever their order."""
    groups: dict[tuple[str, str, int], list[IndexRow]] = {}
    for row in rows:
        groups.setdefault((row.kind, row.object, row.situation), []).append(row)
    return {
        SummaryKey(kind=kind, object=about, situation=situation): SummaryLine.of(*group)
        for (kind, about, situation), group in groups.items()
    }


def wilson_interval(successes: int, attempts: int) -> tuple[float, float]:
    """Returns the 95 % score interval of a rate (Wilson 1927); (0, 1) for no attempts."""
    if attempts == 0:
        return (0.0, 1.0)
    z = 1.959963984540054
    rate = successes / attempts
    spread = z * math.sqrt(rate * (1 - rate) / attempts + z * z / (4 * attempts * attempts))
    centre, scale = rate + z * z / (2 * attempts), 1 + z * z / attempts
    return (max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale))


def _counted(causes: list[tuple[Cause, int]]) -> tuple[tuple[Cause, int], ...]:
    counts: dict[Cause, int] = {}
    for cause, count in causes:
        counts[cause] = counts.get(cause, 0) + count
    return tuple(sorted(counts.items()))


def _best(examples: list[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted(examples)[:MAX_EXAMPLES])


def _worst(examples: list[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted(examples, key=lambda example: (-example[0], example[1]))[:MAX_EXAMPLES])


def _sampled(experiences: list[str]) -> tuple[str, ...]:
    return tuple(sorted(experiences, key=_sampling_key)[:MAX_SAMPLE])


@lru_cache(maxsize=1 << 14)
def _sampling_key(experience: str) -> tuple[bytes, str]:
    # Kept, as those of a sample are asked for at each insert.
    return (blake2b(experience.encode(), digest_size=8).digest(), experience)
