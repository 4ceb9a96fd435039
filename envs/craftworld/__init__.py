"""Craftworld: a deterministic voxel survival world on Minecraft 1.16.5's own data.

    world = make(recipe_book="off")
    state = world.reset(task, seed=7)
    attempt = world.attempt(parse_subgoal('gather(item="#logs", count=3)'), budget_ticks=1200)

The same seed and subgoals give the same traces in any process. Time passes in whole ticks from
one event to the next; none while nobody acts. An executor does what its subgoal says, with the
care of a player: it walks round lava, plugs what runs into a tunnel, comes up for air, climbs
out before it looks for what lies open, digs a niche where a block has no room, and strikes back
when it is struck. It fetches, makes and places nothing that it wasn't asked for.

Declared simplifications, beside those that the modules name for what is theirs:

- No vanilla villager sells an iron ingot; here the first villager of each village does, for 32
  sticks (`offers`). A village is seen from 96 blocks (`episode`).
- One sees round corners within the view, not through rock (`sight`); an episode starts in sight
  of a tree and at least 100 blocks from a village (`worldgen`).
- Liquids that have run in stay (`flows`); sand never buries the agent (`mining`); leaves don't
  decay; crops are ripe; beds are one block; it never rains; thrown items aren't picked up again.
- A station's window, a craft or a trade takes 5 ticks (`executors.stations`).
"""

from __future__ import annotations

from envs.craftworld.environment import Craftworld, make

__all__ = ["Craftworld", "make"]
