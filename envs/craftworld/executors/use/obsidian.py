"""Making obsidian: water that runs over lava (Minecraft Wiki, Obsidian, Java Edition 1.16).

One use is to pour the bucket out and to take the water up again: lava sources in view are gone
to, the water is poured on the shore where it will run over most of them, and when it has run
its seven blocks it is picked up with the same bucket. What it touched is obsidian and stays.
"""

from __future__ import annotations

from envs.craftworld.body import Body
from envs.craftworld.executors.drift import Aim, dig_near
from envs.craftworld.executors.place import in_reach
from envs.craftworld.executors.use.acts import Act, items, on
from envs.craftworld.executors.use.buckets import dry_spots, pour, scoop
from envs.craftworld.executors.use.reaching import blocks_in_view, none_in_view, out_of_reach
from envs.craftworld.footing import Cell
from envs.craftworld.motion import mining
from envs.craftworld.motion.goals import Reach, can_reach
from envs.craftworld.motion.moving import walk_to
from envs.craftworld.motion.tunnelling import Tunnel
from envs.subgoals import Use

_SHORES = 4
"""So many places beside the lava are gone to before it is given up."""

_ENOUGH = 4
"""With less lava than this in the water's way it looks for a better place, if there is one."""

_APART = 6
"""Blocks between the lava for which two of these places are sought."""

_WALK_TICKS = 600
"""The most that the way to the lava may take."""

_DUG = 24
"""Steps that are dug at most to lava that no way leads to."""

_SETTLE_TICKS = 50
"""Until the water has run as far as it does: seven blocks in 5 ticks each, and a fall."""

_REACH = 7
"""Blocks that water runs to the sides."""

_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))


def _make(body: Body, subgoal: Use) -> bool:
    """Pours water over the lava in view, waits, and takes it up again."""
    del subgoal
    is_source = body.episode.flows.is_source
    springs = [cell for cell in blocks_in_view(body, "lava") if is_source(cell)]
    if not springs:
        none_in_view(body, "lava")
        return False
    spot = _shore(body, springs)
    if spot is None:
        out_of_reach(body, "lava", springs[0])
        return False
    pour(body, "water", spot)
    body.spend(_SETTLE_TICKS)
    terrain = body.episode.terrain
    if terrain.name(*spot) == "water" and in_reach(body, spot):
        scoop(body, "water", spot)
    return True


def _shore(body: Body, springs: list[Cell]) -> Cell | None:
    """Goes to the lava and returns where to pour, `None` if it can't be watered from anywhere."""
    left = springs
    tunnel = Tunnel(body, lambda cell: _dig(body, cell))
    for attempt in range(_SHORES):
        if not left:
            return None
        _approach(body, tunnel, left)
        # Who stands over the lava can pour at the own feet. The nearest of the best is taken.
        places = (*dry_spots(body), body.episode.cell)
        lava, spot = max(((quenched(body, spot), spot) for spot in places), key=lambda p: p[0])
        left = [cell for cell in left if _distance(cell, left[0]) > _APART]
        if lava >= (_ENOUGH if left and attempt + 1 < _SHORES else 1):
            return spot
    return None


def _dig(body: Body, cell: Cell) -> bool:
    """Digs one block of the way; no obsidian, for which there is a better use."""
    name = body.episode.terrain.name(*cell)
    return name != "obsidian" and mining.dig_best(body, cell)


def _approach(body: Body, tunnel: Tunnel, springs: list[Cell]) -> None:
    """Goes to the nearest lava, or as near as it dares, digging where no way leads."""
    terrain, nearest = body.episode.terrain, springs[0]
    if not walk_to(body, Reach(springs[:_SHORES]), limit_ticks=_WALK_TICKS):
        aim = Aim(nearest, lambda feet: can_reach(terrain, feet, nearest))
        dig_near(tunnel, aim, _DUG)


def quenched(body: Body, cell: Cell) -> int:
    """Returns how many lava sources water will run over that is poured into a cell."""
    terrain, is_source = body.episode.terrain, body.episode.flows.is_source
    solid, liquid, block = terrain.table.solid, terrain.table.liquid, terrain.block
    lava = terrain.table.id("lava")
    stone: set[Cell] = set()
    reached = {cell: _REACH}
    queue = [cell]
    for x, y, z in queue:
        below = (x, y - 1, z)
        sides = [(x + dx, y, z + dz) for dx, dz in _SIDES]
        stone.update(c for c in (below, *sides) if block(*c) == lava)
        falls = below not in stone and not solid[block(*below)]
        left = _REACH if falls else reached[x, y, z]
        for there in [below] if falls else sides if left else []:
            number = block(*there)
            if not (there in stone or there in reached or solid[number] or liquid[number]):
                reached[there] = left - 1
                queue.append(there)
    return sum(1 for there in stone if is_source(there))


def _distance(a: Cell, b: Cell) -> int:
    return max(abs(i - k) for i, k in zip(a, b, strict=True))


ACTS = (Act(items("water_bucket"), on("lava"), _make),)
"""Water on lava."""
