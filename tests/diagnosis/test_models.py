from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from diagnosis import Cause, Diagnosis, Finding, Need, describe
from envs import Damage, Died, Lack, Refused, Stopped, WindowRejected

DiagnosisOf = Callable[..., Diagnosis]


def test_a_diagnosis_reads_back_from_its_json(diagnosis_of: DiagnosisOf) -> None:
    diagnosis = diagnosis_of(
        'craft(item="stick", count=4)',
        Damage(tick=1, amount=15, source="zombie"),
        WindowRejected(
            tick=2, window="none", item="stick", lacking=(Lack(item="#planks", count=2),)
        ),
    )

    assert Diagnosis.model_validate_json(diagnosis.model_dump_json()) == diagnosis


@pytest.mark.parametrize("succeeded", [True, False])
def test_a_cause_stands_exactly_where_it_failed(diagnosis_of: DiagnosisOf, succeeded: bool) -> None:
    sound = diagnosis_of("wait(ticks=5)").model_dump()
    wrong: dict[str, Any] = {
        **sound,
        "succeeded": succeeded,
        "primary": Finding(cause=Cause.stuck, certainty=1.0) if succeeded else None,
    }

    with pytest.raises(ValidationError, match="primary"):
        Diagnosis.model_validate(wrong)


def test_a_need_counts_one_unless_said_otherwise() -> None:
    assert Need(kind="item", name="stick") == Need(
        kind="item", name="stick", count=1, lacking=1, tier_above=None
    )


@pytest.mark.parametrize(
    ("subgoal", "events", "sentence"),
    [
        (
            'gather(item="oak_log", count=1)',
            (Died(tick=1, source="zombie"),),
            "gather oak_log failed: killed, by a mob",
        ),
        (
            "go_to(x=500, z=-3)",
            (Died(tick=1, source="lava"),),
            "go_to 500,-3 failed: hazard, by lava",
        ),
        (
            'gather(item="iron_ore", count=1)',
            (Refused(tick=1, need="tool", name="iron_pickaxe"),),
            "gather iron_ore failed: tool_too_weak, lacking a pickaxe better than stone",
        ),
        (
            "wait(ticks=400, until=\"has('stick')\")",
            (Stopped(tick=5, by="budget"),),
            "wait failed: probably out_of_time, the time was up",
        ),
        (
            'equip(item="apple")',
            (Refused(tick=1, need="item", name="apple"),),
            "equip apple failed: missing_material, lacking 1 more apple",
        ),
        ('equip(item="stone_pickaxe")', (), "equip stone_pickaxe failed: unknown"),
    ],
)
def test_a_sentence_says_what_failed_why_and_what_was_lacking(
    diagnosis_of: DiagnosisOf, subgoal: str, events: tuple[Any, ...], sentence: str
) -> None:
    assert describe(diagnosis_of(subgoal, *events, carrying={"stone_pickaxe": 1})) == sentence
