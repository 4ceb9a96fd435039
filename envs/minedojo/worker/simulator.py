"""`Simulator`: MineDojo's environment, one step after the other, its faults told as such.

MineDojo returns the last observation with `done` where its peer died or hung. Here a step is a
new observation, or a `SimulatorFault`.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from .faults import SimulatorFault
from .starts import Start

VOXELS = {"xmin": -6, "xmax": 6, "ymin": -3, "ymax": 5, "zmin": -6, "zmax": 6}
"""The blocks about the agent that are observed, from its feet."""

_RAY_BLOCKS = 32.0
# The first ray is what the crosshair is on. In radians, from the look vector.
RAYS = [(0.0, 0.0, _RAY_BLOCKS)] + [
    (pitch / 10, yaw / 10, _RAY_BLOCKS) for pitch in range(-6, 7, 2) for yaw in range(-8, 9, 2)
]
"""The lidar: pitch, yaw and reach of each ray."""

_IMAGE = (160, 256)

# What MineDojo's layers raise where a message isn't what they expect.
_UNREADABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
)


class Look(NamedTuple):
    """What one step showed."""

    seen: dict[str, Any]
    """MineDojo's observation."""
    told: dict[str, Any]
    """The simulator's own JSON, which MineDojo hands on as `info`."""
    ended: bool
    """Whether the simulator ended the mission."""


class Simulator(Protocol):
    """A simulator of one agent, in MineDojo's actions and observations."""

    @property
    def ticks(self) -> int:
        """Ticks since the episode began."""
        ...

    def reset(self, biome: int | None, seed: int, start: Start) -> Look:
        """Starts an episode."""
        ...

    def step(self, action: Sequence[int]) -> Look:
        """Takes one action of MineDojo's MultiDiscrete space."""
        ...

    def close(self) -> None:
        """Ends the simulator, if it was started here."""
        ...


class MineDojo:
    """MineDojo itself."""

    def __init__(
        self, port: int | None, step_timeout_s: float = 30.0, reset_timeout_s: float = 600.0
    ) -> None:
        """Starts nothing yet; the arguments are those of `malmo.CheckedBridge`."""
        # It imports MineDojo, which is only there once it is prepared.
        from . import malmo  # noqa: PLC0415

        self._malmo = malmo
        self._bridge = malmo.CheckedBridge(port, step_timeout_s, reset_timeout_s)
        self._environment: Any = None

    @property
    def ticks(self) -> int:
        """Ticks since the episode began."""
        return self._bridge.steps

    def reset(self, biome: int | None, seed: int, start: Start) -> Look:
        """Starts an episode in a world of its own.

        Args:
            biome: The number of the biome it begins in; `None` for anywhere.
            seed: Of the world and of what is drawn.
            start: What it begins with.

        Raises:
            SimulatorFault: If the simulator doesn't come to it.
        """
        world: dict[str, Any] = {"generate_world_type": "default"}
        if biome is not None:
            world = {"generate_world_type": "specified_biome", "specified_biome": biome}
        settings = {
            **world,
            **start.settings,
            "world_seed": str(seed),
            "seed": seed % 2**31,
            "regenerate_world_after_reset": True,
            "image_size": _IMAGE,
            "use_voxel": True,
            "voxel_size": VOXELS,
            "use_lidar": True,
            "lidar_rays": RAYS,
        }
        try:
            self._environment = self._malmo.environment(self._bridge, settings)
            seen = self._environment.reset()
            sim = self._environment.unwrapped
            if start.mobs:
                seen, *_ = sim.spawn_mobs(list(start.mobs), start.places(seed))
        except _UNREADABLE as error:
            raise _misread("reset", error) from error
        self._bridge.steps = 0
        # The wrappers drop the simulator's own words on reset; the simulator keeps them.
        return Look(seen, sim.prev_info, False)

    def step(self, action: Sequence[int]) -> Look:
        """Takes one action.

        Raises:
            SimulatorFault: If it took no step, or none that can be read.
        """
        try:
            seen, _, ended, told = self._environment.step(list(action))
        except _UNREADABLE as error:
            raise _misread("step", error) from error
        return Look(seen, told, bool(ended))

    def close(self) -> None:
        """Ends the simulator, if it was started here."""
        self._bridge.close()


def _misread(when: str, error: BaseException) -> SimulatorFault:
    said = " ".join(str(error).split())[-300:]
    kind = type(error).__name__
    found = f"{kind}: {said}" if said else kind
    if isinstance(error, KeyError):
        found = f"no {said}"
    return SimulatorFault(
        f"MineDojo couldn't make out the simulator's answer to a {when}: {found}."
    )
