"""Plans, tallies and traces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envs import (
    MAX_TRACE_EVENTS,
    BlockBroken,
    Craft,
    Crafted,
    Event,
    Moved,
    Plan,
    Step,
    Tally,
    bounded_trace,
)

A, B, C = (Step(subgoal=Craft(item=item)) for item in ("stick", "bowl", "chest"))


def test_a_continued_plan_keeps_its_finished_prefix() -> None:
    plan = Plan(steps=(A, B)).advanced()
    longer = plan.continued((C, B))
    assert longer.prefix == (A,)
    assert longer.rest == (C, B)
    assert longer.parent == plan.id
    assert longer.id != plan.id


def test_a_plan_cannot_be_finished_beyond_its_end() -> None:
    with pytest.raises(ValueError, match="at most 1 frozen"):
        Plan(steps=(A,), frozen=2)


def test_equal_plans_have_equal_ids() -> None:
    assert Plan(steps=(A, B)).id == Plan(steps=(A, B)).id
    assert Plan(steps=(A, B)).id != Plan(steps=(B, A)).id


events = st.lists(
    st.one_of(
        st.builds(
            BlockBroken,
            tick=st.just(1),
            block=st.sampled_from(["stone", "dirt"]),
            tool=st.sampled_from(["none", "stone_pickaxe"]),
            x=st.just(0),
            y=st.just(0),
            z=st.just(0),
        ),
        st.builds(Crafted, tick=st.just(1), item=st.just("stick"), count=st.integers(1, 9)),
        st.just(Moved(tick=1, x=0, y=0, z=0)),
    ),
    max_size=12,
)


@given(events, events)
def test_the_tally_of_two_stretches_is_the_tally_of_both(
    first: list[Event], second: list[Event]
) -> None:
    assert Tally.of(first).plus(Tally.of(second)) == Tally.of([*first, *second])


def test_a_long_trace_keeps_its_first_and_last_halves() -> None:
    moves: list[Event] = [Moved(tick=t, x=t, y=0, z=0) for t in range(MAX_TRACE_EVENTS + 10)]
    trace, dropped = bounded_trace(moves)
    assert (len(trace), dropped) == (MAX_TRACE_EVENTS, 10)
    assert (trace[0].tick, trace[-1].tick) == (0, MAX_TRACE_EVENTS + 9)
