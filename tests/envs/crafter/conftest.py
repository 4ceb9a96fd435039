"""One world for all tests here; each resets it."""

import pytest

from envs import Environment
from envs.crafter import make


@pytest.fixture(scope="module")
def world() -> Environment:
    return make()
