"""Attribution, measured: causes that were told against causes that are known.

A set of labelled attempts is a file of JSON lines, from any world and by anyone; `docs/causes.md`
says what stands in a line. Each line is validated and bounded, its attempt diagnosed after the
attempts that it names as history, and what the diagnosis says is counted against the label.

    with path.open("rb") as stream:
        scores = Scores.of((c.label, told(c, words)) for c in labelled(stream))
    print(*scores.lines(), sep=os.linesep)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Annotated, Any, NamedTuple

from pydantic import Field, ValidationError

from diagnosis import Cause, History, diagnose
from envs import Attempt, Frozen, InputError, Name, Vocabulary
from memory import wilson_interval

MOST_BYTES = 16 * 1_024 * 1_024
"""Of one line."""

MOST_HISTORY = 64
"""Attempts that a line may name as its history."""

SUCCEEDED = "succeeded"
"""What a diagnosis that names no cause is counted as: always wrong, since all of these failed."""

_Names = tuple[Name, ...]


class Words(Frozen):
    """The words of the world that an attempt is from; see `envs.Vocabulary`."""

    items: _Names = ()
    blocks: _Names = ()
    entities: _Names = ()
    biomes: _Names = ()
    tags: dict[Name, _Names] = Field(default_factory=dict)
    """The members of each tag, whose name stands without `#`."""

    def vocabulary(self) -> Vocabulary:
        """Returns them as a diagnosis reads them."""
        return Vocabulary(
            items=frozenset(self.items),
            blocks=frozenset(self.blocks),
            entities=frozenset(self.entities),
            biomes=frozenset(self.biomes),
            tags={tag: tuple(sorted(members)) for tag, members in self.tags.items()},
        )


class Labelled(Frozen):
    """A failed attempt and why it really failed: one line of a set."""

    attempt: Attempt
    label: Cause
    """Its true cause."""
    budget_ticks: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """How long the attempt might last; null for what its subgoal says, if it does."""
    history: Annotated[tuple[Attempt, ...], Field(max_length=MOST_HISTORY)] = ()
    """The attempts of the same episode before it, in order."""
    vocabulary: Words | None = None
    """The words of its world; null for those of `--env`."""
    id: Annotated[str, Field(max_length=200)] = ""
    """What it is called where it is shown; its line by default."""


def labelled(stream: IO[bytes]) -> Iterator[Labelled]:
    """Yields what stands in JSON lines; empty ones are passed over.

    Raises:
        InputError: If a line is no labelled attempt, or too long; the error names the line.
    """
    for number, line in enumerate(iter(lambda: stream.readline(MOST_BYTES + 1), b""), 1):
        if not line.strip():
            continue
        if len(line) > MOST_BYTES:
            raise InputError(f"Line {number}: expected at most {MOST_BYTES:,} bytes, found more.")
        try:
            case = Labelled.model_validate_json(line)
        except ValidationError as error:
            raise InputError(f"Line {number}: {_complaint(error)}") from error
        yield case if case.id else case.model_copy(update={"id": f"line {number}"})


def _complaint(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    more = error.error_count() - 1
    beside = f" ({more} more)" if more else ""
    return f"{f'in {place}: ' if place else ''}{first['msg']}{beside}; see docs/causes.md."


def told(case: Labelled, usual: Vocabulary) -> str:
    """Returns the cause that a diagnosis names, or `SUCCEEDED` if it names none.

    Args:
        case: The labelled attempt; its label isn't looked at.
        usual: The words of its world, if it brings none of its own.
    """
    words = usual if case.vocabulary is None else case.vocabulary.vocabulary()
    history = History(vocabulary=words)
    for earlier in case.history:
        history = history.extended(earlier, diagnose(earlier, history))
    cause = diagnose(case.attempt, history, budget_ticks=case.budget_ticks).cause
    return SUCCEEDED if cause is None else cause.value


class Share(NamedTuple):
    """So many of so many, with Wilson's 95 % interval."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        """In [0, 1]; `None` of none."""
        return self.right / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Lower and upper end; `None` of none."""
        return wilson_interval(self.right, self.of) if self.of else None

    def __str__(self) -> str:
        if self.interval is None:
            return "-"
        low, high = self.interval
        return f"{100 * self.right / self.of:5.1f} ({100 * low:.1f} to {100 * high:.1f})"

    def document(self) -> dict[str, Any]:
        """Returns it for a JSON document."""
        low, high = self.interval or (None, None)
        return {"right": self.right, "of": self.of, "share": self.value, "low": low, "high": high}


@dataclass(frozen=True)
class Scores:
    """How often which cause was told for which.

    Attributes:
        counts: How many attempts, by (true cause, what was told).
    """

    counts: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Scores:
        """Returns the scores of (true cause, what was told)."""
        return cls(Counter((str(truth), str(found)) for truth, found in pairs))

    @property
    def causes(self) -> tuple[str, ...]:
        """The true causes that occur, in the order of the enumeration."""
        occurring = {truth for truth, _ in self.counts}
        return tuple(cause.value for cause in Cause if cause.value in occurring)

    @property
    def accuracy(self) -> Share:
        """The attempts whose cause was told right."""
        right = sum(n for (truth, found), n in self.counts.items() if truth == found)
        return Share(right, sum(self.counts.values()))

    @property
    def unknown(self) -> Share:
        """The attempts with a known cause of which none was told."""
        known = {pair: n for pair, n in self.counts.items() if pair[0] != Cause.unknown}
        unknown = sum(n for (_, found), n in known.items() if found == Cause.unknown)
        return Share(unknown, sum(known.values()))

    def recall(self, cause: str) -> Share:
        """Returns for how many attempts of a cause it was told."""
        of = sum(n for (truth, _), n in self.counts.items() if truth == cause)
        return Share(self.counts.get((cause, cause), 0), of)

    def precision(self, cause: str) -> Share:
        """Returns for how many attempts of which a cause was told it is true."""
        of = sum(n for (_, found), n in self.counts.items() if found == cause)
        return Share(self.counts.get((cause, cause), 0), of)

    def lines(self) -> Iterator[str]:
        """Yields a report as text: the figures, a line a cause, what was mistaken for what."""
        yield f"attempts  {self.accuracy.of}"
        yield f"right     {self.accuracy} %"
        yield f"unknown   {self.unknown} %"
        yield ""
        yield f"{'cause':20}{'n':>6}  {'recall %':23}{'precision %':23}mistaken for"
        for cause in self.causes:
            recall, mistaken = self.recall(cause), self._mistaken(cause)
            yield (
                f"{cause:20}{recall.of:6}  {recall!s:23}{self.precision(cause)!s:23}{mistaken}"
            ).rstrip()
        yield ""
        yield from self._matrix()

    def _mistaken(self, cause: str) -> str:
        wrong = [(n, f) for (t, f), n in self.counts.items() if t == cause and f != cause]
        return ", ".join(f"{found} {n}" for n, found in sorted(wrong, key=lambda w: (-w[0], w[1])))

    def _matrix(self) -> Iterator[str]:
        """Yields the confusion matrix: a row a true cause, a column what was told."""
        found = {f for _, f in self.counts}
        columns: list[str] = [c.value for c in Cause if c.value in found or c.value in self.causes]
        columns += [SUCCEEDED] if SUCCEEDED in found else []
        yield "true cause \\ told   " + "".join(f"{i:6}" for i in range(1, len(columns) + 1))
        for row in self.causes:
            cells = "".join(f"{self.counts.get((row, c), 0) or '.':>6}" for c in columns)
            yield f"{row:20}{cells}"
        yield ", ".join(f"{i} {name}" for i, name in enumerate(columns, 1))

    def document(self) -> dict[str, Any]:
        """Returns the report for a JSON document."""
        return {
            "attempts": self.accuracy.of,
            "right": self.accuracy.document(),
            "unknown": self.unknown.document(),
            "causes": [
                {
                    "cause": cause,
                    "recall": self.recall(cause).document(),
                    "precision": self.precision(cause).document(),
                }
                for cause in self.causes
            ],
            "confusion": [
                {"label": truth, "told": found, "attempts": n}
                for (truth, found), n in sorted(self.counts.items())
            ],
        }
