"""What came of the blocks that were to give the wanted item: which of them broke in vain."""

from __future__ import annotations

from typing import NamedTuple

from diagnosis._reading import Reading
from diagnosis._words import are_kin
from envs import BlockBroken, Event, ItemGained, ItemLeft, PathFailed, Searched, Stopped

_QUICK_TICKS = 16
"""A block that falls so fast to anything but a pickaxe needed no other tool: leaves take 6 ticks by
hand, and 6 pass between two; what can't be harvested takes 3.3 times as long, snow 20 ticks and all
else more (Minecraft Wiki, Breaking)."""

_PICKUP_TICKS = 20
"""How long a drop lies before it is picked up: half a second until it may be, and a step."""


class Yield(NamedTuple):
    """What came of the blocks that were to give the wanted item.

    Attributes:
        in_vain: (index, tool in the hand) of breaks after which no wanted item came any more.
        others: Indices of breaks that dropped something else.
        kin: Whether what one dropped has a word in common with it, as stone and cobblestone do.
        quick: Whether one of the fruitless ones took less than `_QUICK_TICKS`.
        gave_up: Whether the executor left off after them, of its own.
    """

    in_vain: tuple[tuple[int, str], ...]
    others: tuple[int, ...]
    kin: bool
    quick: bool
    gave_up: bool

    @property
    def fruitless(self) -> tuple[int, ...]:
        """Their indices alone."""
        return tuple(index for index, _ in self.in_vain)


def yield_of(reading: Reading) -> Yield:
    """Returns what came of the blocks that were broken since the last that gave something."""
    trace, first = reading.attempt.trace, reading.headway + 1
    in_vain: list[tuple[int, str]] = []
    others: list[int] = []
    pending: list[tuple[int, bool]] = []
    quick = kin = False
    before = trace[first - 1].tick if first else None
    for index, event in enumerate(trace[first:], first):
        if isinstance(event, BlockBroken):
            aimed = event.block in reading.dug_for
            pending.append((index, aimed))
            if aimed:
                in_vain.append((index, event.tool))
                quick |= before is not None and event.tick - before <= _QUICK_TICKS
        elif isinstance(event, ItemGained) and event.way == "pickup":
            # Ascribed to a block only where it can be no other's drop.
            if pending and all(aimed for _, aimed in pending):
                others.append(pending[-1][0])
                kin |= _are_kin(trace[pending[-1][0]], event.item)
            pending = []
        elif isinstance(event, ItemLeft):
            if reading.aims.is_wanted(event.item):
                # It did drop, and lies there.
                del in_vain[-1:]
            elif pending and all(aimed for _, aimed in pending):
                others.append(pending[-1][0])
                kin |= _are_kin(trace[pending[-1][0]], event.item)
            pending = []
        before = event.tick
    if not in_vain:
        return Yield((), tuple(others), kin, quick, False)
    gave_up = not any(
        isinstance(e, Stopped | Searched | PathFailed) for e in trace[in_vain[-1][0] :]
    )
    kept = _without_luck(reading, in_vain)
    if kept and not kin:
        kin = any(_are_kin(trace[index], item) for index, _ in kept for item in reading.lying)
    return Yield(kept, tuple(others), kin, quick, gave_up)


def _are_kin(broken: Event, item: str) -> bool:
    return isinstance(broken, BlockBroken) and are_kin(broken.block, item)


def _without_luck(reading: Reading, in_vain: list[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """Returns the breaks without those that say nothing of the tool.

    A tool that got the wanted item out of the block before, in this attempt or an earlier one,
    is good enough; and what broke last may not have been picked up when the time was up.
    """
    trace = reading.attempt.trace
    good = {e.tool for i, e in reading.aimed_breaks if i < reading.headway}
    good |= {
        tool
        for block, tool, item in reading.lore.drops
        if reading.aims.is_wanted(item) and (block in reading.dug_for or reading.aims.is_aim(block))
    }
    kept = [(index, tool) for index, tool in in_vain if tool not in good]
    cut_off = reading.last(Stopped)
    if kept and cut_off is not None and cut_off[1].tick - trace[kept[-1][0]].tick < _PICKUP_TICKS:
        kept.pop()
    return tuple(kept)
