"""An export: a store as JSON lines, which any later version imports.

    {"kind": "header", "form": "steve-export/1", ...}
    {"kind": "run", ...}            every run, then
    {"kind": "episode", ...}        every try of an episode,
    {"kind": "archived", ...}       what was taken out of the store before,
    {"kind": "experience", ...}     every experience, whole,
    {"kind": "round", ...}          every distilled round with its log,
    {"kind": "recall", ...}         every recall with its query
    {"kind": "end", "lines": 4711, "checksum": "..."}

Each line is one JSON document of at most `MAX_LINE_BYTES`. What is derived (index rows, vectors,
summaries) isn't exported: who imports derives it again. A changed form gets a new number, and
earlier ones stay readable. Nothing in an export is ever run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b, sha256
from typing import Annotated, BinaryIO, Literal, Self

from pydantic import Field, JsonValue, TypeAdapter, ValidationError, model_validator

from envs import EpisodeKey, Frozen, InputError
from memory.documents import canonical, written
from memory.entries import LogEntry
from memory.experience import Experience, experience_id
from memory.recalls import Query, Recall

FORM = "steve-export/1"
"""The form of the exports that this version writes."""

MAX_LINE_BYTES = 64 * 2**20
"""How long a line may be."""

Natural = Annotated[int, Field(ge=0)]
Time = Annotated[float, Field(allow_inf_nan=False)]
"""Unix seconds."""


class Header(Frozen):
    """The first line."""

    kind: Literal["header"] = "header"
    form: Literal["steve-export/1"] = "steve-export/1"
    whole: bool = True
    """Whether all experiences of its episodes are in it; an archive has but those taken out."""


class RunLine(Frozen):
    """A run."""

    kind: Literal["run"] = "run"
    id: str
    ordinal: Natural
    config: JsonValue
    """The frozen configuration; `null` in what was salvaged where it was lost."""
    started_at: Time
    finished_at: Time | None

    @model_validator(mode="after")
    def _named(self) -> Self:
        digest = sha256(canonical(self.config)).hexdigest()[:12]
        if self.config is not None and self.id != f"{digest}-{self.ordinal}":
            raise ValueError(f"expected the id {digest}-{self.ordinal}, found {self.id}")
        return self


class EpisodeLine(Frozen):
    """One try of an episode."""

    kind: Literal["episode"] = "episode"
    episode: EpisodeKey
    attempt_try: Natural
    status: Literal["running", "finished", "broken", "abandoned"]
    outcome: str | None
    attempts: Natural
    """How many experiences it has; 0 until it ended."""
    result: dict[str, JsonValue] | None
    """Its row among the results."""
    started_at: Time
    ended_at: Time | None


class ArchivedLine(Frozen):
    """An experience that was taken out of the store."""

    kind: Literal["archived"] = "archived"
    experience: str
    episode: EpisodeKey
    attempt_try: Natural
    archive: str
    """The file that it was exported to."""
    archived_at: Time


class ExperienceLine(Frozen):
    """An experience, whole."""

    kind: Literal["experience"] = "experience"
    experience: Experience

    @model_validator(mode="after")
    def _named(self) -> Self:
        lived = self.experience
        wanted = experience_id(lived.episode, lived.attempt_try, lived.index)
        if lived.id != wanted:
            raise ValueError(f"expected the id {wanted}, found {lived.id}")
        return self


class RoundLine(Frozen):
    """A distilled round with what it changed."""

    kind: Literal["round"] = "round"
    scope: str
    arm: str
    round: Natural
    log: tuple[LogEntry, ...]
    finished_at: Time

    @model_validator(mode="after")
    def _agreeing(self) -> Self:
        if any((e.round, e.entry.scope) != (self.round, self.scope) for e in self.log):
            raise ValueError("expected changes of the same round and scope")
        return self


class RecallLine(Frozen):
    """What was recalled, with what was asked."""

    kind: Literal["recall"] = "recall"
    query: Query
    recall: Recall
    recorded_at: Time


class End(Frozen):
    """The last line, by which a cut-off or damaged file shows."""

    kind: Literal["end"] = "end"
    lines: Natural
    """How many lines there are before it."""
    checksum: str
    """BLAKE2b of the bytes before it, 32 hex digits."""


Record = RunLine | EpisodeLine | ArchivedLine | ExperienceLine | RoundLine | RecallLine
"""A line between the first and the last."""

_Line = Annotated[Header | Record | End, Field(discriminator="kind")]
_adapter: TypeAdapter[Header | Record | End] = TypeAdapter(_Line)


def write_lines(file: BinaryIO, header: Header, records: Iterable[Record]) -> dict[str, int]:
    """Writes an export.

    Returns:
        How many lines of each kind were written, header and end apart.
    """
    counts: dict[str, int] = {}
    digest, lines = blake2b(digest_size=16), 0
    for line in _with(header, records):
        data = written(line) + b"\n"
        digest.update(data)
        lines += 1
        file.write(data)
        if line.kind != "header":
            counts[line.kind] = counts.get(line.kind, 0) + 1
    file.write(written(End(lines=lines, checksum=digest.hexdigest())) + b"\n")
    return counts


def read_lines(file: BinaryIO, name: str) -> tuple[Header, Iterator[Record]]:
    """Returns the first line of an export and what follows; everything is checked as it comes.

    Args:
        file: The export, from its beginning.
        name: What it is called in errors.

    Raises:
        InputError: If it is no export that this version knows. The iterator raises it too: if a
            line is too long or not what it should be, or the file is cut off or damaged; the
            error says at which line.
    """
    data = file.readline(MAX_LINE_BYTES + 1)
    try:
        header = Header.model_validate_json(data)
    except ValidationError:
        raise InputError(
            f"{name} is no export of this project, or a newer version's: expected a first line "
            f"of the form {FORM}."
        ) from None
    return header, _records(file, name, data)


def _records(file: BinaryIO, name: str, header: bytes) -> Iterator[Record]:
    digest, number = blake2b(header, digest_size=16), 1
    while data := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        line = _read(data, f"{name}, line {number}")
        if isinstance(line, End):
            if (line.lines, line.checksum) != (number - 1, digest.hexdigest()):
                raise InputError(f"{name} is damaged: its checksum doesn't fit.")
            if file.read(1):
                raise InputError(f"{name}, line {number + 1}: expected nothing after the end.")
            return
        digest.update(data)
        yield line
    raise InputError(f"{name} is cut off after line {number}: expected an end line.")


def _with(header: Header, records: Iterable[Record]) -> Iterator[Header | Record]:
    yield header
    yield from records


def _read(data: bytes, where: str) -> Record | End:
    if len(data) > MAX_LINE_BYTES:
        raise InputError(f"{where}: expected at most {MAX_LINE_BYTES} bytes.")
    try:
        line = _adapter.validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "it"
        raise InputError(f"{where}, {place}: {first['msg']}.") from None
    if isinstance(line, Header):
        raise InputError(f"{where}: expected a record, found a header.")
    return line
