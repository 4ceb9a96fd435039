"""What a foreign world or model raises comes out as its fault."""

from __future__ import annotations

from copy import copy

import pytest

from agent.boundary import Guarded
from envs import (
    Attempt,
    EnvironmentFault,
    ModelFault,
    Monitor,
    NotationError,
    Subgoal,
    UnknownNameError,
    Wait,
    load_suite,
    parse,
)
from envs.fake import FakeWorld
from planner import Message, Metered, ModelBounds


class _Broken(FakeWorld):
    def attempt(
        self, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None = None
    ) -> Attempt:
        raise RuntimeError("socket closed")


def test_a_foreign_exception_of_a_world_is_its_fault() -> None:
    world = Guarded(_Broken())
    world.reset(load_suite("mcu70").tasks[0], 0)
    with pytest.raises(EnvironmentFault, match="RuntimeError: socket closed"):
        world.attempt(Wait(), 10)


def test_an_error_of_ours_passes_as_it_is() -> None:
    with pytest.raises(Exception, match="found no episode"):
        Guarded(FakeWorld()).observe()


def test_a_foreign_exception_of_a_model_is_its_fault() -> None:
    class Closed:
        name = "closed:1"

        def complete(self, messages: object, schema: object) -> None:
            raise RuntimeError("socket closed")

    metered = Metered(Closed(), ModelBounds(1, 1))  # type: ignore[arg-type]
    with pytest.raises(ModelFault, match=r"closed:1.*socket closed"):
        metered.complete((Message(role="user", content="?"),), {})


def test_errors_reach_another_process_whole() -> None:
    unknown = UnknownNameError("arm", "ful", ["full"])
    copied = copy(unknown)
    assert (str(copied), copied.suggestions, copied.exit_code) == (str(unknown), ("full",), 2)
    with pytest.raises(NotationError) as refused:
        parse("has(")
    assert copy(refused.value).offset == refused.value.offset
