"""Going to what an item is used on: blocks and creatures in view."""

from __future__ import annotations

from collections.abc import Sequence

from envs.craftworld import sight
from envs.craftworld.beings.flock import Creature
from envs.craftworld.body import Body
from envs.craftworld.executors.hunt import Beside
from envs.craftworld.footing import Cell
from envs.craftworld.motion.goals import Reach, can_reach
from envs.craftworld.motion.moving import walk_to
from envs.craftworld.observe import ENTITY_BLOCKS
from envs.events import PathFailed, Searched

_CANDIDATES = 6
"""How many of the nearest blocks the way is looked for to at once."""

_CHASES = 12
"""So many times it goes after one creature, which strolls about."""

_WALK_TICKS = 400
"""The most that one way to a creature may take."""


def blocks_in_view(body: Body, pattern: str) -> list[Cell]:
    """Returns the blocks in view that a name or `#tag` names, nearest first."""
    episode = body.episode
    table = episode.terrain.table
    names = episode.rules.vocabulary.members(pattern)
    numbers = [table.id(name) for name in names if name in table]
    seen = sight.exposed(episode.terrain, episode.eye, numbers) if numbers else []
    return [(x, y, z) for x, y, z, _ in seen]


def none_in_view(body: Body, target: str) -> None:
    """Says that nothing of that name is in view."""
    y = body.episode.cell[1]
    body.emit(Searched(tick=body.tick, target=target, cells=1, low=y, high=y))
    body.give_up("target_not_found", target)


def out_of_reach(body: Body, target: str, cell: Cell) -> None:
    """Says that no way leads to something."""
    x, y, z = cell
    body.emit(PathFailed(tick=body.tick, target=target, x=x, y=y, z=z))
    body.give_up("target_unreachable", target)


def reached_block(body: Body, target: str, cells: Sequence[Cell]) -> Cell | None:
    """Goes to the nearest of some blocks and returns the one in reach; says so if none is.

    Args:
        body: Who goes.
        target: What they are called.
        cells: The blocks, nearest first; none means that there is none in view.
    """
    if not cells:
        none_in_view(body, target)
        return None
    near = cells[:_CANDIDATES]
    if not walk_to(body, Reach(near)):
        out_of_reach(body, target, near[0])
        return None
    terrain, feet = body.episode.terrain, body.episode.cell
    return next(cell for cell in near if can_reach(terrain, feet, cell))


def creatures_in_view(body: Body, kind: str) -> list[Creature]:
    """Returns the creatures of a kind in view, nearest first."""
    seen = body.episode.creatures.visible(body.episode.eye, ENTITY_BLOCKS)
    return [creature for creature in seen if creature.kind == kind]


def reached_creature(body: Body, creature: Creature) -> bool:
    """Goes up to a creature, which may stroll on meanwhile; says so if they don't meet."""
    for _ in range(_CHASES):
        beside = Beside(creature.cell)
        if beside.reached(body.episode.terrain, body.episode.cell):
            return True
        if not walk_to(body, beside, limit_ticks=_WALK_TICKS):
            break
    out_of_reach(body, creature.kind, creature.cell)
    return False
