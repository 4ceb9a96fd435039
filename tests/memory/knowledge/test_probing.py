"""Which guardrail a training episode sets aside: seldom, by its posterior, and never harm."""

from __future__ import annotations

from collections import Counter
from itertools import count

import pytest

from diagnosis import Cause
from envs import EpisodeKey
from memory import Evidence, Guardrail, SubgoalPattern
from memory.probing import SHARE, chance_of, set_aside


def guardrail(name: str = "a", supporting: int = 1, **fields: object) -> Guardrail:
    return Guardrail.model_validate(
        {
            "id": f"guardrail-{name}",
            "scope": "vanilla",
            "forbidden": SubgoalPattern.of("craft", item="stick"),
            "cause": Cause.missing_material,
            "status": "active",
            "evidence": Evidence(supporting=supporting),
            **fields,
        }
    )


def episode(seed: int, **fields: object) -> EpisodeKey:
    values = {"run": "r-0", "round": 3, "phase": "train", "arm": "full", "task": "t", "seed": seed}
    return EpisodeKey.model_validate({**values, **fields})


def share(*guardrails: Guardrail, episodes: int = 4_000, **fields: object) -> float:
    found = [set_aside(guardrails, episode(seed, **fields)) for seed in range(episodes)]
    return sum(aside is not None for aside in found) / episodes


@pytest.mark.parametrize("supporting", [0, 1, 6, 40])
def test_how_often_follows_from_the_posterior(supporting: int) -> None:
    one = guardrail(supporting=supporting)
    expected = SHARE / (supporting + 2)

    assert chance_of(one) == pytest.approx(expected)
    # Four standard deviations of a proportion.
    assert share(one) == pytest.approx(expected, abs=4 * (expected / 4_000) ** 0.5)


def test_what_harms_is_never_tried() -> None:
    for cause in (Cause.hazard, Cause.killed, Cause.starving):
        assert chance_of(guardrail(cause=cause, supporting=0)) == 0
        assert share(guardrail(cause=cause, supporting=0), episodes=500) == 0


@pytest.mark.parametrize("status", ["candidate", "retired"])
def test_what_is_not_enforced_needs_no_probe(status: str) -> None:
    assert chance_of(guardrail(status=status)) == 0


def test_evaluation_never_probes() -> None:
    assert share(guardrail(supporting=0), phase="eval") == 0
    assert share(guardrail(supporting=0)) > 0


def test_at_most_one_is_set_aside_the_doubtful_more_often() -> None:
    many = [guardrail(str(n), supporting=n) for n in range(40)]
    found = Counter(aside.id for seed in range(4_000) if (aside := set_aside(many, episode(seed))))

    assert found["guardrail-0"] > found["guardrail-5"] > found["guardrail-39"] > 0


def test_it_is_the_same_whenever_and_in_whatever_order_it_is_asked() -> None:
    many = [guardrail(str(n)) for n in range(20)]
    seed = next(seed for seed in count() if set_aside(many, episode(seed)))
    aside = set_aside(many, episode(seed))

    assert set_aside(many[::-1], episode(seed, run="another-1")) == aside
    others = [set_aside(many, episode(seed, round=round_)) for round_ in range(50)]
    assert len({other.id for other in others if other}) > 1
