"""Subgoals: both notations, and what must hold when one is done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envs import (
    Craft,
    Gather,
    GoTo,
    Hunt,
    NotationError,
    Subgoal,
    Wait,
    parse,
    parse_subgoal,
    subgoal_adapter,
)

names = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
heights = st.none() | st.tuples(st.integers(0, 40), st.integers(41, 100))
subgoals = st.one_of(
    st.builds(
        Gather,
        item=names,
        count=st.integers(1, 64),
        source=st.none() | names,
        tool=st.none() | names,
        height=heights,
        budget_ticks=st.none() | st.integers(1, 9_999),
    ),
    st.builds(Craft, item=names, count=st.integers(1, 64), station=st.none() | names),
    st.builds(Hunt, entity=names, item=st.none() | names, count=st.integers(1, 9)),
    st.builds(GoTo, x=st.integers(-99, 99), z=st.integers(-99, 99)),
    st.builds(Wait, ticks=st.integers(1, 99), until=st.just(parse('has("stick", 2)'))),
)


@given(subgoals)
def test_the_text_form_reads_back_as_the_same_subgoal(subgoal: Subgoal) -> None:
    assert parse_subgoal(str(subgoal)) == subgoal


@given(subgoals)
def test_the_json_form_reads_back_as_the_same_subgoal(subgoal: Subgoal) -> None:
    assert subgoal_adapter.validate_json(subgoal_adapter.dump_json(subgoal)) == subgoal


def test_the_text_form_says_the_count_and_leaves_out_what_is_not_set() -> None:
    assert str(Craft(item="stick")) == 'craft(item="stick", count=1)'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('craf(item="stick")', "Did you mean 'craft'?"),
        ('craft("stick")', "at most 0 positional"),
        ('craft(item="stick", counts=2)', "counts"),
        ('go_to(target="cow", x=1, z=2)', "either target or both"),
        ('craft(item="stick") and craft(item="stick")', "one subgoal"),
        ('wait(until="has(")', "Expected an expression"),
    ],
)
def test_what_is_no_subgoal_is_refused(text: str, says: str) -> None:
    with pytest.raises(NotationError) as refused:
        parse_subgoal(text)
    assert says in str(refused.value)


def test_counts_are_of_what_is_carried_afterwards() -> None:
    assert Gather(item="#logs", count=5).all_checks() == (parse('has("#logs", 5)'),)


def test_a_hunt_without_an_item_is_checked_by_its_kills() -> None:
    assert Hunt(entity="cow", count=2).all_checks() == (
        parse('happened("killed", "cow", count=2)'),
    )


def test_checks_of_ones_own_come_on_top() -> None:
    extra = parse('near("furnace")')
    assert Craft(item="stick", checks=(extra,)).all_checks() == (parse('has("stick")'), extra)
