"""Each package's `__all__` is sorted and lists exactly what the package offers."""

import __future__

import importlib
from types import ModuleType

import pytest

# What `from __future__ import annotations` leaves behind.
FutureStatement = type(__future__.annotations)

PACKAGES = [
    "envs",
    "envs.bridge",
    "envs.craftworld",
    "envs.craftworld.gym",
    "envs.drawing",
    "envs.minedojo",
    "diagnosis",
    "memory",
    "planner",
    "agent",
    "agent.pictures",
    "agent.watching",
]


@pytest.mark.parametrize("name", PACKAGES)
def test_all_lists_the_public_names_in_order(name: str) -> None:
    package = importlib.import_module(name)

    public = sorted(
        member
        for member, value in vars(package).items()
        if not member.startswith("_") and not isinstance(value, (ModuleType, FutureStatement))
    )

    assert package.__all__ == public
