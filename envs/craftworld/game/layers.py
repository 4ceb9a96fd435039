"""Lays data packs over one another and gives the `Rules` that come of it.

Packs are laid in order, later ones win: a recipe or loot table replaces the one of the same
name, a tag's values are added unless it says `"replace": true`, a row of a table overrides the
fields that it names, and a table that says `"replace": true` starts anew. Everything is checked
once all are laid; an error names the pack, the file and the field.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from envs.craftworld.game.loot import LootTable
from envs.craftworld.game.lootlinks import LootBook
from envs.craftworld.game.packerrors import known, read_as, refuse
from envs.craftworld.game.packfiles import PackFile
from envs.craftworld.game.packforms import (
    CRAFTED_AT_ONCE,
    IN_CODE,
    RECIPE_FORMS,
    ROW_TABLES,
    FuelForm,
    Making,
    RowsForm,
    StationRow,
    TagForm,
)
from envs.craftworld.game.rules import STATIONS, Choice, Recipe, Rules, SpecialSpeed
from envs.errors import DataPackError

_Value = TypeVar("_Value")

_MOST_NESTED = 64
"""Tags inside one another."""


def _sorted(table: Mapping[str, _Value]) -> Mapping[str, _Value]:
    return MappingProxyType(dict(sorted(table.items())))


class Layers:
    """Gathers what the packs say, each with where it was said."""

    def __init__(self) -> None:
        self._recipes: dict[str, tuple[str, Making]] = {}
        self._loot: dict[str, tuple[str, dict[str, Any]]] = {}
        self._predicates: dict[str, tuple[str, Any]] = {}
        self._tags: dict[str, dict[str, list[tuple[str, str, bool]]]] = {
            kind: {} for kind in ("items", "blocks", "entity_types")
        }
        self._rows: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {
            table: {} for table in ROW_TABLES
        }
        self._fuel: list[tuple[str, str, int]] = []
        self._special_speeds: tuple[str, tuple[SpecialSpeed, ...]] = ("", ())

    def copy(self) -> Layers:
        """Returns layers that can be laid upon without these."""
        copied = Layers()
        copied._recipes |= self._recipes
        copied._loot |= self._loot
        copied._predicates |= self._predicates
        copied._tags = {
            kind: {name: list(values) for name, values in tags.items()}
            for kind, tags in self._tags.items()
        }
        copied._rows = {table: dict(rows) for table, rows in self._rows.items()}
        copied._fuel = list(self._fuel)
        copied._special_speeds = self._special_speeds
        return copied

    # ---- laying one file over what is there

    def lay(self, file: PackFile) -> None:
        """Lays one file over those before it."""
        by_kind: dict[str, Callable[[PackFile], None]] = {
            "recipes": self._lay_recipe,
            "tags": self._lay_tag,
            "loot_tables": self._lay_loot,
            "predicates": self._lay_predicate,
            "tables": self._lay_table,
        }
        by_kind[file.kind](file)

    def _lay_recipe(self, file: PackFile) -> None:
        kind, gone = file.content.get("type"), not file.content
        if gone or (isinstance(kind, str) and kind.startswith(IN_CODE)):
            self._recipes.pop(file.name, None)
            return
        form = RECIPE_FORMS.get(str(kind))
        if form is None:
            names = ", ".join(RECIPE_FORMS)
            refuse(file.where, "type", f"expected one of {names}, found {kind!r}")
        making = read_as(form, file.where, file.content).making()
        if making.is_of_air:
            self._recipes.pop(file.name, None)
        else:
            self._recipes[file.name] = file.where, making

    def _lay_tag(self, file: PackFile) -> None:
        kind, name = _in_folder(file.name)
        if kind not in self._tags:
            return  # tags of fluids and functions have no say
        form = read_as(TagForm, file.where, file.content)
        values = self._tags[kind].setdefault(name, [])
        if form.replace:
            values.clear()
        values += [(file.where, value, required) for value, required in form.members()]

    def _lay_loot(self, file: PackFile) -> None:
        self._loot[file.name] = file.where, file.content

    def _lay_predicate(self, file: PackFile) -> None:
        self._predicates[file.name] = file.where, file.content

    def _lay_table(self, file: PackFile) -> None:
        if file.name == "fuel":
            form = read_as(FuelForm, file.where, file.content)
            if form.replace:
                self._fuel.clear()
            self._fuel += [(file.where, name, ticks) for name, ticks in form.burn_ticks.items()]
        elif file.name in ROW_TABLES:
            self._lay_rows(file)
        else:
            names = ", ".join(sorted([*ROW_TABLES, "fuel"]))
            raise DataPackError(f"Expected a table named {names}, found {file.where}.")

    def _lay_rows(self, file: PackFile) -> None:
        key = ROW_TABLES[file.name].key
        content = {"rows" if name == key else name: said for name, said in file.content.items()}
        form, rows = read_as(RowsForm, file.where, content), self._rows[file.name]
        if form.replace:
            rows.clear()
        if form.special_speeds is not None:
            self._special_speeds = file.where, form.special_speeds
        for place, row in enumerate(form.rows):
            if not isinstance(name := row.get("name"), str):
                refuse(file.where, f"{key}.{place}.name", "expected the row's name")
            below = rows[name][1] if name in rows else {}
            rows[name] = file.where, below | row

    # ---- all together

    def settled(self) -> Rules:
        """Returns the rules that come of it all."""
        tables = {name: self._table(name) for name in ROW_TABLES}
        items, blocks, entities = tables["items"], tables["blocks"], tables["entities"]
        item_tags = self._unfolded("items", items)
        block_tags = self._unfolded("blocks", blocks)
        self._check_rows(tables, block_tags)
        recipes = [self._recipe(name, items, item_tags) for name in self._recipes]
        recipes = self._moved(recipes, tables["stations"])
        book = LootBook(self._loot, self._predicates, item_tags)
        return Rules(
            recipes=tuple(sorted(recipes, key=lambda recipe: (recipe.output, recipe.name))),
            items=_sorted(items),
            blocks=_sorted(blocks),
            entities=_sorted(entities),
            biomes=_sorted(tables["biomes"]),
            item_tags=item_tags,
            block_tags=block_tags,
            entity_tags=self._unfolded("entity_types", entities),
            block_loot=self._loot_of("blocks", book, blocks, items),
            entity_loot=self._loot_of("entities", book, entities, items),
            fuel=self._burning(items, item_tags),
            veins=tuple(tables["ore"].values()),
            mobs=_sorted(tables["mobs"]),
            tiers=_sorted(tables["tiers"]),
            special_speeds=self._special_speeds[1],
        )

    def _table(self, name: str) -> dict[str, Any]:
        kind = ROW_TABLES[name]
        return {
            row_name: read_as(kind.row, where, row, f"{kind.key}.{row_name}.")
            for row_name, (where, row) in self._rows[name].items()
        }

    def _unfolded(self, kind: str, names: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        tags = self._tags[kind]
        unfolded: dict[str, tuple[str, ...]] = {}

        def unfold(tag: str, above: tuple[str, ...]) -> tuple[str, ...]:
            if tag in unfolded:
                return unfolded[tag]
            found: set[str] = set()
            if len(above) > _MOST_NESTED:
                refuse(tags[tag][0][0], "values", f"expected at most {_MOST_NESTED} nested tags")
            for where, value, required in tags[tag]:
                if value[1:] in (*above, tag) and value.startswith("#"):
                    refuse(where, "values", f"expected no tag inside itself, found {value!r}")
                if required:
                    among = tags if value.startswith("#") else names
                    known(where, "values", "a name or tag", value.removeprefix("#"), among)
                if value.startswith("#"):
                    found.update(unfold(value[1:], (*above, tag)) if value[1:] in tags else ())
                elif value in names:
                    found.add(value)
            unfolded[tag] = tuple(sorted(found))
            return unfolded[tag]

        for tag in tags:
            unfold(tag, ())
        return _sorted(unfolded)

    def _recipe(
        self, name: str, items: Collection[str], tags: Mapping[str, tuple[str, ...]]
    ) -> Recipe:
        where, making = self._recipes[name]
        known(where, "result", "an item", making.output, items)
        for alternatives, _ in making.ingredients:
            for pattern in alternatives:
                among = tags if pattern.startswith("#") else items
                known(where, "ingredients", "an item or tag", pattern.removeprefix("#"), among)
        needs = [(_choice(names, tags), count) for names, count in making.ingredients]
        station = STATIONS.get(making.kind, None if making.fits_2x2 else "crafting_table")
        return Recipe(
            name=name,
            kind=making.kind,
            station=station,
            fits_2x2=making.fits_2x2,
            ingredients=tuple(sorted(needs, key=str)),
            output=making.output,
            count=making.count,
            ticks=making.ticks,
        )

    def _moved(self, recipes: list[Recipe], stations: Mapping[str, StationRow]) -> list[Recipe]:
        """Returns the recipes, each at the station that a row names for it."""
        names = {recipe.name for recipe in recipes if recipe.kind in CRAFTED_AT_ONCE}
        for row in stations.values():
            where = self._rows["stations"][row.name][0]
            field = f"recipes.{row.name}.name"
            known(where, field, "a recipe made at once", row.name, names)
        return [
            replace(recipe, station=stations[recipe.name].station)
            if recipe.name in stations
            else recipe
            for recipe in recipes
        ]

    def _loot_of(
        self, folder: str, book: LootBook, subjects: Collection[str], items: Collection[str]
    ) -> Mapping[str, LootTable]:
        found = {}
        for subject in subjects:
            space, colon, name = subject.rpartition(":")
            title = f"{space}{colon}{folder}/{name}"
            if title in self._loot:
                table = book.table(title)
                for item in table.names():
                    known(self._loot[title][0], "pools", "an item", item, items)
                found[subject] = table
        return _sorted(found)

    def _burning(
        self, items: Collection[str], tags: Mapping[str, tuple[str, ...]]
    ) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for where, pattern, ticks in self._fuel:
            tag = pattern.removeprefix("#")
            among = items if tag == pattern else tags
            known(where, f"burn_ticks.{pattern}", "an item or tag", tag, among)
            members = (pattern,) if tag == pattern else tags[tag]
            found.update(dict.fromkeys(members, ticks))
        return _sorted({item: ticks for item, ticks in found.items() if ticks})

    def _check_rows(
        self, tables: Mapping[str, Mapping[str, Any]], block_tags: Mapping[str, tuple[str, ...]]
    ) -> None:
        items, blocks, biomes = tables["items"], tables["blocks"], tables["biomes"]
        kinds = {f"#{biome.category}" for biome in biomes.values()}
        places = [*biomes, *kinds]
        for table, field, what, names in (
            ("items", "tier", "a tier", tables["tiers"]),
            ("items", "remainder", "an item", items),
            ("blocks", "requires", "an item", items),
            ("ore", "block", "a block", blocks),
            ("ore", "replaces", "a block or tag", [*blocks, *(f"#{tag}" for tag in block_tags)]),
            ("ore", "biomes", "a biome or #kind", places),
            ("mobs", "name", "an entity", tables["entities"]),
            ("mobs", "biomes", "a biome or #kind", places),
        ):
            key = ROW_TABLES[table].key
            for row in tables[table].values():
                for name in _as_names(getattr(row, field)):
                    where = self._rows[table][row.name][0]
                    known(where, f"{key}.{row.name}.{field}", what, name, names)
        for mob in tables["mobs"].values():
            for biome in (biome for haunt in mob.haunts for biome in haunt.biomes):
                where = self._rows["mobs"][mob.name][0]
                known(where, f"mobs.{mob.name}.haunts", "a biome or #kind", biome, places)


def _in_folder(name: str) -> tuple[str, str]:
    """Returns the folder of a file's name, and the name in it with its namespace."""
    namespace, colon, path = name.rpartition(":")
    folder, _, rest = path.partition("/")
    return folder, f"{namespace}{colon}{rest}"


def _as_names(value: object) -> Iterable[str]:
    if isinstance(value, tuple):
        return value
    return () if value is None else (str(value),)


def _choice(names: tuple[str, ...], tags: Mapping[str, tuple[str, ...]]) -> Choice:
    """Returns the alternatives of an ingredient as one name or `#tag`, or as sorted names."""
    if len(names) == 1:
        return names[0]
    plain: set[str] = set()
    for name in names:
        plain.update(tags[name[1:]] if name.startswith("#") else (name,))
    members = tuple(sorted(plain))
    same = (tag for tag in sorted(tags) if tags[tag] == members)
    tag = next(same, None)
    return members if tag is None else f"#{tag}"
