"""Any Minecraft Java server, through a bot of mineflayer's in a Node process.

    world = make(host="localhost", port="25565")
    state = world.reset(task, seed=0)

The worker is the Node project in `worker`; `steve envs install mineflayer` installs it. What the
server lets the bot do is its owner's to say; see `docs/mineflayer.md`.
"""

from __future__ import annotations

from envs.mineflayer.installing import WorkerInstallation
from envs.mineflayer.world import Mineflayer, make

__all__ = ["Mineflayer", "WorkerInstallation", "make"]
