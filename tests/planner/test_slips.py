"""How answers are spoiled: at their rates, differently when asked again, and never by default."""

from __future__ import annotations

import json
from typing import Any

import pytest

from envs import InputError
from planner import Message, make_model
from planner.plan_format import read_reply
from planner.slips import NO_SLIPS, SlipRates, answered

STEPS: list[dict[str, Any]] = [
    {"kind": "gather", "item": "oak_log", "count": 3},
    {"kind": "craft", "item": "stone_axe", "count": 1},
    {"kind": "craft", "item": "#planks", "count": 9},
    {"kind": "sleep"},
]
PLAIN = json.dumps({"steps": STEPS})


def asked(number: int) -> list[Message]:
    return [Message(role="user", content=f"Question {number}.")]


def answers(times: int = 1_000, **rates: float) -> list[str]:
    kinds = SlipRates.model_validate({**NO_SLIPS.model_dump(), **rates})
    return [answered(STEPS, asked(n), 7, kinds) for n in range(times)]


def test_who_never_slips_says_what_was_meant() -> None:
    assert set(answers(50)) == {PLAIN}


@pytest.mark.parametrize(
    ("kind", "places"),
    [("alias", 3), ("invented_item", 3), ("wrong_count", 2), ("forgotten_step", 3), ("prose", 1)],
)
def test_each_slip_comes_at_its_rate(kind: str, places: int) -> None:
    said = answers(2_000, **{kind: 0.1})
    spoiled = sum(text != PLAIN for text in said) / len(said)

    # In some of its places; four standard deviations.
    assert spoiled == pytest.approx(1 - 0.9**places, abs=0.045)


def test_things_are_called_as_people_call_them() -> None:
    items = [step.get("item") for step in read_reply(answers(1, alias=1.0)[0])]
    assert items == ["oak wood", "stone axe", "planks", None]


def test_counts_are_one_too_few_and_never_none() -> None:
    counts = [step.get("count") for step in read_reply(answers(1, wrong_count=1.0)[0])]
    assert counts == [2, 1, 8, None]


def test_the_last_step_is_never_forgotten() -> None:
    assert read_reply(answers(1, forgotten_step=1.0)[0]) == STEPS[-1:]


def test_a_plan_is_found_in_any_prose() -> None:
    said = answers(200, prose=1.0)
    assert len(set(said)) == 4
    assert all(read_reply(text) == STEPS for text in said)


def test_who_is_asked_again_may_get_it_right() -> None:
    rates = SlipRates.model_validate({**NO_SLIPS.model_dump(), "forgotten_step": 0.5})
    first = asked(1)
    again = [*first, Message(role="assistant", content="No."), Message(role="user", content="So?")]
    said = {answered(STEPS, first, seed, rates) != answered(STEPS, again, seed, rates)
            for seed in range(20)}  # fmt: skip
    assert True in said
    assert answered(STEPS, first, 3, rates) == answered(STEPS, first, 3, rates)


def test_rates_are_scaled_up_to_certainty() -> None:
    assert SlipRates().scaled(1e9) == SlipRates(
        alias=1, invented_item=1, wrong_count=1, forgotten_step=1, prose=1
    )
    assert make_model("novice", options={"slips": "0"}) == make_model("novice")
    with pytest.raises(InputError, match="-M slips"):
        make_model("novice", options={"slips": "-1"})
