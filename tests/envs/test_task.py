"""Tasks and suites, shipped and from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from envs import SuiteError, UnknownNameError, load_suite, shipped_suites


def test_the_suites_of_the_papers_ship() -> None:
    assert shipped_suites() == ("crafter", "mcu70", "mcu70-shifted", "minedojo", "optimus67")
    assert len(load_suite("mcu70").tasks) == 70
    assert len(load_suite("optimus67").tasks) == 67


def test_a_task_has_its_groups_horizon_and_biome() -> None:
    task = next(t for t in load_suite("mcu70").tasks if t.id == "stone-06")
    assert (task.group, task.budget_ticks, task.biome) == ("stone", 3_600, "plains")
    assert str(task.goal) == 'has("stone_pickaxe") and happened("crafted", "wooden_pickaxe")'


def test_goals_of_a_group_become_tasks() -> None:
    task = next(t for t in load_suite("optimus67").tasks if t.id == "wooden-bowl")
    assert (task.instruction, str(task.goal)) == ("Obtain a bowl", 'has("bowl")')


def test_the_goals_of_optimus67_are_one_task_each_with_their_groups_horizon_and_biome() -> None:
    # Horizons and biomes are Optimus-1's (JiuTian-VL/Optimus-1, src/optimus1/conf/benchmark).
    suite = load_suite("optimus67")
    groups = {
        group: {(t.budget_ticks // 1_200, t.biome) for t in suite.chosen(groups=[group])}
        for group in suite.groups
    }

    assert groups == {
        "wooden": {(2, "forest")},
        "stone": {(5, "plains")},
        "iron": {(20, "plains")},
        "gold": {(30, "forest")},
        "diamond": {(30, "forest")},
        "redstone": {(30, "forest")},
        "armor": {(30, "forest")},
    }
    assert [len(suite.chosen(groups=[group])) for group in groups] == [10, 9, 16, 6, 7, 6, 13]
    rail = next(task for task in suite.tasks if task.id == "redstone-activator_rail")
    assert rail.instruction == "Obtain an activator rail"


def test_tasks_are_chosen_by_group_and_id_in_suite_order() -> None:
    suite = load_suite("mcu70")
    chosen = suite.chosen(groups=["stone"], ids=["wooden-05"])
    assert [task.id for task in chosen][:2] == ["wooden-05", "stone-00"]
    assert len(chosen) == 11
    with pytest.raises(UnknownNameError, match="Did you mean 'stone'"):
        suite.chosen(groups=["stones"])
    with pytest.raises(UnknownNameError, match="wooden-99"):
        suite.chosen(ids=["wooden-99"])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [", "expected YAML"),
        ("- 1", "expected a mapping"),
        ("groups: {a: {}}\ntasks: [{instruction: x}]", "entries with id"),
        ("groups: {a: {}}\ntasks: [{id: b-0, instruction: x, goal: sky()}]", "no group 'b'"),
        ("groups: {a: {}}\ntasks: [{id: a-0, instruction: x}]", "goal is missing"),
        ("env: [here]\ngroups: {a: {}}\ntasks: []", "env"),
        ("groups: {a: {}}\ntasks: [{id: a-0, instruction: x, goal: 'has('}]", "task a-0: goal"),
        (
            "groups: {a: {minutes: soon}}\ntasks: [{id: a-0, instruction: x, goal: sky()}]",
            "minutes",
        ),
        (
            "groups: {a: {}}\ntasks: [{id: a-0, instruction: x, goal: sky()}, "
            "{id: a-0, instruction: x, goal: sky()}]",
            "'a-0' twice",
        ),
        ("groups: 3", "expected a mapping"),
    ],
)
def test_a_broken_suite_says_where(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SuiteError, match=r"mine\.yaml") as refused:
        load_suite(str(path))
    assert says in str(refused.value)


def test_a_suite_that_is_not_there_suggests_one_that_is() -> None:
    with pytest.raises(SuiteError, match="Did you mean 'mcu70'"):
        load_suite("mcu7")


def test_packs_of_suite_group_and_task_come_in_this_order(tmp_path: Path) -> None:
    (tmp_path / "near").mkdir()
    file = tmp_path / "some.yaml"
    file.write_text(
        "datapacks: [near]\n"
        "groups: {a: {datapacks: [shifted-tiers]}, b: {}, empty: {datapacks: [x]}}\n"
        "tasks:\n"
        "  - {id: a-0, instruction: x, goal: sky()}\n"
        "  - {id: b-0, instruction: x, goal: sky(), datapacks: [near, far]}\n"
    )
    suite = load_suite(str(file))
    under = {
        task.id: [use.pack for use in suite.datapacks if use.concerns(task.id)]
        for task in suite.tasks
    }
    near = str(tmp_path / "near")
    assert under == {"a-0": [near, "shifted-tiers"], "b-0": [near, near, "far"]}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("datapacks: x\ngroups: {a: {}}", ": datapacks:"),
        ("groups: {a: {datapacks: [3]}}", "groups.a.datapacks"),
        (
            "groups: {a: {}}\ntasks: [{id: a-0, instruction: x, goal: sky(), datapacks: ['']}]",
            "task a-0: datapacks",
        ),
    ],
)
def test_packs_are_a_list_of_names(tmp_path: Path, text: str, field: str) -> None:
    (tmp_path / "bad.yaml").write_text(text)
    with pytest.raises(SuiteError, match=field) as caught:
        load_suite(str(tmp_path / "bad.yaml"))
    assert "bad.yaml" in str(caught.value)


def test_a_shipped_suites_packs_are_not_looked_for_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shifted-tiers").mkdir()
    monkeypatch.chdir(tmp_path)
    packs = {use.pack for use in load_suite("mcu70-shifted").datapacks}
    assert packs == {f"shifted-{name}" for name in load_suite("mcu70-shifted").groups}
