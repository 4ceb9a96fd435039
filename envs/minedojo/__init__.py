"""The world `minedojo`: MineDojo's simulator, through a worker in its own Python environment."""

from __future__ import annotations

from envs.minedojo.installation import (
    MineDojoInstallation,
)
from envs.minedojo.options import (
    SimulatorOptions,
)
from envs.minedojo.world import (
    MineDojo,
    make,
)

__all__ = [
    "MineDojo",
    "MineDojoInstallation",
    "SimulatorOptions",
    "make",
]
