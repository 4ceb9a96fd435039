"""The recipes: minecraft-data's for crafting, two tables of our own for the other stations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import product
from typing import Any

from scripts.data_src.sources import VANILLA, Files, MinecraftData, as_json, source, spelled
from scripts.data_src.tags import Tags

Grid = tuple[tuple[str | None, ...], ...]
"""One variant's rows of items; a recipe without a pattern has one row, sorted."""

Choice = str | tuple[str, ...]
"""What may lie in a place: an item, a `#tag`, or alternatives."""

Pattern = tuple[tuple[Choice | None, ...], ...]
"""A recipe's rows, its variants merged."""


class Crafting:
    """The crafting recipes: variants merged, files named as vanilla names them."""

    def __init__(self, data: MinecraftData, tags: Tags) -> None:
        self._names: dict[int, str] = {item["id"]: item["name"] for item in data.read("items")}
        self._recipes = data.read("recipes")
        self._rules = source("recipes")
        self._tags = tags
        self._alternatives = [tuple(names) for names in self._rules["alternatives"]]

    def files(self) -> Files:
        """Returns one data-pack file a recipe."""
        found: Files = {}
        for number, variants in self._recipes.items():
            result = self._names[int(number)]
            merged = list(self._merged(result, variants))
            for grid, shaped, count in merged:
                name = self._file_name(result, grid, alone=len(merged) == 1)
                path = f"{VANILLA}/recipes/{name}.json"
                if path in found:
                    raise SystemExit(f"Two recipes of {result!r} have the file name {name!r}.")
                found[path] = as_json(
                    shaped_recipe(result, grid, count)
                    if shaped
                    else shapeless_recipe(result, grid[0], count)
                )
        return found

    def _merged(
        self, result: str, variants: Sequence[Mapping[str, Any]]
    ) -> Iterator[tuple[Pattern, bool, int]]:
        groups: dict[tuple[bool, int], dict[Grid, None]] = {}
        for variant in variants:
            kind = ("inShape" in variant, variant["result"]["count"])
            groups.setdefault(kind, {})[self._grid(variant)] = None
        for (shaped, count), left in groups.items():
            while left:
                grid = next(iter(left))
                way, covered = self._widest(result, grid, left.keys(), shaped)
                for variant_grid in covered:
                    del left[variant_grid]
                yield pattern(grid, way), shaped, count

    def _grid(self, variant: Mapping[str, Any]) -> Grid:
        if "inShape" in variant:
            rows = variant["inShape"]
            return tuple(
                tuple(None if cell in (None, -1) else self._names[cell] for cell in row)
                for row in rows
            )
        return (tuple(sorted(self._names[cell] for cell in variant["ingredients"])),)

    def _choices(self, result: str, item: str) -> Iterator[tuple[Choice, tuple[str, ...]]]:
        """Yields what `item` may stand for in a recipe of `result`, itself last."""
        for tag in [*self._rules["prefer"].get(result, []), *self._rules["tags"]]:
            members = self._tags.items(tag)
            if item in members:
                yield f"#{tag}", members
        for names in self._alternatives:
            if item in names:
                yield names, names
        yield item, (item,)

    def _widest(
        self, result: str, grid: Grid, left: AbstractSet[Grid], shaped: bool
    ) -> tuple[dict[str, Choice], set[Grid]]:
        """Returns the reading of `grid` with most variants, all of which are in `left`."""
        items = sorted({cell for row in grid for cell in row if cell})
        readings = []
        for picked in product(*(list(self._choices(result, item)) for item in items)):
            members = dict(zip(items, (members for _, members in picked), strict=True))
            covered = expanded(grid, members, shaped)
            if covered <= left:
                way = dict(zip(items, (choice for choice, _ in picked), strict=True))
                readings.append((way, covered))
        return max(readings, key=lambda reading: len(reading[1]))

    def _file_name(self, result: str, grid: Pattern, *, alone: bool) -> str:
        needs = sorted({str(cell) for row in grid for cell in row if cell})
        if given := self._rules["names"].get(f"{result} <- {' + '.join(needs)}"):
            return str(given)
        endings = self._rules["name_endings"]
        ending = next((endings[name] for name in endings if name in needs and not alone), "")
        return f"{result}{ending}"


def expanded(grid: Grid, members: Mapping[str, Sequence[str]], shaped: bool) -> set[Grid]:
    """Returns the variants of `grid` with each item replaced by each of its `members`."""
    found = set()
    for picked in product(*members.values()):
        swap = dict(zip(members, picked, strict=True))
        rows = [tuple(swap[cell] if cell else None for cell in row) for row in grid]
        found.add(tuple(rows) if shaped else (tuple(sorted(map(str, rows[0]))),))
    return found


def pattern(grid: Grid, way: Mapping[str, Choice]) -> Pattern:
    """Returns `grid` with its items read `way`."""
    return tuple(tuple(way[cell] if cell else None for cell in row) for row in grid)


def ingredient(choice: Choice) -> object:
    """Returns `choice` in a recipe file's form."""
    if isinstance(choice, tuple):
        return [{"item": spelled(name)} for name in choice]
    if choice.startswith("#"):
        return {"tag": spelled(choice[1:])}
    return {"item": spelled(choice)}


def stack(item: str, count: int) -> dict[str, object]:
    """Returns a result in a recipe file's form, which leaves out a count of 1."""
    return {"item": spelled(item)} | ({"count": count} if count != 1 else {})


def shaped_recipe(result: str, grid: Pattern, count: int) -> dict[str, object]:
    """Returns a recipe file with a pattern; its symbols in the order of first use."""
    choices = list(dict.fromkeys(cell for row in grid for cell in row if cell))
    symbols = dict(zip(choices, "#XYZSRQP", strict=False))
    return {
        "type": "minecraft:crafting_shaped",
        "pattern": ["".join(symbols[cell] if cell else " " for cell in row) for row in grid],
        "key": {symbol: ingredient(choice) for choice, symbol in symbols.items()},
        "result": stack(result, count),
    }


def shapeless_recipe(result: str, row: Sequence[Choice | None], count: int) -> dict[str, object]:
    """Returns a recipe file without a pattern."""
    return {
        "type": "minecraft:crafting_shapeless",
        "ingredients": [ingredient(cell) for cell in row if cell],
        "result": stack(result, count),
    }


COOKING_TICKS = {"smelting": 200, "blasting": 100, "smoking": 100, "campfire_cooking": 600}


def cooking_files(tags: Tags) -> Files:
    """Returns the hand-written recipes of furnaces, campfires and the smithing table."""
    found: Files = {}
    table = source("smelting")
    for recipe in table["recipe"]:
        alternatives = isinstance(recipe["ingredient"], list)
        names, results = tags.filled([recipe["name"]]), tags.filled([recipe["result"]])
        choices: list[Choice] = (
            [tuple(recipe["ingredient"])]
            if alternatives
            else [*tags.filled([recipe["ingredient"]])]
        )
        for name, taken, result in zip(names, choices, results, strict=True):
            for station in ["smelting", *recipe.get("also", [])]:
                stem = name.removesuffix("_from_smelting")
                file_name = name if station == "smelting" else f"{stem}_from_{station}"
                found[f"{VANILLA}/recipes/{file_name}.json"] = as_json(
                    {
                        "type": f"minecraft:{station}",
                        "ingredient": ingredient(taken),
                        "result": spelled(result),
                        "cookingtime": COOKING_TICKS[station],
                    }
                )
    smithing = table["smithing"]
    for base in smithing["bases"]:
        found[f"{VANILLA}/recipes/netherite_{base}_smithing.json"] = as_json(
            {
                "type": "minecraft:smithing",
                "base": ingredient(f"diamond_{base}"),
                "addition": ingredient(smithing["addition"]),
                "result": {"item": spelled(f"netherite_{base}")},
            }
        )
    return found


def cutting_files() -> Files:
    """Returns the hand-written recipes of the stonecutter."""
    table = source("cutting")
    found: Files = {}
    for block, results in table["of"].items():
        for result in results:
            usual = f"{result}_from_{block}_stonecutting"
            name = table["names"].get(f"{result} <- {block}", usual)
            found[f"{VANILLA}/recipes/{name}.json"] = as_json(
                {
                    "type": "minecraft:stonecutting",
                    "ingredient": ingredient(block),
                    "result": spelled(result),
                    "count": 2 if result.endswith("_slab") else 1,
                }
            )
    return found
