"""`Bag`: the 36 slots that are carried, what is worn, and which slot is in the hand.

Slots fill as vanilla's do: first the stacks that have room, then the first empty slot. Items
that wear never share a slot. What doesn't fit stays outside: `add` says how many those are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

SLOTS = 36
"""Slots of a player's inventory, the hotbar included (Minecraft Wiki, Inventory)."""

ARMOR_SLOTS = {
    "helmet": "head",
    "chestplate": "chest",
    "leggings": "legs",
    "boots": "feet",
    "shield": "offhand",
}
"""The equipment slot by the last word of the name of what is worn, or held in the off hand."""


@dataclass(frozen=True, slots=True)
class Stack:
    """What lies in one slot."""

    item: str
    count: int
    uses: int | None = None
    """Uses left; `None` where the item doesn't wear."""
    dyed: bool = False
    """Whether it was dyed, of what can be: leather armor."""

    def of(self, count: int) -> Stack | None:
        """Returns as many of the same, `None` for 0."""
        return Stack(self.item, count, self.uses, self.dyed) if count else None


class Bag:
    """Holds what the agent carries and wears.

    Args:
        stack_sizes: How many of an item fit one slot; absent means 64.
        durability: Uses of a new item, for the items that wear.
    """

    def __init__(self, stack_sizes: Mapping[str, int], durability: Mapping[str, int]) -> None:
        self._stack_sizes = stack_sizes
        self._durability = durability
        self._slots: list[Stack | None] = [None] * SLOTS
        self._worn: dict[str, Stack] = {}
        self._hand = 0
        # What is asked for ever again, `None` where the slots changed since it was worked out.
        self._stacks: tuple[Stack, ...] | None = None
        self._slot_counts: Mapping[str, int] | None = None

    def copy(self) -> Bag:
        """Returns a bag with the same things in it, independent of this one."""
        twin = Bag(self._stack_sizes, self._durability)
        twin._slots = list(self._slots)
        twin._worn = dict(self._worn)
        twin._hand = self._hand
        return twin

    @property
    def held(self) -> Stack | None:
        """What is in the hand."""
        return self._slots[self._hand]

    @property
    def held_name(self) -> str:
        """The name of what is in the hand, `"none"` for nothing."""
        held = self.held
        return held.item if held else "none"

    @property
    def worn(self) -> Mapping[str, Stack]:
        """What is worn, by equipment slot."""
        return self._worn

    @property
    def stacks(self) -> tuple[Stack, ...]:
        """What lies in the slots that aren't empty, in slot order."""
        if self._stacks is None:
            self._stacks = tuple([stack for stack in self._slots if stack])
        return self._stacks

    @property
    def free_slots(self) -> int:
        """How many slots are empty."""
        return self._slots.count(None)

    def counts(self) -> dict[str, int]:
        """Returns how many of each item are carried or worn, in the order of first slots."""
        return _summed((*self.stacks, *self._worn.values()))

    def slot_counts(self) -> Mapping[str, int]:
        """Returns how many of each item lie in the slots, in the order of first slots."""
        if self._slot_counts is None:
            self._slot_counts = _summed(self.stacks)
        return self._slot_counts

    def count(self, item: str) -> int:
        """Returns how many of `item` lie in the slots; what is worn doesn't count."""
        return self.slot_counts().get(item, 0)

    def room_for(self, item: str) -> int:
        """Returns how many of `item` could still be added."""
        size = self._size(item)
        beside = sum(
            size - stack.count for stack in self._slots if stack and self._joins(stack, item)
        )
        return beside + self.free_slots * size

    def add(self, item: str, count: int, uses: int | None = None, *, dyed: bool = False) -> int:
        """Puts items in and returns how many didn't fit.

        Args:
            item: The item.
            count: How many, at least 0.
            uses: Uses left of a worn item; `None` for a new one.
            dyed: Whether they are dyed.
        """
        if uses is None:
            uses = self._durability.get(item)
        size = self._size(item)
        for slot, stack in enumerate(self._slots):
            if count and stack and stack.item == item and self._joins(stack, item, dyed=dyed):
                put = min(count, size - stack.count)
                self._put(slot, stack.of(stack.count + put))
                count -= put
        while count and None in self._slots:
            put = min(count, size)
            self._put(self._slots.index(None), Stack(item, put, uses, dyed))
            count -= put
        return count

    def remove(self, item: str, count: int) -> None:
        """Takes items out, from the last slots first; the hand keeps its own to the end.

        Raises:
            ValueError: If fewer are carried.
        """
        if self.count(item) < count:
            raise ValueError(f"Expected {count} of {item} in the bag, found {self.count(item)}.")
        for slot in (*(s for s in reversed(range(SLOTS)) if s != self._hand), self._hand):
            stack = self._slots[slot]
            if count and stack and stack.item == item:
                taken = min(count, stack.count)
                self._put(slot, stack.of(stack.count - taken))
                count -= taken

    def take_stack(self, item: str, most: int) -> Stack:
        """Takes up to so many of an item out of its last slot, and returns them.

        Raises:
            ValueError: If none is carried.
        """
        slots = [slot for slot, stack in enumerate(self._slots) if stack and stack.item == item]
        stack = self._slots[slots[-1]] if slots else None
        if stack is None:
            raise ValueError(f"Expected {item} in the bag, found none.")
        taken = min(most, stack.count)
        self._put(slots[-1], stack.of(stack.count - taken))
        return replace(stack, count=taken)

    def take_most_worn(self, item: str) -> Stack:
        """Takes that one of an item out which has the fewest uses left, and returns it.

        Raises:
            ValueError: If none is carried.
        """
        slots = [slot for slot, stack in enumerate(self._slots) if stack and stack.item == item]
        if not slots:
            raise ValueError(f"Expected {item} in the bag, found none.")
        slot = min(slots, key=lambda slot: self._slots[slot].uses or 0)  # type: ignore[union-attr]
        stack = self._slots[slot]
        assert stack is not None
        self._put(slot, stack.of(stack.count - 1))
        return replace(stack, count=1)

    def change(self, item: str, change: Callable[[Stack], Stack | None]) -> bool:
        """Changes the first stack of an item for which something comes of it.

        Args:
            item: The item.
            change: Returns what becomes of a stack; `None` to let it be.

        Returns:
            Whether one was changed.
        """
        for slot, stack in enumerate(self._slots):
            if stack and stack.item == item and (changed := change(stack)) is not None:
                self._put(slot, changed)
                return True
        return False

    def hold(self, item: str | None) -> bool:
        """Takes `item` into the hand and returns whether it is carried.

        Args:
            item: The item; `None` for the empty hand, which is had by turning to an empty slot
                or, where none is left, to one whose item is no tool.
        """
        held = self.held
        if item is None:
            if held is not None:
                empty = next((s for s, stack in enumerate(self._slots) if stack is None), None)
                toolless = next((s for s, k in enumerate(self._slots) if k and k.uses is None), 0)
                self._hand = toolless if empty is None else empty
            return True
        if held is not None and held.item == item:
            return True
        for slot, stack in enumerate(self._slots):
            if stack and stack.item == item:
                self._hand = slot
                return True
        return False

    def wear_out(self, uses: int) -> str | None:
        """Takes uses from what is in the hand and returns its name if that broke it."""
        held = self.held
        if held is None or held.uses is None:
            return None
        if held.uses > uses:
            self._put(self._hand, replace(held, uses=held.uses - uses))
            return None
        self._put(self._hand, None)
        return held.item

    def put_on(self, item: str) -> bool:
        """Wears a carried piece of armor, swapping it for what was worn; False if it is none."""
        place = ARMOR_SLOTS.get(item.rpartition("_")[2])
        slot = next((s for s, k in enumerate(self._slots) if k and k.item == item), None)
        if place is None or slot is None:
            return False
        piece = self._slots[slot]
        assert piece is not None
        self._put(slot, self._worn.get(place))
        self._worn[place] = piece
        return True

    def wear_armor(self, uses: int, spared: str | None = None) -> tuple[str, ...]:
        """Takes uses from each piece of armor; returns the names of those that it broke.

        Args:
            uses: How many, from each piece.
            spared: Items whose names begin with this don't wear; `None` for none.
        """
        broken = []
        for place, piece in sorted(self._worn.items()):
            if (
                place == "offhand"
                or piece.uses is None
                or (spared and piece.item.startswith(spared))
            ):
                continue
            if piece.uses > uses:
                self._worn[place] = replace(piece, uses=piece.uses - uses)
            else:
                broken.append(piece.item)
                del self._worn[place]
        return tuple(broken)

    def empty(self) -> tuple[Stack, ...]:
        """Takes everything out, what is worn too, and returns it."""
        everything = (*self.stacks, *(self._worn[slot] for slot in sorted(self._worn)))
        for slot in range(SLOTS):
            self._put(slot, None)
        self._worn = {}
        self._hand = 0
        return everything

    def best(self, fits: Callable[[Stack], int | None]) -> Stack | None:
        """Returns the carried stack with the highest rank, the first of equals, if any has one."""
        ranked = [(rank, stack) for stack in self.stacks if (rank := fits(stack)) is not None]
        return max(ranked, key=lambda pair: pair[0])[1] if ranked else None

    def _put(self, slot: int, stack: Stack | None) -> None:
        self._slots[slot] = stack
        self._stacks = self._slot_counts = None

    def _size(self, item: str) -> int:
        return 1 if item in self._durability else self._stack_sizes.get(item, 64)

    def _joins(self, stack: Stack, item: str, *, dyed: bool = False) -> bool:
        same = stack.item == item and stack.dyed == dyed
        return same and stack.uses is None and stack.count < self._size(item)


def _summed(stacks: Iterable[Stack]) -> dict[str, int]:
    found: dict[str, int] = {}
    for stack in stacks:
        found[stack.item] = found.get(stack.item, 0) + stack.count
    return found
