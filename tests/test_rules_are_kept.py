"""Who may know a world's rules: what import-linter, which sees modules only, cannot hold."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS_THAT_LEARN = ("diagnosis", "memory", "planner", "agent")

# The upper bound and the evaluation; everything else learns the rules by living under them.
MAY_ASK_FOR_RULES = ("agent/evaluation", "planner/oracle")

# Where arms get their planners the ability is handed on to the oracle; `steve envs` says which
# worlds have it.
MAY_NAME_THE_ABILITY = (*MAY_ASK_FOR_RULES, "agent/cli/envs.py", "agent/planners")


def askings_for_rules(tree: ast.AST) -> Iterator[int]:
    """Yields each line that takes a world's `rules`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="rules")):
                yield node.lineno


def mentions_of_the_ability(tree: ast.AST) -> Iterator[int]:
    """Yields each line that names `Solvable`."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id="Solvable") | ast.Attribute(attr="Solvable"):
                yield node.lineno
            case ast.alias(name="Solvable"):
                yield node.lineno


# A map shows also what the agent can't see: it is for people. `steve envs` says who can draw one.
MAY_DRAW = ("agent/cli/envs.py", "agent/pictures", "agent/watching")


def askings_for_a_map(tree: ast.AST) -> Iterator[int]:
    """Yields each line that takes a world's `picture`, or names the ability."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="picture")):
                yield node.lineno
            case ast.Name(id="Mappable") | ast.Attribute(attr="Mappable"):
                yield node.lineno
            case ast.alias(name="Mappable"):
                yield node.lineno


def found_outside(
    allowed: tuple[str, ...], search: Callable[[ast.AST], Iterator[int]]
) -> list[str]:
    return [
        f"{name}:{line}"
        for room in ROOMS_THAT_LEARN
        for path in sorted((ROOT / room).rglob("*.py"))
        if not (name := path.relative_to(ROOT).as_posix()).startswith(allowed)
        for line in search(ast.parse(path.read_text(encoding="utf-8")))
    ]


def test_only_the_oracle_and_the_evaluation_ask_a_world_for_its_rules() -> None:
    assert found_outside(MAY_ASK_FOR_RULES, askings_for_rules) == []


def test_only_who_hands_the_ability_on_names_it() -> None:
    assert found_outside(MAY_NAME_THE_ABILITY, mentions_of_the_ability) == []


def test_only_what_draws_for_people_looks_from_above() -> None:
    assert found_outside(MAY_DRAW, askings_for_a_map) == []
    assert found_outside(("agent/watching",), askings_for_a_map) != []


@pytest.mark.parametrize(
    "source",
    [
        "from envs import Solvable",
        "from envs.environment import Solvable as Ability",
        "import envs\nisinstance(world, envs.Solvable)",
    ],
)
def test_the_ability_is_seen_however_it_is_named(source: str) -> None:
    assert list(mentions_of_the_ability(ast.parse(source)))


def test_asking_is_seen_whatever_the_world_is_called() -> None:
    assert list(askings_for_rules(ast.parse("table = self.world.rules()"))) == [1]
