"""What a configuration stands on by content, and the worlds that follow from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agent.arms import arm_named
from agent.checking import check_all
from agent.config import RunConfig
from agent.freezing import frozen
from agent.worlds import Worlds, world_for
from envs import DataPackError, InputError, Moddable, PackUse, Task, UnknownNameError, parse
from envs.craftworld import Craftworld
from planner.chat import Message
from planner.recording import Recorder
from planner.scripted import Scripted

TASKS = tuple(
    Task(id=name, instruction="x", goal=parse('has("stick")')) for name in ("one", "two", "three")
)


def config(**changes: Any) -> RunConfig:
    fields: dict[str, Any] = {
        "command": "suite",
        "suite": "some",
        "tasks": TASKS,
        "arms": (arm_named("oracle"),),
        "scope": "x",
        "seeds": (1,),
    }
    return RunConfig(**(fields | changes))


def pack(folder: Path, ticks: int = 7) -> str:
    table = folder / "tables/fuel.json"
    table.parent.mkdir(parents=True, exist_ok=True)
    table.write_text(json.dumps({"burn_ticks": {"coal": ticks}}))
    return str(folder)


def coal_burns(world: object) -> int:
    assert isinstance(world, Craftworld)
    return next(rule.ticks for rule in world.rules().fuel if rule.item == "coal")


def test_a_configuration_without_packs_stays_as_it_was() -> None:
    assert frozen(config()) == config()
    assert "datapack" not in str(frozen(config()).canonical()["env_options"])


def test_a_pack_is_recorded_by_its_name_and_content_and_not_by_its_place(tmp_path: Path) -> None:
    one = frozen(config(), [PackUse(pack=pack(tmp_path / "a/cold"))])
    two = frozen(config(), [PackUse(pack=pack(tmp_path / "b/cold"))])
    assert one.canonical() == two.canonical()
    (laid,) = one.canonical()["datapacks"]
    assert laid == {"name": "cold", "digest": one.datapacks[0].digest, "tasks": []}
    assert str(tmp_path) not in json.dumps(one.canonical())


def test_a_changed_pack_behind_the_same_path_is_another_run(tmp_path: Path) -> None:
    use = PackUse(pack=pack(tmp_path))
    before = frozen(config(), [use])
    pack(tmp_path, 8)
    assert frozen(config(), [use]).canonical() != before.canonical()


def test_the_option_of_the_world_amounts_to_the_same(tmp_path: Path) -> None:
    place, options = pack(tmp_path / "cold"), (("recipe_book", "off"),)
    by_option = frozen(config(env_options=(("datapack", place), *options)))
    by_use = frozen(config(env_options=options), [PackUse(pack=place)])
    assert by_option == by_use
    assert by_option.env_options == options


def test_each_task_is_run_under_its_own_packs_in_order(tmp_path: Path) -> None:
    all_, mine, other = (pack(tmp_path / str(n), n) for n in (5, 6, 9))
    found = frozen(
        config(env_options=(("datapack", pack(tmp_path / "7", 7)),)),
        [
            PackUse(pack=all_),
            PackUse(pack=mine, tasks=("two", "unasked")),
            PackUse(pack=other, tasks=("unasked",)),
        ],
    )
    assert [p.name for p in found.packs_of("one")] == ["5", "7"]
    assert [p.name for p in found.packs_of("two")] == ["5", "6", "7"]
    assert found.datapacks[1].tasks == ("two",)
    assert coal_burns(world_for(found, found.packs_of("two"))) == 7


def test_worlds_are_made_once_for_each_set_of_packs(tmp_path: Path) -> None:
    use = PackUse(pack=pack(tmp_path / "cold"), tasks=("two",))
    worlds = Worlds(frozen(config(), [use]))
    one, two, three = (worlds.of(task) for task in TASKS)
    assert one is three
    assert (coal_burns(one), coal_burns(two)) == (1600, 7)
    assert [[task.id for task in tasks] for _, tasks in worlds.by_packs()] == [
        ["one", "three"],
        ["two"],
    ]
    worlds.close()
    assert worlds.of(TASKS[0]) is not one


def test_a_pack_that_changes_while_a_run_is_under_way_stops_it(tmp_path: Path) -> None:
    found = frozen(config(), [PackUse(pack=pack(tmp_path))])
    pack(tmp_path, 8)
    with pytest.raises(InputError, match="found it changed"):
        Worlds(found).of(TASKS[0])


def test_a_goal_may_name_what_a_pack_brings(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables/items.json").write_text('{"items": [{"name": "mod:gear"}]}')
    gear = TASKS[1].model_copy(update={"goal": parse('has("mod:gear")')})
    use = PackUse(pack=str(tmp_path), tasks=("two",))
    check_all(frozen(config(tasks=(TASKS[0], gear)), [use]))
    with pytest.raises(UnknownNameError, match="mod:gear"):
        check_all(frozen(config(tasks=(TASKS[0], gear))))


@pytest.mark.parametrize(
    ("name", "error"),
    [("nowhere", DataPackError), ("a,b", InputError)],
)
def test_a_pack_that_cannot_be_used_is_refused(name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        frozen(config(), [PackUse(pack=name)])


def test_a_world_without_packs_refuses_them(tmp_path: Path, fake_worlds: None) -> None:
    assert not isinstance(world_for(config(env="fake")), Moddable)
    with pytest.raises(InputError, match="fake"):
        frozen(config(env="fake"), [PackUse(pack=pack(tmp_path))])


def recorded(path: Path, *answers: str) -> str:
    model = Recorder(Scripted(list(answers)), path)
    for number in range(len(answers)):
        model.complete([Message(role="user", content=f"{number}?")], {})
    return f"replay:{path}"


def test_a_changed_record_behind_the_same_path_is_another_run(tmp_path: Path) -> None:
    chat = {"arms": (arm_named("full"),)}
    name = recorded(tmp_path / "calls.jsonl", "yes")
    before = frozen(config(llm=name, **chat))
    assert before.llm_digest is not None
    assert frozen(config(llm=name, **chat)) == before
    recorded(tmp_path / "calls.jsonl", "no")
    assert frozen(config(llm=name, **chat)).llm_digest != before.llm_digest
    assert frozen(config(llm=name)).llm_digest is None, "the oracle asks no model"
    assert frozen(config(llm="novice", **chat)).llm_digest is None
