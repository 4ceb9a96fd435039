"""Filling buckets and pouring them out (Minecraft Wiki, Bucket, Java Edition 1.16)."""

from __future__ import annotations

from collections.abc import Iterator

from envs.craftworld.beings.breeding import is_baby
from envs.craftworld.body import Body
from envs.craftworld.executors.caution import step_back
from envs.craftworld.executors.place import free_spots
from envs.craftworld.executors.stations import CLICK_TICKS
from envs.craftworld.executors.use.acts import Act, items, on, on_block_or_air
from envs.craftworld.executors.use.reaching import (
    blocks_in_view,
    creatures_in_view,
    none_in_view,
    reached_block,
    reached_creature,
)
from envs.craftworld.footing import Cell
from envs.craftworld.game.inventory import Stack
from envs.events import BlockPlaced, Refused
from envs.subgoals import Use

LIQUIDS = ("lava", "water")
"""What a bucket holds that can be poured, sorted."""

EMPTY = "bucket"


def full_bucket(liquid: str) -> str:
    """Returns the bucket that holds a liquid."""
    return f"{liquid}_bucket"


def exchange(body: Body, taken: str, given: str) -> None:
    """Turns one carried item into another by use; without room it falls to the feet."""
    body.lose(taken, 1, "use")
    if left := body.gain(given, 1, "use"):
        body.let_fall(Stack(given, left), body.episode.cell)


def scoop(body: Body, liquid: str, cell: Cell) -> None:
    """Takes up a source block in reach with an empty bucket that is carried."""
    episode = body.episode
    episode.bag.hold(EMPTY)
    body.spend(CLICK_TICKS)
    episode.set_block(cell, "air")
    episode.flows.scooped(cell, liquid, body.tick, episode.terrain)
    exchange(body, EMPTY, full_bucket(liquid))


def pour(body: Body, liquid: str, cell: Cell) -> None:
    """Pours a full bucket that is carried out into a cell in reach."""
    episode = body.episode
    full = full_bucket(liquid)
    episode.bag.hold(full)
    body.spend(CLICK_TICKS)
    if liquid == "water" and not episode.realm.allows_water:
        exchange(body, full, EMPTY)  # it evaporates with a hiss
        return
    episode.set_block(cell, liquid)
    x, y, z = cell
    body.emit(BlockPlaced(tick=body.tick, block=liquid, x=x, y=y, z=z))
    exchange(body, full, EMPTY)
    episode.flows.poured(cell, liquid, body.tick, episode.terrain)


def _fill(body: Body, subgoal: Use) -> bool:
    """Fills the bucket at the nearest source block in view."""
    liquid = str(subgoal.on)
    is_source = body.episode.flows.is_source
    springs = [cell for cell in blocks_in_view(body, liquid) if is_source(cell)]
    cell = reached_block(body, liquid, springs)
    if cell is None:
        return False
    scoop(body, liquid, cell)
    return True


def _milk(body: Body, subgoal: Use) -> bool:
    """Milks the nearest cow in view."""
    cows = [cow for cow in creatures_in_view(body, str(subgoal.on)) if not is_baby(cow)]
    if not cows:
        none_in_view(body, str(subgoal.on))
        return False
    if not reached_creature(body, cows[0]):
        return False
    body.episode.bag.hold(EMPTY)
    body.spend(CLICK_TICKS)
    exchange(body, EMPTY, "milk_bucket")
    return True


def _pour_out(body: Body, subgoal: Use) -> bool:
    """Pours the bucket out beside the agent, or against the nearest such block in view."""
    liquid = subgoal.item.removesuffix("_bucket")
    spots = iter(dry_spots(body))
    if subgoal.on is not None:
        block = reached_block(body, subgoal.on, blocks_in_view(body, subgoal.on))
        if block is None:
            return False
        spots = (spot for spot in dry_spots(body) if _touches(spot, block))
    spot = next(spots, None)
    if spot is None:
        body.emit(Refused(tick=body.tick, need="room", name=subgoal.item))
        body.give_up("stuck", f"no room for {liquid}")
        return False
    pour(body, liquid, spot)
    if liquid == "lava":
        step_back(body)
    return True


def dry_spots(body: Body) -> Iterator[Cell]:
    """Yields the cells in reach into which a bucket can be poured, the nearest first."""
    terrain = body.episode.terrain
    return (spot for spot in free_spots(body) if not terrain.table.liquid[terrain.block(*spot)])


def _touches(cell: Cell, block: Cell) -> bool:
    return sum(abs(a - b) for a, b in zip(cell, block, strict=True)) == 1


ACTS = (
    Act(items(EMPTY), on(*LIQUIDS), _fill),
    Act(items(EMPTY), on("cow", "mooshroom"), _milk),
    Act(items(*map(full_bucket, LIQUIDS)), on_block_or_air, _pour_out),
)
"""Buckets that are filled, and poured out."""
