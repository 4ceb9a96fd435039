"""`Start`: how an episode begins; as MineDojo has one of its own tasks begin, or with nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

_DUSK, _MIDNIGHT = 13_000, 18_000


@dataclass(frozen=True)
class Start:
    """What an episode begins with, beside its biome."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    """For MineDojo's simulation: `initial_inventory`, `start_time` and the like."""
    mobs: tuple[str, ...] = ()
    """What is summoned beside the agent, by old names."""
    low: tuple[int, ...] = (0, 0, 0)
    high: tuple[int, ...] = (0, 0, 0)
    """Where, from the agent: x, y and z, both ends included."""

    def places(self, seed: int) -> list[list[int]]:
        """Returns where each of the mobs is summoned, from the agent."""
        random = np.random.default_rng(seed)
        drawn = random.integers(self.low, np.add(self.high, 1), (len(self.mobs), 3))
        return [[int(part) for part in place] for place in drawn]


BARE = Start()


def start_of(task: str | None) -> Start:
    """Returns how MineDojo has a programmatic task begin; with nothing for any other task."""
    # Reading its three thousand tasks takes MineDojo seconds; only who asks for them waits.
    from minedojo.sim.inventory import InventoryItem  # noqa: PLC0415
    from minedojo.tasks import ALL_TASKS_SPECS  # noqa: PLC0415

    if task is None or task not in ALL_TASKS_SPECS:
        return BARE
    spec = ALL_TASKS_SPECS[task]
    settings: dict[str, Any] = {}
    if spec.get("initial_inventory"):
        settings["initial_inventory"] = [
            InventoryItem(slot=slot, **item) for slot, item in spec["initial_inventory"].items()
        ]
    if spec.get("allow_mob_spawn") is not None:
        settings["allow_mob_spawn"] = bool(spec["allow_mob_spawn"])
    # Fights begin at dusk unless their task says otherwise (minedojo.tasks.meta.combat).
    if spec.get("always_night"):
        settings |= {"start_time": _MIDNIGHT, "allow_time_passage": False}
    elif spec.get("start_at_night", spec["__cls__"] == "combat"):
        settings["start_time"] = _DUSK
    if not spec.get("initial_mobs"):
        return Start(settings)
    return Start(
        settings,
        (str(spec["initial_mobs"]),),
        tuple(int(part) for part in spec["initial_mob_spawn_range_low"]),
        tuple(int(part) for part in spec["initial_mob_spawn_range_high"]),
    )
