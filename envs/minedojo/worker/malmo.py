"""MineDojo's own layers, with what its bridge to Malmo lacks: bounds, time-outs, honest faults.

Imported only once `lean.prepare` has run. Everything of MineDojo's that this project calls is
called from here.
"""

from __future__ import annotations

import os
import re
import time
from functools import partial
from typing import Any

from minedojo.sim import MineDojoSim
from minedojo.sim.bridge.bridge_env import BridgeEnv
from minedojo.sim.bridge.mc_instance import InstanceManager
from minedojo.sim.mc_meta import mc
from minedojo.sim.wrappers import ARNNWrapper

from .faults import SimulatorFault
from .frames import receive

_OBSERVED = ("pov", "voxels", "rays", "inventory")

CRAFTS: dict[str, int] = {name: i for i, name in enumerate(mc.ALL_CRAFT_SMELT_ITEMS)}
"""What can be crafted and smelted, with the action's argument."""

IN_HAND = frozenset(mc.ALL_HAND_CRAFT_ITEMS_NN_ACTIONS)
AT_TABLE = frozenset(mc.ALL_TABLE_CRAFT_ONLY_ITEMS_NN_ACTIONS)
IN_FURNACE = frozenset(mc.ALL_SMELT_ITEMS_NN_ACTIONS)


PLACED = frozenset(name.replace(" ", "_") for name in mc.PLACEABLE_ITEM_NAMES)
"""The items that the action `place` takes: those that are blocks in the hand, too."""


def recipes(item: str) -> list[dict[str, int]]:
    """Returns the ingredients of each recipe of an item, by old names, crafted or smelted."""
    table = mc.SMELTING_RECIPES_BY_OUTPUT if item in IN_FURNACE else mc.CRAFTING_RECIPES_BY_OUTPUT
    return [dict(recipe["ingredients"]) for recipe in table.get(item, ())]


class CheckedBridge(BridgeEnv):  # type: ignore[misc]  # MineDojo has no types
    """MineDojo's bridge to Malmo, which says when a step failed.

    Attributes:
        steps: Ticks stepped since the last reset.
    """

    def __init__(self, port: int | None, step_timeout_s: float, reset_timeout_s: float) -> None:
        """Connects to nothing yet.

        Args:
            port: Where a simulator listens already; `None` to start one.
            step_timeout_s: How long a step may take.
            reset_timeout_s: How long a reset may take once the simulator runs.
        """
        super().__init__(agent_count=1, is_fault_tolerant=True)
        self.steps = 0
        self.SOCKTIME = step_timeout_s
        self._port = port
        self._step_timeout_s = step_timeout_s
        self._reset_timeout_s = reset_timeout_s
        self._deadline, self._timeout_s = 0.0, 0.0

    def reset(self, episode_uid: str, agent_xmls: list[Any]) -> Any:
        """Starts a mission and returns its first raw observation."""
        self.steps = 0
        self._allow(self._reset_timeout_s)
        return super().reset(episode_uid, agent_xmls)

    def step(self, action_xmls: list[str]) -> Any:
        """Steps one tick and returns the raw observation.

        Raises:
            SimulatorFault: If the step failed, where MineDojo would return the last observation.
        """
        self._allow(self._step_timeout_s)
        taken = super().step(action_xmls)
        if not taken.step_success:
            raise SimulatorFault("The simulator took no step: the connection to it broke.")
        self.steps += 1
        return taken

    def _allow(self, timeout_s: float) -> None:
        self._deadline, self._timeout_s = time.monotonic() + timeout_s, timeout_s

    def _get_new_instance(self, port: int | None = None, instance_id: int | None = None) -> Any:
        port = self._port if port is None else port
        if port is not None:
            try:
                instance = InstanceManager.add_existing_instance(port)
            except AssertionError as error:
                raise SimulatorFault(f"Expected a simulator on port {port}, found none.") from error
        else:
            instance = InstanceManager.get_instance(os.getpid(), instance_id=instance_id)
        try:
            instance.launch(replaceable=self._is_fault_tolerant)
        except EOFError as error:
            raise SimulatorFault(f"Minecraft didn't start: {_cause(str(error))}") from error
        instance.had_to_clean = False
        # Starting Minecraft takes minutes, which aren't the mission's.
        self._allow(self._reset_timeout_s)
        instance.client_socket_recv_message = partial(self._receive, instance)
        return instance

    def _receive(self, instance: Any) -> bytes:
        return receive(instance.client_socket, self._deadline, self._timeout_s)


class _LightSim(MineDojoSim):  # type: ignore[misc]  # MineDojo has no types
    """MineDojo's simulation, which copies less: of what was sent it keeps what isn't observed.

    MineDojo copies each observation's raw lists three times, which takes longer than all else.
    """

    def _process_raw_obs(self, raw_obs: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        seen = {h.to_string(): h.from_hero(raw_obs) for h in self._sim_spec.observables}
        return seen, {key: told for key, told in raw_obs.items() if key not in _OBSERVED}


def _cause(log: str) -> str:
    """Returns the line of a log that says why, or else its end."""
    lines = [" ".join(line.split()) for line in log.splitlines() if line.strip()]
    telling = (line for line in lines if re.search("exception|error|not found|wrong", line, re.I))
    return next(telling, lines[-1] if lines else "it said nothing")[:300]


def environment(bridge: CheckedBridge, settings: dict[str, Any]) -> Any:
    """Returns MineDojo's environment with its MultiDiscrete actions, over `bridge`."""
    sim = _LightSim(**settings)
    sim._bridge_env = bridge
    return ARNNWrapper(sim, cam_interval=1)
