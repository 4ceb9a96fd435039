"""A command line to type at, in an empty folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from agent.cli.main import carried_out


class Said(NamedTuple):
    code: int
    out: str
    err: str


Steve = Callable[..., Said]


@pytest.fixture
def steve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Steve:
    monkeypatch.chdir(tmp_path)

    def typed(*arguments: str) -> Said:
        code = carried_out(list(arguments))
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return typed
