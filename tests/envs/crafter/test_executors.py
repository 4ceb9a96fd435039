"""What Crafter's executors do, and no more; and what their failures are attributed to."""

import pytest

from diagnosis import Cause, History, diagnose
from envs import Attempt, Environment, Task, parse, parse_subgoal
from envs.crafter._ledger import ledger_of
from envs.crafter.environment import Crafter

TASK = Task(id="look", instruction="Look around", goal=parse("free_slots(1)"))
SEED = 500
BUDGET = 3_000


def lived(world: Environment, *subgoals: str) -> list[Attempt]:
    world.reset(TASK, SEED)
    return [world.attempt(parse_subgoal(text), BUDGET) for text in subgoals]


def given(world: Environment, **items: int) -> None:
    """Puts things into the bag of a fresh episode, as only a test may."""
    assert isinstance(world, Crafter)
    world.reset(TASK, SEED)
    assert world._episode is not None
    world._episode.game.inventory.update(items)
    world._seen = None


def cause(world: Environment, attempt: Attempt) -> Cause | None:
    return diagnose(attempt, History(world.vocabulary), budget_ticks=BUDGET).cause


def test_a_life_from_wood_to_stone_makes_the_games_own_achievements(world: Environment) -> None:
    attempts = lived(
        world,
        'gather(item="wood", source="tree", count=5)',
        'place(item="table")',
        'craft(item="wood_pickaxe", station="table")',
        'craft(item="wood_sword", station="table")',
        'eat(item="water")',
        'gather(item="stone", count=5)',
        'place(item="stone")',
    )
    assert all(cause(world, attempt) is None for attempt in attempts)
    assert isinstance(world, Crafter)
    assert world._episode is not None
    made = {name for name, n in world._episode.game.achievements.items() if n}
    assert made >= {
        "collect_wood", "place_table", "make_wood_pickaxe", "make_wood_sword", "collect_drink",
        "collect_stone", "place_stone",
    }  # fmt: skip


def test_a_table_takes_two_wood(world: Environment) -> None:
    given(world, wood=3)
    attempt = world.attempt(parse_subgoal('place(item="table")'), BUDGET)
    assert [(e.item, e.count) for e in attempt.trace if e.kind == "item_lost"] == [("wood", 2)]


PLAIN_FAILURES = {
    "iron_with_a_wood_pickaxe": (
        {"wood_pickaxe": 1}, 'gather(item="iron")', Cause.tool_too_weak, 530,
    ),
    "no_table": (
        {"wood": 1}, 'craft(item="wood_pickaxe", station="table")', Cause.missing_station, SEED,
    ),
    "full_inventory": (
        {"wood": 9}, 'gather(item="wood", source="tree", count=10)', Cause.inventory_full, SEED,
    ),
    "no_wood_for_the_table": ({}, 'place(item="table")', Cause.missing_material, SEED),
}  # fmt: skip
"""Of the seven plain failures those that Crafter has, which knows neither fuel nor worn tools, and
one more; finding no tree and dying have tests of their own."""


@pytest.mark.parametrize("name", sorted(PLAIN_FAILURES))
def test_a_plain_failure_is_attributed_right(world: Environment, name: str) -> None:
    items, subgoal, truth, _ = PLAIN_FAILURES[name]
    given(world, **items)
    if name == "iron_with_a_wood_pickaxe":
        assert isinstance(world, Crafter)
        _beside_iron(world)
    attempt = world.attempt(parse_subgoal(subgoal), BUDGET)
    assert cause(world, attempt) is truth
    assert ledger_of(world).entries[-1].cause == truth.value


def _beside_iron(world: Crafter) -> None:
    """Turns a cell beside the player into iron, as only a test may."""
    assert world._episode is not None
    game = world._episode.game
    x, y = game.at
    game._world[x + 1, y] = "iron"
    world._episode.sight.look(game)


def test_finding_no_tree_is_attributed_right(world: Environment) -> None:
    assert isinstance(world, Crafter)
    given(world)
    assert world._episode is not None
    ground = world._episode.game._world._mat_map
    trees = world._episode.game._world._mat_ids
    ground[ground == trees["tree"]] = trees["grass"]
    for thing in world._episode.game.things()[1:]:
        world._episode.game._world.remove(thing)
    world._episode.game._balance_chunk = lambda chunk, there: None  # nobody comes to disturb it
    attempt = world.attempt(parse_subgoal('gather(item="wood", source="tree")'), 900)
    diagnosis = diagnose(attempt, History(world.vocabulary), budget_ticks=900)
    assert diagnosis.cause is Cause.target_not_found
    assert ledger_of(world).entries[-1].cause == "target_not_found"


def test_dying_is_attributed_right_and_for_good(world: Environment) -> None:
    assert isinstance(world, Crafter)
    given(world, food=0, drink=0, energy=0, health=1)
    attempt = world.attempt(parse_subgoal("wait(ticks=1000)"), BUDGET)
    assert cause(world, attempt) is Cause.starving
    assert attempt.post_state.vitals is not None
    assert attempt.post_state.vitals.health == 0
    again = world.attempt(parse_subgoal("wait(ticks=100)"), BUDGET)
    assert again.ticks == 0


def test_what_the_game_has_not_is_refused_as_invalid(world: Environment) -> None:
    (attempt,) = lived(world, 'smelt(item="iron")')
    assert cause(world, attempt) is Cause.invalid_subgoal


def test_what_strikes_the_player_ends_what_it_was_about(world: Environment) -> None:
    assert isinstance(world, Crafter)
    given(world)
    assert world._episode is not None
    from crafter import objects  # noqa: PLC0415  # the extra may be absent where nothing runs

    game = world._episode.game
    x, y = game.at
    game._world.add(objects.Zombie(game._world, (x + 1, y), game._player))
    attempt = world.attempt(parse_subgoal('gather(item="wood", source="tree")'), BUDGET)
    assert attempt.trace[-1].kind == "damage"
    assert ledger_of(world).entries[-1][1:] == ("hazard", "zombie")
    assert cause(world, attempt) is Cause.hazard


def test_who_sleeps_leaves_the_walls_of_its_niche_standing(world: Environment) -> None:
    given(world, stone=9, wood_pickaxe=1, energy=5)
    assert isinstance(world, Crafter)
    attempt = world.attempt(parse_subgoal("sleep()"), BUDGET)

    assert [e.verb for e in attempt.trace if e.kind == "used"] == ["slept"]
    assert attempt.post_state.position is not None
    assert attempt.post_state.position.sky is False


def test_a_cow_that_cannot_be_come_to_is_left_for_another(world: Environment) -> None:
    from crafter import objects  # noqa: PLC0415  # the extra may be absent where nothing runs

    given(world)
    assert isinstance(world, Crafter)
    assert world._episode is not None
    game = world._episode.game
    for thing in game.things()[1:]:
        game._world.remove(thing)
    game._balance_chunk = lambda chunk, there: None  # nobody comes to disturb it
    x, y = game.at
    for dx in range(-4, 5):
        for dy in range(-3, 4):
            game._world[x + dx, y + dy] = "grass"
    # The nearer one stands on an islet, and stays there.
    for cell in ((x + 1, y), (x + 3, y), (x + 2, y - 1), (x + 2, y + 1)):
        game._world[cell] = "water"
    for cell in ((x + 2, y), (x - 4, y)):
        game._world.add(objects.Cow(game._world, cell))
    world._episode.sight.look(game)

    attempt = world.attempt(parse_subgoal('eat(item="cow")'), 900)

    assert [(e.verb, e.object) for e in attempt.trace if e.kind == "used"] == [("eaten", "cow")]
    assert any(e.kind == "block_broken" for e in attempt.trace) is False


def test_what_the_game_doesnt_take_is_set_down_elsewhere_or_told_as_want_of_room(
    world: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(world, wood=5)
    assert isinstance(world, Crafter)
    assert world._episode is not None
    act, refused = world._episode.game.act, [2]

    def stubborn(action: str) -> None:
        """Takes no table until it was refused so often."""
        if action == "place_table" and refused[0]:
            refused[0] -= 1
            action = "noop"
        act(action)

    monkeypatch.setattr(world._episode.game, "act", stubborn)
    attempt = world.attempt(parse_subgoal('place(item="table")'), BUDGET)
    assert any(e.kind == "block_placed" for e in attempt.trace)

    refused[0] = 1_000
    attempt = world.attempt(parse_subgoal('place(item="table")'), BUDGET)
    assert cause(world, attempt) is Cause.stuck
