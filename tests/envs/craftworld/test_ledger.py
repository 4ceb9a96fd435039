"""The ledger keeps one true reason for each failed attempt, and nothing else leads to it."""

from __future__ import annotations

import pytest

from envs.craftworld import make
from envs.craftworld._ledger import Entry, Ledger, ledger_of
from envs.craftworld.meadow import Meadow
from envs.errors import ContractError
from envs.fake import FakeWorld
from envs.subgoals import Craft, Wait


def test_an_entry_names_the_attempt_and_the_first_reason_stands() -> None:
    ledger = Ledger()
    ledger.open()
    ledger.open()
    ledger.write("missing_tool", "axe")
    ledger.write("out_of_time", "later")
    assert ledger.entries == (Entry(1, "missing_tool", "axe"),)


def test_what_came_to_its_end_has_no_entry() -> None:
    meadow = Meadow()
    meadow.attempt(Wait(ticks=5), 10)
    meadow.attempt(Craft(item="stick"), 10)
    assert [entry.attempt for entry in ledger_of(meadow).entries] == [1]


def test_a_world_without_an_episode_has_an_empty_ledger() -> None:
    assert ledger_of(make()).entries == ()


def test_another_world_has_no_ledger() -> None:
    with pytest.raises(ContractError, match="FakeWorld"):
        ledger_of(FakeWorld())
