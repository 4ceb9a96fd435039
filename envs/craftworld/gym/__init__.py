"""Craftworld as a Gymnasium environment, `steve/Craftworld-v3`; of the extra `gym`.

    import gymnasium
    import envs.craftworld.gym                    # registers it

    env = gymnasium.make("steve/Craftworld-v3", task="wooden-00", render_mode="rgb_array")
    observation, info = env.reset(seed=7)
    action = env.unwrapped.actions.encode(parse_subgoal('gather(item="#logs", count=3)'))
    observation, reward, terminated, truncated, info = env.step(action)

`gymnasium.make("envs.craftworld.gym:steve/Craftworld-v3")` needs no import. A step is a whole
attempt at a subgoal; spaces, rewards and endings are described in `docs/gymnasium.md`.
"""

from __future__ import annotations

import gymnasium

from envs.craftworld.gym.actions import COLUMNS, KINDS, Actions
from envs.craftworld.gym.env import CraftworldEnv
from envs.craftworld.gym.observations import EFFECTS, PLACES, Observations

ID = "steve/Craftworld-v3"
"""The environment's id; a changed rule gets a new version, as the world's own id does."""

__all__ = [
    "Actions",
    "COLUMNS",
    "CraftworldEnv",
    "EFFECTS",
    "ID",
    "KINDS",
    "Observations",
    "PLACES",
]

if ID not in gymnasium.registry:
    gymnasium.register(id=ID, entry_point="envs.craftworld.gym.env:CraftworldEnv")
