"""What is built, eaten where it is, or taken of what stays is learned too: shown in Crafter."""

import pytest

from envs import Near, Task, parse, parse_subgoal
from envs.crafter import make
from envs.crafter.environment import Crafter
from memory._shown import Shown
from memory._ways import shown_by

TASK = Task(id="look", instruction="Look around", goal=parse("free_slots(1)"))
SEED = 500


def shown(subgoal: str, **items: int) -> Shown:
    """Returns what a success in a fresh episode shows, with things in the bag."""
    world = make()
    assert isinstance(world, Crafter)
    world.reset(TASK, SEED)
    assert world._episode is not None
    world._episode.game.inventory.update(items)
    world._seen = None
    found = shown_by(world.attempt(parse_subgoal(subgoal), 6_000), world.vocabulary)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("subgoal", "items", "needs"),
    [
        ('place(item="table")', {"wood": 5}, (("wood", 2),)),
        ('place(item="furnace")', {"stone": 9}, (("stone", 4),)),
        ('place(item="stone")', {"stone": 9}, (("stone", 1),)),
    ],
)
def test_what_is_built_of_other_things_takes_those(
    subgoal: str, items: dict[str, int], needs: tuple[tuple[str, int], ...]
) -> None:
    found = shown(subgoal, **items)

    assert found.needs == needs
    assert found.goal == Near(name=subgoal.split('"')[1])


def test_a_meal_that_is_eaten_where_it_is_takes_nothing() -> None:
    for subgoal, goal in (
        ('eat(item="water")', 'happened("drunk", "water")'),
        ('eat(item="cow")', 'happened("eaten", "cow")'),
    ):
        found = shown(subgoal, drink=3)
        assert found.needs == ()
        assert found.goal == parse(goal)


def test_what_grass_gives_is_had_of_grass_by_hand() -> None:
    found = shown('gather(item="sapling", source="grass")', wood_pickaxe=1)

    assert str(found.step) == 'gather(item="sapling", count=1, source="grass")'
    assert found.held == ()
