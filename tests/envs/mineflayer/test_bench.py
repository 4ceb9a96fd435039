"""The bench of bots calls right only what was done."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"


@pytest.mark.parametrize(
    ("dug", "kept", "waited_ticks", "judgement"),
    [(1, 1, 10, "right"), (0, 0, 10, "wrong"), (1, 0, 10, "wrong"), (1, 1, 9, "wrong")],
)
def test_digging_nothing_is_wrong(
    monkeypatch: pytest.MonkeyPatch, dug: int, kept: int, waited_ticks: int, judgement: str
) -> None:
    monkeypatch.syspath_prepend(BENCH)
    assert import_module("bench_mineflayer").judged(dug, kept, waited_ticks) == judgement
