"""Loads data packs: `load(paths)` lays a user's packs over the shipped one and gives the `Rules`.

Packs are laid in order, later ones win: a recipe or loot table replaces the one of the same
name, a tag's values are added unless it says `"replace": true`, a row of a table overrides the
fields that it names, and a table that says `"replace": true` starts anew. Everything is checked
once all are laid; an error names the pack, the file and the field.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from envs.craftworld.loot import LootTable
from envs.craftworld.packfiles import PackFile, read_pack
from envs.craftworld.packforms import (
    IN_CODE,
    RECIPE_FORMS,
    ROW_TABLES,
    FuelForm,
    Making,
    RowsForm,
    TagForm,
)
from envs.craftworld.rules import STATIONS, Choice, Recipe, Rules, SpecialSpeed
from envs.errors import DataPackError

VANILLA = Path(__file__).parent / "data" / "vanilla"
"""The shipped pack: Minecraft 1.16.5 (its sources are in `data/README.md`)."""

_Form = TypeVar("_Form", bound=BaseModel)
_Value = TypeVar("_Value")


def load(paths: Sequence[Path | str] = ()) -> Rules:
    """Returns the rules of vanilla with the packs at `paths` laid over it, in order.

    The same paths give the same object as long as the process lives; a pack that changes
    meanwhile isn't read again.

    Raises:
        DataPackError: A pack can't be used; the message names the file and the field.
    """
    return _loaded(tuple(Path(path).resolve() for path in paths))


@cache
def _loaded(paths: tuple[Path, ...]) -> Rules:
    layers = _Layers()
    for pack in (VANILLA, *paths):
        for file in read_pack(pack):
            layers.lay(file)
    return layers.settled()


def _refuse(where: str, field: str, trouble: str) -> NoReturn:
    raise DataPackError(
        f"In {where}, field {field!r}: {trouble}{'' if trouble[-1] == '?' else '.'}"
    )


def _read(form: type[_Form], where: str, content: object, prefix: str = "") -> _Form:
    try:
        return form.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = prefix + ".".join(map(str, first["loc"]))
        found = "" if first["type"] == "missing" else f", found {str(first['input'])[:80]!r}"
        trouble = first["msg"].removeprefix("Value error, ")
        _refuse(where, field, trouble[:1].lower() + trouble[1:] + found)


def _known(where: str, field: str, what: str, name: str, names: Collection[str]) -> None:
    if name not in names:
        near = get_close_matches(name, sorted(names), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        _refuse(where, field, f"expected {what} that exists, found {name!r}{hint}")


def _sorted(table: Mapping[str, _Value]) -> Mapping[str, _Value]:
    return MappingProxyType(dict(sorted(table.items())))


class _Layers:
    """Gathers what the packs say, each with where it was said."""

    def __init__(self) -> None:
        self._recipes: dict[str, tuple[str, Making]] = {}
        self._loot: dict[str, tuple[str, LootTable]] = {}
        self._tags: dict[str, dict[str, list[tuple[str, str, bool]]]] = {
            kind: {} for kind in ("items", "blocks", "entity_types")
        }
        self._rows: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {
            table: {} for table in ROW_TABLES
        }
        self._fuel: list[tuple[str, str, int]] = []
        self._special_speeds: tuple[str, tuple[SpecialSpeed, ...]] = ("", ())

    # ---- laying one file over what is there

    def lay(self, file: PackFile) -> None:
        """Lays one file over those before it."""
        by_kind: dict[str, Callable[[PackFile], None]] = {
            "recipes": self._lay_recipe,
            "tags": self._lay_tag,
            "loot_tables": self._lay_loot,
            "tables": self._lay_table,
        }
        by_kind[file.kind](file)

    def _lay_recipe(self, file: PackFile) -> None:
        kind = file.content.get("type")
        if isinstance(kind, str) and kind.startswith(IN_CODE):
            return
        form = RECIPE_FORMS.get(str(kind))
        if form is None:
            known = ", ".join(RECIPE_FORMS)
            _refuse(file.where, "type", f"expected one of {known}, found {kind!r}")
        self._recipes[file.name] = file.where, _read(form, file.where, file.content).making()

    def _lay_tag(self, file: PackFile) -> None:
        kind, name = _in_folder(file.name)
        if kind not in self._tags:
            return  # tags of fluids and functions have no say
        form = _read(TagForm, file.where, file.content)
        values = self._tags[kind].setdefault(name, [])
        if form.replace:
            values.clear()
        values += [(file.where, value, required) for value, required in form.members()]

    def _lay_loot(self, file: PackFile) -> None:
        kind, name = _in_folder(file.name)
        if kind not in ("blocks", "entities") or "/" in name:
            return  # chests, fishing and the wool of each colour of sheep have no say
        self._loot[f"{kind}/{name}"] = file.where, _read(LootTable, file.where, file.content)

    def _lay_table(self, file: PackFile) -> None:
        if file.name == "fuel":
            form = _read(FuelForm, file.where, file.content)
            if form.replace:
                self._fuel.clear()
            self._fuel += [(file.where, name, ticks) for name, ticks in form.burn_ticks.items()]
        elif file.name in ROW_TABLES:
            self._lay_rows(file)
        else:
            known = ", ".join(sorted([*ROW_TABLES, "fuel"]))
            raise DataPackError(f"Expected a table named {known}, found {file.where}.")

    def _lay_rows(self, file: PackFile) -> None:
        key = ROW_TABLES[file.name].key
        content = {"rows" if name == key else name: said for name, said in file.content.items()}
        form, rows = _read(RowsForm, file.where, content), self._rows[file.name]
        if form.replace:
            rows.clear()
        if form.special_speeds is not None:
            self._special_speeds = file.where, form.special_speeds
        for place, row in enumerate(form.rows):
            if not isinstance(name := row.get("name"), str):
                _refuse(file.where, f"{key}.{place}.name", "expected the row's name")
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
        return Rules(
            recipes=tuple(sorted(recipes, key=lambda recipe: (recipe.output, recipe.name))),
            items=_sorted(items),
            blocks=_sorted(blocks),
            entities=_sorted(entities),
            biomes=_sorted(tables["biomes"]),
            item_tags=item_tags,
            block_tags=block_tags,
            entity_tags=self._unfolded("entity_types", entities),
            block_loot=self._loot_of("blocks", blocks, items),
            entity_loot=self._loot_of("entities", entities, items),
            fuel=self._burning(items, item_tags),
            veins=tuple(tables["ore"].values()),
            mobs=_sorted(tables["mobs"]),
            tiers=_sorted(tables["tiers"]),
            special_speeds=self._special_speeds[1],
        )

    def _table(self, name: str) -> dict[str, Any]:
        kind = ROW_TABLES[name]
        return {
            row_name: _read(kind.row, where, row, f"{kind.key}.{row_name}.")
            for row_name, (where, row) in self._rows[name].items()
        }

    def _unfolded(self, kind: str, names: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        tags = self._tags[kind]
        unfolded: dict[str, tuple[str, ...]] = {}

        def unfold(tag: str, above: tuple[str, ...]) -> tuple[str, ...]:
            if tag in unfolded:
                return unfolded[tag]
            found: set[str] = set()
            for where, value, required in tags[tag]:
                if value[1:] in (*above, tag) and value.startswith("#"):
                    _refuse(where, "values", f"expected no tag inside itself, found {value!r}")
                if required:
                    known = tags if value.startswith("#") else names
                    _known(where, "values", "a name or tag", value.removeprefix("#"), known)
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
        _known(where, "result", "an item", making.output, items)
        for alternatives, _ in making.ingredients:
            for pattern in alternatives:
                known = tags if pattern.startswith("#") else items
                _known(where, "ingredients", "an item or tag", pattern.removeprefix("#"), known)
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

    def _loot_of(
        self, folder: str, subjects: Collection[str], items: Collection[str]
    ) -> Mapping[str, LootTable]:
        found = {}
        for path, (where, table) in self._loot.items():
            kind, name = _in_folder(path)
            if kind == folder and name in subjects:
                for item in table.names():
                    _known(where, "pools", "an item", item, items)
                found[name] = table
        return _sorted(found)

    def _burning(
        self, items: Collection[str], tags: Mapping[str, tuple[str, ...]]
    ) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for where, pattern, ticks in self._fuel:
            tag = pattern.removeprefix("#")
            known = items if tag == pattern else tags
            _known(where, f"burn_ticks.{pattern}", "an item or tag", tag, known)
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
                    _known(where, f"{key}.{row.name}.{field}", what, name, names)


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
