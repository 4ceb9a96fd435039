from collections.abc import Callable

import pytest

from diagnosis import Change, Diagnosis, progress
from envs import (
    BlockBroken,
    BlockPlaced,
    Damage,
    Died,
    Moved,
    Respawned,
    State,
    Tally,
    View,
    Vocabulary,
    parse,
)

DiagnosisOf = Callable[..., Diagnosis]


def test_the_difference_lists_what_changed(diagnosis_of: DiagnosisOf) -> None:
    difference = diagnosis_of(
        'place(item="crafting_table")',
        BlockBroken(tick=3, block="dirt", x=1, y=63, z=0),
        BlockPlaced(tick=5, block="crafting_table", x=1, y=64, z=0),
        carrying={"crafting_table": 1, "stick": 2},
        after={"stick": 2, "dirt": 1},
        to=(3, 64, 4),
        before_health=20.0,
        after_health=17.5,
        before_food=20.0,
        after_food=19.0,
        before_holding="stick",
        after_stations={"crafting_table": 1},
        after_places={"village": (90, 90)},
        ticks=12,
    ).difference

    assert difference.items == (("crafting_table", -1), ("dirt", 1))
    assert (difference.health, difference.food) == (-2.5, -1.0)
    assert difference.moved_blocks == 5.0
    assert difference.changes == (Change(what="mainhand", before="stick", after=None),)
    assert difference.placed == (("crafting_table", 1),)
    assert difference.mined == (("dirt", 1),)
    assert difference.new_stations == ("crafting_table",)
    assert difference.new_places == ("village",)
    assert difference.ticks == 12


def test_progress_and_gain_count_from_before_to_after(diagnosis_of: DiagnosisOf) -> None:
    indicators = diagnosis_of(
        'gather(item="oak_log", count=4)', carrying={"oak_log": 1}, after={"oak_log": 3}
    ).indicators

    assert indicators.progress == 0.75
    assert indicators.gain == 0.5


def test_a_loss_is_a_negative_gain(diagnosis_of: DiagnosisOf) -> None:
    indicators = diagnosis_of(
        'gather(item="oak_log", count=4)', carrying={"oak_log": 2}, after={}
    ).indicators

    assert indicators.gain == -0.5


def test_a_straight_way_is_fully_efficient_and_a_detour_less(diagnosis_of: DiagnosisOf) -> None:
    straight = diagnosis_of(
        "go_to(x=90, z=0)", Moved(tick=20, x=5, y=64, z=0), to=(10, 64, 0)
    ).indicators
    detour = diagnosis_of(
        "go_to(x=90, z=0)", Moved(tick=20, x=0, y=64, z=30), to=(40, 64, 0)
    ).indicators

    assert straight.path_efficiency == 1.0
    assert straight.spatial_spread_blocks == 10.0
    assert detour.path_efficiency == 0.5
    assert detour.spatial_spread_blocks == 50.0


def test_the_jump_of_a_respawn_is_no_way(diagnosis_of: DiagnosisOf) -> None:
    indicators = diagnosis_of(
        "go_to(x=90, z=0)",
        Moved(tick=20, x=30, y=64, z=0),
        Died(tick=21, source="lava"),
        Respawned(tick=40, x=-900, y=64, z=0),
        to=(-900, 64, 0),
    ).indicators

    assert indicators.spatial_spread_blocks == 30.0


def test_damage_is_counted_by_the_minute(diagnosis_of: DiagnosisOf) -> None:
    indicators = diagnosis_of(
        'eat(item="apple")',
        Damage(tick=3, amount=2, source="zombie"),
        Damage(tick=90, amount=1, source="zombie"),
        ticks=600,
    ).indicators

    assert indicators.damage_rate == 6.0


def test_the_budget_is_the_subgoal_s_own_where_none_is_given(diagnosis_of: DiagnosisOf) -> None:
    own = diagnosis_of('eat(item="apple", budget_ticks=400)', ticks=100).indicators
    given = diagnosis_of('eat(item="apple")', ticks=100, budget_ticks=200).indicators
    neither = diagnosis_of('eat(item="apple")', ticks=100).indicators

    assert own.budget_used == 0.25
    assert given.budget_used == 0.5
    assert neither.budget_used is None


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        ('has("stick", 8)', 0.5),
        ('has("stick", 2)', 1.0),
        ('has("stick", 8) and has("apple")', 0.25),
        ('has("stick", 8) or has("apple")', 0.5),
        ('not has("stick")', 0.0),
        ('not has("apple")', 1.0),
        ("within(100, 0, 25)", 0.25),
        ("height(80, 90)", 0.5),
        ('near("furnace", 4)', 0.4),
        ('vital("food", 10)', 0.5),
        ("free_slots(36)", 0.5),
        ('happened("mined")', 0.0),
        ('vital("drink", 5)', 0.0),
        ('knows("village")', 0.0),
    ],
)
def test_progress_is_met_in_proportion(
    condition: str, met: float, state_of: Callable[..., State], vocabulary: Vocabulary
) -> None:
    state = state_of({"stick": 4}, food=5.0, free_slots=18, stations={"furnace": 10})

    assert progress(parse(condition), View(state, Tally(), vocabulary)) == pytest.approx(met)
