"""Craftworld under Gymnasium: its checker, its wrappers, and what the spaces say."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

gymnasium = pytest.importorskip(
    "gymnasium", reason="gymnasium isn't installed: pip install 'steve-evolving[gym]'"
)

from gymnasium.utils.env_checker import check_env  # noqa: E402
from gymnasium.wrappers import RecordEpisodeStatistics, RecordVideo, TimeLimit  # noqa: E402

from envs import (  # noqa: E402
    FACETS,
    InputError,
    KnownPlace,
    Nearby,
    Position,
    State,
    Subgoal,
    UnknownNameError,
    Vitals,
    parse_subgoal,
)
from envs.craftworld.environment import make  # noqa: E402
from envs.craftworld.gym import COLUMNS, EFFECTS, ID, KINDS, PLACES, Actions, Observations  # noqa: E402
from envs.craftworld.gym.observations import SLOTS  # noqa: E402
from envs.drawing import FRAME_SIZE  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
WORDS = make().vocabulary
ACTIONS, OBSERVATIONS = Actions(WORDS), Observations(WORDS)
LOGS = 'gather(item="#logs", count=1)'

MakeEnv = Callable[..., Any]


@pytest.fixture
def make_env() -> Iterator[MakeEnv]:
    made = []

    def make_one(**options: Any) -> Any:
        options = {"task": "wooden-00", "attempt_ticks": 400} | options
        made.append(gymnasium.make(ID, **options))
        return made[-1]

    yield make_one
    for env in made:
        env.close()


def encoded(text: str) -> Any:
    return ACTIONS.encode(parse_subgoal(text))


# Gymnasium's own.


def test_gymnasiums_checker_finds_nothing_and_warns_of_nothing(make_env: MakeEnv) -> None:
    check_env(make_env(render_mode="rgb_array").unwrapped)


def test_its_wrappers_count_cut_and_film(make_env: MakeEnv, tmp_path: Path) -> None:
    pytest.importorskip("moviepy", reason="moviepy isn't installed, which films")
    limited = TimeLimit(make_env(render_mode="rgb_array"), 2)
    env: Any = RecordVideo(RecordEpisodeStatistics(limited), str(tmp_path / "films"))
    env.reset(seed=501)
    env.step(encoded("wait(ticks=20)"))
    *_, truncated, info = env.step(encoded("wait(ticks=20)"))
    env.close()
    assert truncated
    assert info["episode"]["l"] == 2
    assert [path.suffix for path in (tmp_path / "films").iterdir()] == [".mp4"]


def test_the_module_in_the_id_registers_it_where_nothing_was_imported() -> None:
    code = (
        "import gymnasium;"
        f"print(gymnasium.make('envs.craftworld.gym:{ID}', task='wooden-00').unwrapped.task.id)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert said.stdout.split() == ["wooden-00"], said.stderr


def test_the_world_itself_needs_no_gymnasium() -> None:
    code = (
        "import sys; sys.modules['gymnasium'] = None;"
        "import envs.craftworld, envs.drawing; envs.craftworld.make()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


# An episode.


def test_a_step_is_an_attempt_and_the_goal_ends_it_with_a_reward(make_env: MakeEnv) -> None:
    env = make_env(task="any", goal='has("#logs")', attempt_ticks=6_000)
    observation, info = env.reset(seed=500)
    assert info == {"task": "custom", "seed": 500, "tick": 0}
    assert not observation["inventory"].any()
    observation, reward, terminated, truncated, info = env.step(encoded(LOGS))
    assert (reward, terminated, truncated) == (1.0, True, False)
    assert info["subgoal"] == LOGS
    assert info["checks_hold"]
    assert 0 < info["ticks"] == info["tick"] == int(observation["tick"][0])
    assert observation["inventory"].sum() == 1
    assert {event["kind"] for event in info["events"]} >= {"block_broken", "item_gained"}


def test_the_horizon_truncates_and_then_a_reset_is_needed(make_env: MakeEnv) -> None:
    env = make_env(task="wooden-00", attempt_ticks=10**6)
    env.reset(seed=500)
    horizon = env.unwrapped.task.budget_ticks
    for _ in range(-(-horizon // 1_280)):
        *_, reward, terminated, truncated, info = env.step(encoded("wait(ticks=1280)"))
    assert (reward, terminated, truncated) == (0.0, False, True)
    assert horizon <= info["tick"] < horizon + 1_280
    with pytest.raises(gymnasium.error.ResetNeeded):
        env.step(encoded("wait(ticks=20)"))


def test_nonsense_is_answered_by_the_world_and_not_by_an_exception(make_env: MakeEnv) -> None:
    env = make_env()
    env.reset(seed=500)
    *_, info = env.step(encoded('equip(item="stone")'))
    assert not info["checks_hold"]
    assert [event["kind"] for event in info["events"]] == ["refused"]


def test_a_picture_is_of_the_size_that_films_need(make_env: MakeEnv) -> None:
    env = make_env(render_mode="rgb_array")
    env.reset(seed=500)
    width, height = FRAME_SIZE
    picture = env.render()
    assert (picture.shape, picture.dtype) == ((height, width, 3), np.uint8)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 20


def _played(seed: int) -> str:
    """Plays some random actions; returns all observations as text."""
    env = gymnasium.make(ID, task="wooden-00", attempt_ticks=300)
    observation, _ = env.reset(seed=seed)
    env.action_space.seed(seed)
    seen = [observation]
    for _ in range(6):
        seen.append(env.step(env.action_space.sample())[0])
    env.close()
    return json.dumps(seen, default=lambda array: array.tolist())


def test_one_seed_and_one_list_of_actions_give_one_list_of_observations_in_two_processes() -> None:
    code = (
        "import importlib.util as u;"
        f"s = u.spec_from_file_location('there', {str(Path(__file__))!r});"
        "m = u.module_from_spec(s); s.loader.exec_module(m); print(m._played(502))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert said.stdout.strip() == _played(502), said.stderr
    assert _played(503) != _played(502)


def test_without_a_seed_each_episode_is_another_one(make_env: MakeEnv) -> None:
    env = make_env()
    seeds = [env.reset(seed=s)[1]["seed"] for s in (500, None, None)]
    assert len(set(seeds)) == 3
    assert [env.reset(seed=s)[1]["seed"] for s in (500, None, None)] == seeds


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"task": "wooden-99"}, UnknownNameError, "wooden-99"),
        ({"goal": 'has("no_such_item")'}, UnknownNameError, "no_such_item"),
        ({"attempt_ticks": 0}, InputError, "at least 1"),
        ({"recipe_book": "perhaps"}, InputError, "recipe_book"),
        ({"sky": "on"}, InputError, "Unknown option 'sky'"),
    ],
)
def test_what_is_wrong_is_said_when_it_is_made(
    make_env: MakeEnv, options: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        make_env(**options)


# Actions.

SUBGOALS = [
    LOGS,
    'gather(item="cobblestone", count=11, source="stone", tool="wooden_pickaxe", height=(5, 12))',
    'craft(item="wooden_pickaxe", count=2, station="crafting_table")',
    'smelt(item="iron_ingot", count=3, source="iron_ore", fuel="#planks")',
    'smelt(item="cooked_beef", count=1, station="smoker")',
    'hunt(entity="cow", item="leather", count=4, tool="none")',
    'place(item="nether_portal")',
    'go_to(target="the_nether")',
    'go_to(target="village")',
    "go_to(x=-64, z=64)",
    'explore(target="desert", sought="biome")',
    'explore(target="village", sought="place")',
    'explore(target="diamond_ore", height=(11, 12))',
    'equip(item="iron_sword")',
    'eat(item="bread")',
    'use(item="bucket", on="water", count=2)',
    'trade(item="iron_ingot", count=1)',
    "sleep()",
    'deposit(item="#logs", count=5)',
    'discard(item="dirt", count=64)',
    "wait(ticks=1280)",
]


@pytest.mark.parametrize("text", SUBGOALS)
def test_a_subgoal_comes_back_from_its_action(text: str) -> None:
    subgoal = parse_subgoal(text)
    state = State(tick=0, position=Position(x=0, y=64, z=0))
    action = ACTIONS.encode(subgoal, state)
    assert ACTIONS.space.contains(action)
    assert ACTIONS.decode(action, state) == subgoal


def test_every_kind_of_subgoal_has_an_action() -> None:
    assert {parse_subgoal(text).kind for text in SUBGOALS} == set(KINDS) - {"go_to_column"}
    assert ACTIONS.space.nvec.shape == (len(COLUMNS),)


@pytest.mark.parametrize(
    "text",
    [
        'gather(item="no_such_item")',
        'gather(item="dirt", count=65)',
        'gather(item="dirt", height=(-5, 12))',
        'go_to(target="village", distance=9)',
        'craft(item="stick", station="no_such_block")',
        "wait(ticks=50)",
        'sleep(budget_ticks=5)',
    ],
)  # fmt: skip
def test_what_no_action_can_say_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="No action stands for"):
        ACTIONS.encode(parse_subgoal(text))


def test_what_is_no_action_is_refused() -> None:
    with pytest.raises(InputError, match="Expected an action"):
        ACTIONS.decode(np.full(len(COLUMNS), -99), State(tick=0))


@given(st.integers(min_value=0, max_value=2**31 - 1))
def test_every_action_stands_for_a_subgoal_and_that_for_the_same_again(seed: int) -> None:
    ACTIONS.space.seed(seed)
    state = State(tick=0, position=Position(x=5, y=64, z=-7))
    subgoal: Subgoal = ACTIONS.decode(ACTIONS.space.sample(), state)
    # A tag where only a name may stand lost its sign, and is no word any more.
    try:
        again = ACTIONS.encode(subgoal, state)
    except InputError:
        tags = {tag for tag in WORDS.tags if not WORDS.knows(tag)}
        assert tags & {str(value) for value in subgoal.model_dump().values()}
    else:
        assert ACTIONS.decode(again, state) == subgoal


# Observations.


def test_every_facet_is_in_the_observation_space() -> None:
    assert set(FACETS) <= set(OBSERVATIONS.space.spaces)


def test_an_absent_facet_has_its_documented_value() -> None:
    seen = OBSERVATIONS.of(State(tick=3))
    assert OBSERVATIONS.space.contains(seen)
    for facet in ("inventory", "free_slots", "equipment", "durability", "vitals", "time", "light"):
        assert (seen[facet] == -1).all(), facet
    for facet in ("blocks", "entities", "stations", "places"):
        assert (seen[facet] == -1).all(), facet
    for facet in ("dimension", "sky", "biome", "weather", "window"):
        assert seen[facet] == 0, facet
    assert not seen["effects"].any()


def test_a_state_of_the_world_is_told_in_numbers() -> None:
    world = make()
    with_env = gymnasium.make(ID, task="wooden-00")
    state = world.reset(with_env.unwrapped.task, 500)
    seen = OBSERVATIONS.of(state)
    assert OBSERVATIONS.space.contains(seen)
    assert state.position is not None
    assert seen["position"].tolist() == [state.position.x, state.position.y, state.position.z]
    assert seen["vitals"].tolist() == [20, 20, -1, -1, 300]
    assert OBSERVATIONS.biomes[seen["biome"] - 1] == state.biome
    for one in state.blocks or ():
        count, dx, dy, dz, distance = seen["blocks"][OBSERVATIONS.blocks.index(one.name)]
        assert (count, distance) == (one.count, one.distance)
        assert abs(int((dx**2 + dy**2 + dz**2) ** 0.5) - distance) <= 1
    assert (seen["blocks"][:, 0] > 0).sum() == len(state.blocks or ())


def test_the_nearest_known_place_of_a_kind_in_this_dimension_is_told() -> None:
    def place(name: str, x: int, dimension: str = "overworld") -> KnownPlace:
        return KnownPlace.model_validate(
            {"name": name, "x": x, "y": 0, "z": 0, "dimension": dimension}
        )

    state = State(
        tick=0,
        position=Position(x=0, y=0, z=0),
        places=(place("bed", 3, "the_nether"), place("village", 90), place("village", -30)),
    )
    seen = OBSERVATIONS.of(state)["places"]
    assert seen[PLACES.index("village")].tolist() == [2, -30, 0, 0, 30]
    assert not seen[PLACES.index("bed")].any()


def test_effects_entities_and_hands_are_told() -> None:
    state = State.model_validate(
        {
            "tick": 0,
            "vitals": Vitals(health=1, effects=("poison",)),
            "equipment": {"slots": [{"slot": "mainhand", "item": "stone_axe", "durability": 9}]},
            "entities": (Nearby(name="cow", count=2, x=1, y=2, z=3, distance=4),),
        }
    )
    seen = OBSERVATIONS.of(state)
    assert [EFFECTS[i] for i in np.flatnonzero(seen["effects"])] == ["poison"]
    hand = SLOTS.index("mainhand")
    assert OBSERVATIONS.items[seen["equipment"][hand] - 1] == "stone_axe"
    assert seen["durability"][hand] == 9
    assert seen["entities"][OBSERVATIONS.entities.index("cow")].tolist() == [2, 1, 2, 3, 4]


# The page about it.

PAGE = (ROOT / "docs" / "gymnasium.md").read_text(encoding="utf-8")


def test_the_page_has_a_row_for_each_number_and_each_array() -> None:
    rows = re.findall(r"^\| `(\w+)`", PAGE, re.MULTILINE)
    numbers, keys = rows.index("kind"), rows.index("tick")
    assert tuple(rows[numbers : numbers + len(COLUMNS)]) == COLUMNS
    assert set(rows[keys:]) == set(OBSERVATIONS.space.spaces)
    assert ID in PAGE
    assert f"{FRAME_SIZE[0]} by {FRAME_SIZE[1]} pixels" in PAGE


def test_what_the_page_shows_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(example, {})  # noqa: S102 - our own page
    assert capsys.readouterr().out.startswith('gather(item="#logs", count=1)')
