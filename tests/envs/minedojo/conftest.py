"""MineDojo's own Python layers, in their environment, and a simulator of ours on the loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from malmo_server import MalmoServer

from envs.minedojo import MineDojo, make
from envs.minedojo.building import is_built

ENVIRONMENT = Path(__file__).resolve().parents[3] / ".venvs" / "minedojo"


@pytest.fixture(scope="session")
def minedojo_python() -> str:
    """Returns the Python of the environment that `make test` builds."""
    if not is_built(ENVIRONMENT):
        pytest.skip("MineDojo's environment isn't built: make .venvs/minedojo.stamp")
    return str(ENVIRONMENT / "bin" / "python")


@pytest.fixture
def server() -> Iterator[MalmoServer]:
    served = MalmoServer()
    yield served
    served.close()


Worlds = Callable[..., MineDojo]


@pytest.fixture
def worlds(
    server: MalmoServer,
    minedojo_python: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[Worlds]:
    """Makes worlds whose MineDojo talks to the server, and closes them."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    made: list[MineDojo] = []

    def world(**options: str) -> MineDojo:
        usual = {"python": minedojo_python, "port": str(server.port), "step_timeout_s": "20"}
        made.append(make(**{**usual, **options}))
        return made[-1]

    yield world
    for each in made:
        each.close()
