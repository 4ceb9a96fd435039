"""Craftworld as agents meet it: options, contract, forks, and tasks that can be done."""

from __future__ import annotations

import pytest

from envs import Attempt, Condition, Gather, Task, View, Wait, parse, parse_subgoal
from envs import make as make_by_name
from envs.conformance import check_environment, check_two_processes
from envs.craftworld import Craftworld, make
from envs.errors import ContractError, InputError, UnknownNameError
from envs.state import FACETS
from envs.tally import Tally

WOOD = (
    'gather(item="#logs", count=8)',
    'craft(item="oak_planks", count=32)',
    'craft(item="birch_planks", count=32)',
    'craft(item="crafting_table")',
    'craft(item="stick", count=12)',
    'place(item="crafting_table")',
    'craft(item="wooden_pickaxe", station="crafting_table")',
)
STONE = (
    *WOOD,
    'gather(item="crafting_table")',
    'gather(item="cobblestone", count=17, source="stone", height=(5, 58))',
    'place(item="crafting_table")',
    'craft(item="stone_pickaxe", count=3, station="crafting_table")',
    'craft(item="furnace", station="crafting_table")',
)
IRON = (
    *STONE,
    'gather(item="crafting_table")',
    'gather(item="iron_ore", count=3, height=(5, 54))',
    'place(item="crafting_table")',
    'place(item="furnace")',
    'smelt(item="iron_ingot", count=3, fuel="#planks")',
    'craft(item="iron_pickaxe", station="crafting_table")',
)


def _task(biome: str | None = "plains") -> Task:
    return Task(id="t", instruction="t", goal=parse('has("stick")'), biome=biome)


def _lived(world: Craftworld, plan: tuple[str, ...], ticks: int) -> list[Attempt]:
    attempts = []
    for text in plan:
        attempts.append(world.attempt(parse_subgoal(text), max(1, ticks)))
        ticks -= attempts[-1].ticks
    return attempts


def _holds(goal: Condition, attempts: list[Attempt], world: Craftworld) -> bool:
    tally = Tally()
    for attempt in attempts:
        tally = tally.plus(attempt.tally)
    return goal.holds(View(attempts[-1].post_state, tally, world.vocabulary))


def test_it_comes_by_the_door_of_all_worlds() -> None:
    world = make_by_name("craftworld", recipe_book="off")
    assert world.id == "craftworld-v4"


def test_unknown_options_are_refused_with_what_is_allowed() -> None:
    with pytest.raises(InputError, match="datapack or noise or recipe_book"):
        make(recipes="on")
    with pytest.raises(InputError, match="recipe_book=off"):
        make(recipe_book="maybe")


@pytest.mark.parametrize("share", ["-0.1", "1", "2", "nan", "often", ""])
def test_noise_is_a_share(share: str) -> None:
    with pytest.raises(InputError, match="noise from 0 to below 1"):
        make(noise=share)


def _waited(noise: str, seed: int, attempts: int = 200) -> list[Attempt]:
    world = make(noise=noise)
    world.reset(_task("plains"), seed)
    return [world.attempt(Wait(ticks=1), 200) for _ in range(attempts)]


def test_so_many_attempts_fail_for_no_reason() -> None:
    assert all(a.ticks == 1 for a in _waited("0", 500, 20))
    lost = [a for seed in (500, 501, 502) for a in _waited("0.2", seed) if a.ticks > 1]

    # Five standard deviations; one that takes a tick alone isn't told apart.
    assert len(lost) == pytest.approx(0.2 * 600, abs=50)
    assert max(a.ticks for a in lost) <= 100
    assert all(a.trace == () for a in lost)


def test_noise_is_the_same_each_time_and_after_a_snapshot() -> None:
    ticks = [a.ticks for a in _waited("0.2", 503, 60)]
    assert ticks == [a.ticks for a in _waited("0.2", 503, 60)]
    assert ticks != [a.ticks for a in _waited("0.2", 504, 60)]

    world = make(noise="0.2")
    world.reset(_task("plains"), 503)
    for _ in range(20):
        world.attempt(Wait(ticks=1), 200)
    snapshot = world.snapshot()
    assert [world.attempt(Wait(ticks=1), 200).ticks for _ in range(40)] == ticks[20:]
    world.restore(snapshot)
    assert [world.attempt(Wait(ticks=1), 200).ticks for _ in range(40)] == ticks[20:]


def test_the_true_reason_of_noise_is_in_the_ledger() -> None:
    world = make(noise="0.5")
    world.reset(_task("plains"), 505)
    while world.attempt(Gather(item="dirt"), 400).trace:
        pass

    entry = world._ledger.entries[-1]
    assert (entry.cause, entry.detail) == ("unknown", "noise")


def test_a_biome_where_no_episode_starts_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        make().reset(_task("the_end"), 0)


def test_before_reset_there_is_nothing_to_see() -> None:
    with pytest.raises(ContractError):
        make().observe()


def test_every_facet_is_seen() -> None:
    state = make().reset(_task(), 3)
    assert [facet for facet in FACETS if getattr(state, facet) is None] == []
    assert (state.tick, state.biome, state.weather, state.window) == (0, "plains", "clear", "none")


def test_it_keeps_the_contract() -> None:
    check_environment(make)


@pytest.mark.slow
def test_it_is_the_same_in_another_process() -> None:
    check_two_processes("craftworld", {})


def test_a_fork_goes_on_as_the_first_time() -> None:
    world = make()
    world.reset(_task(), 4)
    _lived(world, STONE, 10_000)
    there = world.snapshot()
    rest = (*IRON[len(STONE) :], "wait(ticks=3000)", 'gather(item="#logs", count=2)')
    first = _lived(world, rest, 30_000)
    world.restore(there)
    assert _lived(world, rest, 30_000) == first


def test_a_snapshot_of_another_world_is_refused() -> None:
    world = make()
    world.reset(_task(), 1)
    there = world.snapshot()
    world.reset(_task(), 2)
    with pytest.raises(ContractError, match="seed"):
        world.restore(there)
    with pytest.raises(ContractError, match="snapshot"):
        world.restore("nothing")


@pytest.mark.parametrize("seed", range(5))
def test_a_forest_gives_a_wooden_pickaxe_in_two_minutes(seed: int) -> None:
    world = make()
    world.reset(_task("forest"), seed)
    assert _holds(parse('has("wooden_pickaxe")'), _lived(world, WOOD, 2_400), world)


@pytest.mark.parametrize("seed", range(5))
def test_a_plain_gives_a_furnace_in_three_minutes(seed: int) -> None:
    world = make()
    world.reset(_task(), seed)
    goal = parse(
        'has("furnace") and has("stone_pickaxe") and happened("crafted", "wooden_pickaxe")'
    )
    assert _holds(goal, _lived(world, STONE, 3_600), world)


@pytest.mark.parametrize("seed", range(3))
def test_a_plain_gives_an_iron_pickaxe_in_twenty_minutes(seed: int) -> None:
    world = make()
    world.reset(_task(), seed)
    assert _holds(parse('has("iron_pickaxe")'), _lived(world, IRON, 24_000), world)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1])
def test_a_village_sells_an_iron_ingot(seed: int) -> None:
    world = make()
    world.reset(_task(), seed)
    plan = (
        'gather(item="#logs", count=5)',
        'craft(item="oak_planks", count=16)',
        'craft(item="birch_planks", count=16)',
        'craft(item="stick", count=32)',
        'explore(target="village", sought="place")',
        'trade(item="iron_ingot")',
    )
    goal = parse('happened("traded", "iron_ingot") and has("iron_ingot")')
    assert _holds(goal, _lived(world, plan, 24_000), world)
