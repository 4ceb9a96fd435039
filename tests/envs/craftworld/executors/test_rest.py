"""Sleeping and waiting."""

from __future__ import annotations

from envs import Chat, Refused, Stopped, Used, parse
from envs.craftworld.meadow import FEET, Meadow
from envs.subgoals import Sleep, Wait

X, Y, Z = FEET
NIGHT = 14_000


def _at_night() -> Meadow:
    meadow = Meadow()
    meadow.episode.skipped_ticks = NIGHT
    return meadow


def test_a_carried_bed_is_set_and_it_is_morning() -> None:
    meadow = _at_night()
    meadow.give("white_bed")
    attempt = meadow.attempt(Sleep(), 500)
    assert isinstance(attempt.trace[-1], Used)
    assert attempt.post_state.time == 0
    assert attempt.ticks < 200
    assert attempt.post_state.places is not None
    assert [p.name for p in attempt.post_state.places] == ["bed"]


def test_a_bed_that_stands_is_walked_to() -> None:
    meadow = _at_night()
    meadow.put((X + 10, Y, Z), "white_bed")
    assert isinstance(meadow.attempt(Sleep(), 500).trace[-1], Used)


def test_without_a_bed_there_is_no_sleep() -> None:
    meadow = _at_night()
    attempt = meadow.attempt(Sleep(), 500)
    assert [e.need for e in attempt.trace if isinstance(e, Refused)] == ["bed"]
    assert meadow.cause == ("missing_station", "bed")


def test_nobody_sleeps_by_day_or_among_monsters() -> None:
    by_day = Meadow()
    by_day.put((X + 1, Y, Z), "white_bed")
    assert isinstance(by_day.attempt(Sleep(), 500).trace[-1], Chat)
    among_monsters = _at_night()
    among_monsters.put((X + 1, Y, Z), "white_bed")
    among_monsters.bring("creeper", (X + 5, Y, Z))
    attempt = among_monsters.attempt(Sleep(), 500)
    assert any(isinstance(event, Chat) for event in attempt.trace)


def test_who_slept_in_a_bed_comes_back_there() -> None:
    meadow = _at_night()
    bed = (X + 10, Y, Z)
    meadow.put(bed, "white_bed")
    meadow.attempt(Sleep(), 500)
    assert meadow.episode.respawn_cell() == (bed[0] + 1, bed[1], bed[2])


def test_waiting_lets_exactly_so_many_ticks_pass() -> None:
    assert Meadow().attempt(Wait(ticks=777), 1_000).ticks == 777


def test_waiting_ends_when_what_is_waited_for_is_so() -> None:
    meadow = Meadow()
    attempt = meadow.attempt(Wait(ticks=20_000, until=parse('time("night")')), 30_000)
    assert 13_200 <= attempt.ticks < 13_300


def test_waiting_in_vain_is_told_in_the_ledger() -> None:
    meadow = Meadow()
    meadow.attempt(Wait(ticks=100, until=parse('has("stick")')), 1_000)
    assert meadow.cause is not None
    assert meadow.cause[0] == "out_of_time"


def test_a_budget_that_is_too_short_stops_the_waiting() -> None:
    attempt = Meadow().attempt(Wait(ticks=500), 200)
    assert isinstance(attempt.trace[-1], Stopped)
    assert attempt.ticks == 200
