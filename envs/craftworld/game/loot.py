"""Loot tables in Minecraft's own form: what a block or a mob drops, drawn with whole numbers.

Understood is what Minecraft 1.16 knows: its entries, the conditions of `lootconditions` and the
functions of `lootfunctions`. There are no enchantments in craftworld, so that what Silk Touch
asks for never holds, Fortune is at level 0, and Looting adds nothing (Minecraft Wiki, Loot table,
Java Edition 1.16). A field, condition or function that isn't known is refused: a demand that
isn't understood must not pass for one that is met.

Links to other tables, tags and predicates are followed by `lootlinks` before these forms read
a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field

from envs._frozen import Name
from envs.craftworld.game.lootconditions import Condition, Draws, Form, Occasion, all_hold
from envs.craftworld.game.lootfunctions import Function, Number, counted

__all__ = ["Draws", "LootTable", "Occasion"]

_MOST_ROLLS = 1_000

Stacks = Iterator[tuple[str, int]]


# ---- leaves: what a pool draws one of


class _Leaf(Form):
    weight: Annotated[int, Field(ge=0, le=1_000_000)] = 1
    quality: int = 0
    """What luck adds to the weight; there is none here."""
    conditions: tuple[Condition, ...] = ()
    functions: tuple[Function, ...] = ()

    def candidates(self, occasion: Occasion, draws: Draws) -> Iterator[_AnyLeaf]:
        """Yields what may be drawn of it: itself, or nothing."""
        if all_hold(self.conditions, occasion, draws):
            yield self  # type: ignore[misc]


class _Item(_Leaf):
    type: Literal["item"]
    name: Name

    def stacks(self, _occasion: Occasion, _draws: Draws) -> Stacks:
        yield self.name, 1

    def names(self) -> Iterator[str]:
        yield self.name


class _Empty(_Leaf):
    """Drops nothing; what a shulker box holds doesn't count either, as no box holds anything."""

    type: Literal["empty", "dynamic"]
    name: Name | None = None

    def stacks(self, _occasion: Occasion, _draws: Draws) -> Stacks:
        yield from ()

    def names(self) -> Iterator[str]:
        yield from ()


class _Tag(_Leaf):
    """Drops one of each item of a tag; where one is drawn of them, links write items instead."""

    type: Literal["tag"]
    items: tuple[Name, ...]

    def stacks(self, _occasion: Occasion, _draws: Draws) -> Stacks:
        for item in self.items:
            yield item, 1

    def names(self) -> Iterator[str]:
        yield from self.items


class _Linked(_Leaf):
    """Drops what another table does."""

    type: Literal["loot_table"]
    table: LootTable

    def stacks(self, occasion: Occasion, draws: Draws) -> Stacks:
        yield from self.table.fall(occasion, draws)

    def names(self) -> Iterator[str]:
        yield from self.table.names()


_AnyLeaf = _Item | _Empty | _Tag | _Linked


# ---- branches: how leaves stand together


class _Branch(Form):
    conditions: tuple[Condition, ...] = ()
    children: tuple[_AnyEntry, ...]

    def names(self) -> Iterator[str]:
        for child in self.children:
            yield from child.names()


class _Alternatives(_Branch):
    """Offers its first child that may be drawn."""

    type: Literal["alternatives"]

    def candidates(self, occasion: Occasion, draws: Draws) -> Iterator[_AnyLeaf]:
        if not all_hold(self.conditions, occasion, draws):
            return
        for child in self.children:
            found = list(child.candidates(occasion, draws))
            if found:
                yield from found
                return


class _Group(_Branch):
    """Offers all of its children."""

    type: Literal["group"]

    def candidates(self, occasion: Occasion, draws: Draws) -> Iterator[_AnyLeaf]:
        if all_hold(self.conditions, occasion, draws):
            for child in self.children:
                yield from child.candidates(occasion, draws)


class _Sequence(_Branch):
    """Offers its children up to the first that may not be drawn."""

    type: Literal["sequence"]

    def candidates(self, occasion: Occasion, draws: Draws) -> Iterator[_AnyLeaf]:
        if not all_hold(self.conditions, occasion, draws):
            return
        for child in self.children:
            found = list(child.candidates(occasion, draws))
            if not found:
                return
            yield from found


_AnyEntry = Annotated[
    _Item | _Empty | _Tag | _Linked | _Alternatives | _Group | _Sequence, Discriminator("type")
]


# ---- pools and tables


class _Pool(Form):
    name: str = ""
    rolls: Number
    bonus_rolls: Any = None
    """Rolls that luck adds; there is none here."""
    entries: tuple[_AnyEntry, ...]
    conditions: tuple[Condition, ...] = ()
    functions: tuple[Function, ...] = ()

    def rolled(self, occasion: Occasion, draws: Draws) -> Stacks:
        if not all_hold(self.conditions, occasion, draws):
            return
        for _ in range(min(_MOST_ROLLS, self.rolls.drawn(draws))):
            leaf = self._picked(occasion, draws)
            if leaf is not None:
                functions = (*leaf.functions, *self.functions)
                for name, count in leaf.stacks(occasion, draws):
                    yield name, counted(count, functions, occasion, draws)

    def _picked(self, occasion: Occasion, draws: Draws) -> _AnyLeaf | None:
        offered = (leaf for entry in self.entries for leaf in entry.candidates(occasion, draws))
        leaves = [leaf for leaf in offered if leaf.weight]
        if len(leaves) < 2:
            return next(iter(leaves), None)
        place = draws.randrange(sum(leaf.weight for leaf in leaves))
        for leaf in leaves:
            place -= leaf.weight
            if place < 0:
                return leaf
        return None


class LootTable(Form):
    """One file of `loot_tables/blocks` or `loot_tables/entities`."""

    type: str = ""
    """What it is the table of; it has no say."""
    random_sequence: str = ""
    """Whose dice later versions throw; it has no say."""
    pools: tuple[_Pool, ...] = ()
    functions: tuple[Function, ...] = ()

    def fall(self, occasion: Occasion, draws: Draws) -> tuple[tuple[str, int], ...]:
        """Returns what drops: items with their counts, each item once, in the table's order."""
        found: dict[str, int] = {}
        for pool in self.pools:
            for name, drawn in pool.rolled(occasion, draws):
                count = counted(drawn, self.functions, occasion, draws)
                if count > 0:
                    found[name] = found.get(name, 0) + count
        return tuple(found.items())

    def names(self) -> tuple[str, ...]:
        """Returns the items that may drop, sorted."""
        names = {name for pool in self.pools for entry in pool.entries for name in entry.names()}
        return tuple(sorted(names))
