"""A run's folder: its frozen configuration, one row an episode, and a report.

    <store's folder>/runs/<run id>/config.json   what was run, with versions
                                   rows.jsonl    one row an episode, in order
                                   report.md     the rates, made from rows.jsonl alone
                                   rounds.jsonl  one line a round that a language model was asked
                                                 about, where one was
                                   calls/        the model's calls, where they are recorded

Each file is replaced as a whole, so that a killed run never leaves half of one.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

from agent.config import RunConfig
from agent.distilling import RoundNote
from agent.report import broken_lines, markdown, parts_lines
from agent.scores import Row, score_parts, summarise
from envs import InputError, PublishedScore
from planner import CALLS

_PACKAGES = ("faiss-cpu", "numba", "numpy", "openai", "pydantic", "sqlalchemy", "steve-evolving")


class RunFolder:
    """The folder of one run.

    Attributes:
        path: Where it is; made if it isn't there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"Expected to write the run's folder {path}, found {error.strerror}; "
                "name a store in a folder that can be written to."
            ) from error

    def begin(self, config: RunConfig) -> None:
        """Writes what is run, and with what versions."""
        versions = {name: version(name) for name in _PACKAGES}
        frozen = {
            "config": config.canonical(),
            "versions": {"python": platform.python_version(), **versions},
        }
        self._write("config.json", json.dumps(frozen, indent=2, sort_keys=True) + "\n")

    def calls(self) -> Path:
        """Returns the folder for the calls of models, made if it isn't there.

        Raises:
            InputError: If it can't be made.
        """
        folder = self.path / CALLS
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise InputError(
                f"Expected to write the record of calls {folder}, found {error.strerror}."
            ) from error
        return folder

    def note(self, note: RoundNote) -> None:
        """Keeps what came of asking a language model about a round."""
        lines = [each.model_dump_json() for each in (*self.notes(), note)]
        self._write("rounds.jsonl", "".join(f"{line}\n" for line in lines))

    def notes(self) -> tuple[RoundNote, ...]:
        """Returns what was kept of the rounds so far, in order."""
        path = self.path / "rounds.jsonl"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        # Not `splitlines`: JSON strings may hold what Unicode takes for the end of a line.
        return tuple(RoundNote.model_validate_json(line) for line in text.split("\n") if line)

    def finish(self, rows: Iterable[Row], published: Sequence[PublishedScore] = ()) -> None:
        """Writes the rows, and the report that follows from them.

        Args:
            rows: One an episode.
            published: Scores of others, to stand beside those over parts.
        """
        rows = tuple(rows)
        lines = (json.dumps(row.model_dump(mode="json"), sort_keys=True) for row in rows)
        self._write("rows.jsonl", "".join(f"{line}\n" for line in lines))
        further = (broken_lines(rows), parts_lines(score_parts(rows), published))
        told = ("\n" + "".join(f"{line}\n" for line in lines) for lines in further if lines)
        self._write("report.md", markdown(summarise(rows)) + "".join(told))

    def rows(self) -> tuple[Row, ...]:
        """Returns the recorded rows, in order."""
        text = (self.path / "rows.jsonl").read_text(encoding="utf-8")
        return tuple(Row.model_validate_json(line) for line in text.splitlines())

    def _write(self, name: str, text: str) -> None:
        unfinished = self.path / f".{name}.{os.getpid()}"
        try:
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(self.path / name)
        except OSError as error:
            raise InputError(
                f"Expected to write {self.path / name}, found {error.strerror}; the store has all "
                "that ran: give the command again once the folder can be written to."
            ) from error
