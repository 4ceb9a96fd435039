"""Digging and placing blocks: how long it takes, what comes of it, what falls and runs in.

Times are `Rules.dig_ticks`; five times as long with the head under water (Minecraft Wiki,
Breaking, section Speed), and `PAUSE_TICKS` after each block that isn't gone at once.
"""

from __future__ import annotations

from envs.craftworld.body import Body
from envs.craftworld.footing import Cell
from envs.craftworld.game.inventory import Stack
from envs.craftworld.land.blocktable import AIR
from envs.craftworld.land.scenery import FALLING, WATER_PLANTS
from envs.craftworld.life import BLOCK_BROKEN
from envs.craftworld.portals import FRAME_BLOCK, put_out
from envs.events import BlockBroken, BlockPlaced, ItemLeft

PAUSE_TICKS = 6
"""Between one block and the next (Minecraft Wiki, Breaking, section Speed)."""

PLACE_TICKS = 4
"""Between two blocks that are placed (Minecraft Wiki, Placement)."""

_WET = 5
"""How many times as long digging takes with the head under water."""

_CAUGHT_ABOVE = 2
"""How far above the feet's cell an item in the air is in reach."""

RIPE = {"carrots": "7", "potatoes": "7", "wheat": "7", "beetroots": "3"}
"""The age at which crops are ripe; those of villages all are."""


def best_tool(body: Body, block: str, spared: str | None = None) -> str | None:
    """Returns the carried item that digs a block best, `None` for the bare hand.

    First of all it has to drop what it has, then speed counts; the hand wins a draw.

    Args:
        body: Who digs.
        block: What is dug.
        spared: An item that is taken only where no other makes the block drop what it has.
    """
    rules = body.episode.rules
    tools: list[str | None] = [None]
    tools += [stack.item for stack in body.episode.bag.stacks if stack.uses is not None]

    def rank(tool: str | None) -> tuple[bool, bool, int, bool, str]:
        ticks = rules.dig_ticks(block, tool)
        saved = tool is not None and tool == spared
        return not rules.harvests(block, tool), saved, ticks or 0, tool is not None, tool or ""

    return min(tools, key=rank)


def dig_ticks(body: Body, block: str, tool: str | None) -> int | None:
    """Returns how long the agent needs for a block where it is, `None` if it can't be dug."""
    ticks = body.episode.rules.dig_ticks(block, tool)
    if ticks is None:
        return None
    terrain = body.episode.terrain
    wet = terrain.table.is_liquid[terrain.block(*body.episode.eye)]
    return ticks * _WET if wet else ticks


def dig(body: Body, cell: Cell, tool: str | None) -> bool:
    """Digs a block in reach with a carried tool; returns whether it broke.

    Args:
        body: Who digs.
        cell: The block's cell.
        tool: The item to hold, `None` for the bare hand.
    """
    episode = body.episode
    name = episode.terrain.name(*cell)
    ticks = dig_ticks(body, name, tool)
    if ticks is None:
        return False
    episode.bag.hold(tool)
    body.spend(ticks + (PAUSE_TICKS if ticks > 1 else 0))
    if episode.terrain.name(*cell) != name:
        return False
    held = episode.bag.held_name
    x, y, z = cell
    drops = _taken_away(body, cell, tool)
    body.emit(BlockBroken(tick=body.tick, block=name, tool=held, x=x, y=y, z=z))
    episode.vitals.exert(BLOCK_BROKEN)
    if episode.rules.blocks[name].hardness_hundredths:
        body.wear_out(1)
    if name == FRAME_BLOCK:
        put_out(episode.terrain, cell)
    _settle_above(body, cell)
    episode.flows.opened(cell, body.tick, episode.terrain)
    for stack in drops:
        if not _caught(body, stack, cell):
            body.let_fall(stack, cell)
    body.pick_up()
    return True


def _caught(body: Body, stack: Stack, cell: Cell) -> bool:
    """Takes what would fall into lava out of the air, if the agent stands beside it.

    An item jumps up as it drops and can be picked up after 10 ticks, when it is half a block
    below the feet at most (Minecraft Wiki, Item (entity)); some fall too fast in vanilla.
    """
    episode = body.episode
    dx, dy, dz = (a - b for a, b in zip(cell, episode.cell, strict=True))
    if max(abs(dx), abs(dz)) > 1 or not -1 <= dy <= _CAUGHT_ABOVE:
        return False
    if episode.terrain.name(*episode.resting_place(cell)) != "lava":
        return False
    if left := body.gain(stack.item, stack.count, "pickup", stack.uses, dyed=stack.dyed):
        body.emit(ItemLeft(tick=body.tick, item=stack.item, count=left))
    return True


def dig_best(body: Body, cell: Cell) -> bool:
    """Digs a block in reach with the best tool that is carried; returns whether it broke."""
    return dig(body, cell, best_tool(body, body.episode.terrain.name(*cell)))


def place(body: Body, item: str, cell: Cell) -> None:
    """Sets a carried block into a free cell in reach."""
    body.episode.bag.hold(item)
    body.spend(PLACE_TICKS)
    body.lose(item, 1, "place")
    body.episode.set_block(cell, item)
    x, y, z = cell
    body.emit(BlockPlaced(tick=body.tick, block=item, x=x, y=y, z=z))


def _taken_away(body: Body, cell: Cell, tool: str | None) -> list[Stack]:
    """Removes a block and returns what it drops and what was in it."""
    episode = body.episode
    name = episode.terrain.name(*cell)
    episode.set_block(cell, "water" if name in WATER_PLANTS else "air")
    state = {"age": RIPE[name]} if name in RIPE else None
    drops = episode.rules.drops(name, tool, episode.dice, state)
    return [*(Stack(item, count) for item, count in drops), *episode.contents_of(cell)]


def _settle_above(body: Body, cell: Cell) -> None:
    """Lets fall what a block held up: sand and gravel, plants and torches.

    Sand comes down at once as far as it can, but not onto the agent, whom it would bury: it
    stays above the head, as if dug away again.
    """
    episode = body.episode
    table, block = episode.terrain.table, episode.terrain.block
    x, y, z = cell
    above = (x, y + 1, z)
    while True:
        number = block(*above)
        name = table.names[number]
        if name in FALLING:
            _sink(body, above, name)
        elif name in WATER_PLANTS or not (
            number == AIR or table.solid[number] or table.liquid[number]
        ):
            for stack in _taken_away(body, above, None):
                body.let_fall(stack, above)
        else:
            return
        above = (x, above[1] + 1, z)


def _sink(body: Body, cell: Cell, name: str) -> None:
    episode = body.episode
    x, y, z = cell
    lowest = y
    occupied = (episode.cell, episode.eye)
    solid, block = episode.terrain.table.solid, episode.terrain.block
    while lowest > 0 and not solid[block(x, lowest - 1, z)] and (x, lowest - 1, z) not in occupied:
        lowest -= 1
    if lowest < y:
        episode.set_block(cell, "air")
        episode.set_block((x, lowest, z), name)
        episode.flows.opened(cell, body.tick, episode.terrain)
