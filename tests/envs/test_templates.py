"""Templates of a suite file stand for many tasks."""

from __future__ import annotations

from pathlib import Path

import pytest

from envs import SuiteError, load_suite, unknown_words
from envs.bridge.messages import Words
from envs.minedojo.worker import names

TEMPLATE = """
groups: {harvest: {minutes: 5}}
templates:
  - group: harvest
    id: harvest_{quantity}_{item}_{place}
    instruction: obtain {quantity} {item} in {place}
    goal: has("{item}", {quantity})
    biome: "{place}"
    each:
      quantity: [{id: 1, instruction: ""}, 8]
      item: [bone_meal, {id: log, goal: "#logs"}]
      place: [plains]
"""


def test_each_combination_is_a_task(tmp_path: Path) -> None:
    (tmp_path / "many.yaml").write_text(TEMPLATE, encoding="utf-8")
    tasks = load_suite(str(tmp_path / "many.yaml")).tasks
    assert [(task.id, task.instruction, str(task.goal)) for task in tasks] == [
        ("harvest_1_bone_meal_plains", "obtain bone meal in plains", 'has("bone_meal")'),
        ("harvest_1_log_plains", "obtain log in plains", 'has("#logs")'),
        ("harvest_8_bone_meal_plains", "obtain 8 bone meal in plains", 'has("bone_meal", 8)'),
        ("harvest_8_log_plains", "obtain 8 log in plains", 'has("#logs", 8)'),
    ]
    assert {(task.group, task.biome, task.budget_ticks) for task in tasks} == {
        ("harvest", "plains", 6_000)
    }


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("[]", r"expected entries with id, found \[\]"),
        ("{group: g, instruction: x, goal: sky()}", "expected entries with id"),
        ("{group: g, id: 'a_{b}', instruction: x, goal: sky()}", "no values are given for {b}"),
        ("{group: g, id: 'a_{b}', each: {b: []}}", "expected lists of values"),
        ("{group: g, id: 'a_{b}', each: {b: [{goal: x}]}}", "expected a value with id"),
        ("{group: g, id: 'a_{b}', each: {b: [1]}}", "task a_1: goal is missing"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused(
    tmp_path: Path, template: str, said: str
) -> None:
    (tmp_path / "bad.yaml").write_text(
        f"groups: {{g: }}\ntemplates: [{template}]", encoding="utf-8"
    )
    with pytest.raises(SuiteError, match=said) as caught:
        load_suite(str(tmp_path / "bad.yaml"))
    assert "bad.yaml" in str(caught.value)


def test_minedojos_tasks_are_there_in_the_words_of_its_world() -> None:
    suite = load_suite("minedojo")
    by_group = {g: sum(t.group == g for t in suite.tasks) for g in suite.groups}
    assert by_group == {"combat": 462, "harvest": 895, "techtree": 213}
    words = Words.model_validate(names.vocabulary()).vocabulary()
    strange = {task.id: unknown_words(task.goal, words) for task in suite.tasks}
    assert not {identity for identity, unknown in strange.items() if unknown}
    assert {task.biome for task in suite.tasks} - {None} <= words.biomes


@pytest.mark.parametrize(
    ("identity", "goal", "biome"),
    [
        ("harvest_8_log_forest", 'has("#logs", 8)', "forest"),
        ("harvest_milk_with_cow", 'has("milk_bucket")', None),
        (
            "harvest_1_fish",
            'has("cod") or has("pufferfish") or has("salmon") or has("tropical_fish")',
            None,
        ),
        (
            "combat_zombie_pigman_nether_iron_armors_iron_sword_shield",
            'happened("killed", "zombified_piglin")',
            "nether_wastes",
        ),
        ("combat_sheep_plains_barehand", 'happened("killed", "sheep")', "plains"),
        ("techtree_from_wood_to_stone_pickaxe", 'equipped("stone_pickaxe")', None),
        ("techtree_from_barehand_to_redstone_piston", 'happened("placed", "piston")', None),
        ("techtree_from_barehand_to_redstone_clock", 'has("clock")', None),
    ],
)
def test_a_task_of_minedojos_has_its_goal(identity: str, goal: str, biome: str | None) -> None:
    (found,) = load_suite("minedojo").chosen(ids=(identity,))
    assert (str(found.goal), found.biome) == (goal, biome)
