"""From what a person types to a task."""

from __future__ import annotations

import pytest

from agent.tasks import find_task
from envs import InputError, NotationError, UnknownNameError, Vocabulary

WORDS = Vocabulary(
    items=frozenset({"stick", "iron_pickaxe", "oak_log", "glass"}),
    blocks=frozenset({"oak_log", "iron_ore"}),
    entities=frozenset({"cow"}),
    biomes=frozenset(),
    tags={"logs": ("oak_log",)},
)


def test_a_suites_task_is_found_by_id_and_by_instruction() -> None:
    for text in ("iron-00", "Craft an iron pickaxe", "craft an iron pickaxe."):
        task = find_task(text, None, WORDS, "craftworld")
        assert (task.id, task.group, task.budget_ticks) == ("iron-00", "iron", 24_000)


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("Craft 3 sticks", 'has("stick", 3)'),
        ("collect 2 oak logs", 'has("oak_log", 2)'),
        ("Obtain glass", 'has("glass")'),
        ("kill a cow", 'happened("killed", "cow")'),
        ("Mine 2 iron ore", 'happened("mined", "iron_ore", count=2)'),
    ],
)
def test_a_sentence_is_read(text: str, goal: str) -> None:
    task = find_task(text, None, WORDS, "craftworld")
    assert (str(task.goal), task.instruction) == (goal, text)


def test_a_task_that_is_only_another_world_s_says_which() -> None:
    with pytest.raises(InputError, match="give --env crafter"):
        find_task("tools-coal", None, WORDS, "craftworld")
    assert find_task("tools-coal", None, WORDS, "crafter").group == "tools"


def test_another_world_s_instruction_is_read_as_any_sentence() -> None:
    said = "Defeat a zombie"
    assert find_task(said, None, WORDS, "crafter").id == "deep-zombie"
    mine = find_task(said, 'happened("killed", "cow")', WORDS, "craftworld")
    assert mine.id == "defeat-a-zombie"


def test_a_goal_decides_what_counts() -> None:
    task = find_task("Get rich", 'has("stick", 64)', WORDS, "craftworld")
    assert (task.id, str(task.goal)) == ("get-rich", 'has("stick", 64)')


def test_what_cannot_be_read_asks_for_a_goal() -> None:
    with pytest.raises(InputError, match="--goal"):
        find_task("Be happy", None, WORDS, "craftworld")


def test_an_unknown_item_suggests_a_known_one() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'iron_pickaxe'"):
        find_task("Craft an iron pickax", None, WORDS, "craftworld")
    with pytest.raises(UnknownNameError, match="iron_bar"):
        find_task("Craft it", 'has("iron_bar")', WORDS, "craftworld")


def test_a_goal_with_a_syntax_error_says_where() -> None:
    with pytest.raises(NotationError, match="At character"):
        find_task("Craft it", "has(", WORDS, "craftworld")
