"""`LootBook`: loot tables by name, with what they link to put in its place.

A table may name other tables, tags and predicates. They are read on their own, so that an error
names the file that it is in, and put in where they are named.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from envs.craftworld.game.loot import LootTable
from envs.craftworld.game.lootconditions import AllOf
from envs.craftworld.game.packerrors import known, read_as, refuse

_MOST_LINKS = 32
"""Tables or predicates that are named inside one another."""


class LootBook:
    """Reads tables as they are asked for."""

    def __init__(
        self,
        tables: Mapping[str, tuple[str, dict[str, Any]]],
        predicates: Mapping[str, tuple[str, Any]],
        tags: Mapping[str, tuple[str, ...]],
    ) -> None:
        """Takes in what there is.

        Args:
            tables: Where each table was read, and what it says, by name (`blocks/stone`).
            predicates: The same of predicates.
            tags: The items of each tag.
        """
        self._tables = tables
        self._predicates = predicates
        self._tags = tags
        self._read: dict[str, LootTable] = {}

    def table(self, name: str) -> LootTable:
        """Returns the table called `name`, which is there.

        Raises:
            DataPackError: It, or what it links to, can't be used.
        """
        return self._table(name, ())

    def _table(self, name: str, above: tuple[str, ...]) -> LootTable:
        if name not in self._read:
            where, said = self._tables[name]
            linked = self._linked(said, where, (*above, name))
            self._read[name] = read_as(LootTable, where, linked)
        return self._read[name]

    def _linked(self, said: Any, where: str, above: tuple[str, ...]) -> Any:
        """Returns a part of a file with its links followed and its comments left out."""
        if isinstance(said, list):
            parts = [self._linked(part, where, above) for part in said]
            return [leaf for part in parts for leaf in self._expanded(part, where)]
        if not isinstance(said, dict):
            return said
        found = {
            key: self._linked(value, where, above)
            for key, value in said.items()
            if not key.startswith("_")
        }
        if found.get("type") == "loot_table":
            return self._with_table(found, where, above)
        if found.get("condition") == "reference":
            return self._predicate(found, where, above)
        if found.get("condition") == "match_tool":
            return self._with_items(found, where)
        return found

    def _expanded(self, part: Any, where: str) -> list[Any]:
        """Returns an entry that stands for a tag as entries of its items, or as one of them all."""
        if not isinstance(part, dict) or part.get("type") != "tag" or "name" not in part:
            return [part]
        entry = dict(part)
        items = self._members(str(entry.pop("name")), where, "name")
        if entry.pop("expand", False):
            return [{**entry, "type": "item", "name": item} for item in items]
        return [{**entry, "items": items}]

    def _with_table(
        self, entry: dict[str, Any], where: str, above: tuple[str, ...]
    ) -> dict[str, Any]:
        name = str(entry.pop("name", ""))
        if name == "empty":
            return {**entry, "type": "empty"}
        if name in above or len(above) > _MOST_LINKS:
            refuse(where, "name", f"expected no table inside itself, found {name!r}")
        known(where, "name", "a loot table", name, self._tables)
        return {**entry, "table": self._table(name, above)}

    def _predicate(self, said: dict[str, Any], where: str, above: tuple[str, ...]) -> AllOf:
        name = str(said.get("name", ""))
        if f"?{name}" in above or len(above) > _MOST_LINKS:
            refuse(where, "name", f"expected no predicate inside itself, found {name!r}")
        known(where, "name", "a predicate", name, self._predicates)
        there, terms = self._predicates[name]
        terms = terms if isinstance(terms, list) else [terms]
        linked = self._linked(terms, there, (*above, f"?{name}"))
        return read_as(AllOf, there, {"terms": linked})

    def _with_items(self, said: dict[str, Any], where: str) -> dict[str, Any]:
        predicate = said.get("predicate")
        if not isinstance(predicate, dict) or "tag" not in predicate:
            return said
        wanted = dict(predicate)
        items = self._members(str(wanted.pop("tag")), where, "predicate.tag")
        return {**said, "predicate": {**wanted, "items": items}}

    def _members(self, tag: str, where: str, field: str) -> tuple[str, ...]:
        known(where, field, "a tag", tag, self._tags)
        return self._tags[tag]
