"""Crafter keeps the contract of worlds, and the same seed gives the same game in any process."""

import subprocess
import sys
from hashlib import sha256

import pytest

from envs import Environment, InputError, Task, parse, parse_subgoal
from envs.conformance import check_environment
from envs.crafter import make

TASK = Task(id="look", instruction="Look around", goal=parse("free_slots(1)"))
SUBGOALS = tuple(
    map(
        parse_subgoal,
        (
            'gather(item="wood", source="tree", count=4)',
            'place(item="table")',
            'craft(item="wood_pickaxe", station="table")',
            'gather(item="stone", count=3)',
            'eat(item="water")',
            "wait(ticks=300)",
        ),
    )
)


@pytest.mark.slow
def test_crafter_keeps_the_contract() -> None:
    check_environment(make, TASK, SUBGOALS)


def _digest() -> str:
    world: Environment = make()
    seen = sha256(world.reset(TASK, 11).model_dump_json().encode())
    for subgoal in SUBGOALS:
        seen.update(world.attempt(subgoal, 3_000).model_dump_json().encode())
    return seen.hexdigest()


@pytest.mark.slow
def test_another_process_lives_through_the_very_same() -> None:
    code = f"import sys; sys.path.insert(0, {str(sys.path[0])!r}); import runpy; "
    code += f"print(runpy.run_path({__file__!r})['_digest']())"
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    assert other.stdout.strip() == _digest()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"light": "on"}, "Unknown option 'light' of crafter: expected dark or recipe_book."),
        ({"dark": "maybe"}, "Expected dark=on or dark=off, found 'maybe'."),
    ],
)
def test_bad_options_are_told_in_a_sentence(options: dict[str, str], said: str) -> None:
    with pytest.raises(InputError) as refused:
        make(**options)
    assert str(refused.value) == said


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("envs.crafter.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'crafter>=1\.8\.3'"):
        make()
