"""The forms of the files of a data pack: recipes, tags and our own tables.

They check what a file says by itself; whether the names in it exist, `datapack` checks when all
packs are laid over one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from envs._frozen import Count, Frozen, Name, Pattern
from envs.craftworld.game.rules import (
    Biome,
    Block,
    Entity,
    Item,
    Mob,
    RecipeKind,
    SpecialSpeed,
    Tier,
    Vein,
    Whole,
)

COOKING_TICKS = {"smelting": 200, "blasting": 100, "smoking": 100, "campfire_cooking": 100}
"""How long a recipe cooks that doesn't say so (Minecraft Wiki, Recipe, Java Edition 1.16)."""


class _Form(BaseModel):
    """Is a part of a vanilla file; fields without a say here (`group`, `experience`) are let be."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Named(_Form):
    """An item, or a tag of items."""

    item: Name | None = None
    tag: Name | None = None

    @model_validator(mode="after")
    def _is_one(self) -> _Named:
        if (self.item is None) == (self.tag is None):
            raise ValueError("expected either 'item' or 'tag'")
        return self

    @property
    def pattern(self) -> str:
        return self.item if self.item is not None else f"#{self.tag}"


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


IngredientForm = Annotated[
    tuple[_Named, ...], BeforeValidator(_as_list), Field(min_length=1, max_length=256)
]
"""One ingredient: an item, a tag, or a list of alternatives."""


@dataclass(frozen=True, slots=True)
class Making:
    """What a recipe file comes to, tags not yet looked up."""

    kind: RecipeKind
    ingredients: tuple[tuple[tuple[str, ...], int], ...]
    """The alternatives of each ingredient, and how many of it."""
    output: str
    count: int
    ticks: int
    fits_2x2: bool

    @property
    def is_of_air(self) -> bool:
        """Whether it gives or takes air: how many a pack says that it can't be made."""
        return self.output == "air" or any(names == ("air",) for names, _ in self.ingredients)


def _patterns(ingredient: tuple[_Named, ...]) -> tuple[str, ...]:
    return tuple(sorted({named.pattern for named in ingredient}))


def _tallied(ingredients: list[tuple[str, ...]]) -> tuple[tuple[tuple[str, ...], int], ...]:
    return tuple((each, ingredients.count(each)) for each in sorted(set(ingredients)))


class _Stack(_Form):
    item: Name
    count: Annotated[int, Field(ge=1, le=64)] = 1


class ShapedForm(_Form):
    """A recipe with a pattern."""

    pattern: Annotated[
        tuple[Annotated[str, Field(max_length=3)], ...], Field(min_length=1, max_length=3)
    ]
    key: dict[Annotated[str, Field(min_length=1, max_length=1)], IngredientForm]
    result: _Stack

    @model_validator(mode="after")
    def _knows_its_symbols(self) -> ShapedForm:
        if len({len(row) for row in self.pattern}) > 1:
            raise ValueError("expected rows of one width in the pattern")
        used = set("".join(self.pattern)) - {" "}
        if not used or used != set(self.key):
            raise ValueError(
                f"expected each symbol of the pattern in the key and no other, found "
                f"{''.join(sorted(used))!r} in the pattern and {''.join(sorted(self.key))!r}"
            )
        return self

    def making(self) -> Making:
        """Returns what the recipe comes to."""
        cells = [
            (row, column)
            for row, line in enumerate(self.pattern)
            for column, symbol in enumerate(line)
            if symbol != " "
        ]
        rows, columns = zip(*cells, strict=True)
        ingredients = [_patterns(self.key[self.pattern[row][column]]) for row, column in cells]
        small = max(rows) - min(rows) < 2 and max(columns) - min(columns) < 2
        result = self.result
        return Making("crafting", _tallied(ingredients), result.item, result.count, 0, small)


class ShapelessForm(_Form):
    """A recipe without a pattern."""

    ingredients: Annotated[tuple[IngredientForm, ...], Field(min_length=1, max_length=9)]
    result: _Stack

    def making(self) -> Making:
        """Returns what the recipe comes to."""
        ingredients = [_patterns(each) for each in self.ingredients]
        small, result = len(ingredients) <= 4, self.result
        return Making("crafting", _tallied(ingredients), result.item, result.count, 0, small)


class CookingForm(_Form):
    """A recipe of a furnace, smoker, blast furnace or campfire."""

    type: Literal["smelting", "blasting", "smoking", "campfire_cooking"]
    ingredient: IngredientForm
    result: Name
    cookingtime: Annotated[int, Field(ge=1, le=1_000_000)] | None = None

    def making(self) -> Making:
        """Returns what the recipe comes to."""
        ticks = self.cookingtime or COOKING_TICKS[self.type]
        return Making(self.type, ((_patterns(self.ingredient), 1),), self.result, 1, ticks, False)


class CuttingForm(_Form):
    """A recipe of a stonecutter."""

    ingredient: IngredientForm
    result: Name
    count: Count

    def making(self) -> Making:
        """Returns what the recipe comes to."""
        needs = ((_patterns(self.ingredient), 1),)
        return Making("stonecutting", needs, self.result, self.count, 0, False)


class SmithingForm(_Form):
    """A recipe of a smithing table."""

    base: IngredientForm
    addition: IngredientForm
    result: _Stack

    def making(self) -> Making:
        """Returns what the recipe comes to."""
        needs = _tallied([_patterns(self.base), _patterns(self.addition)])
        return Making("smithing", needs, self.result.item, self.result.count, 0, False)


RecipeForm = ShapedForm | ShapelessForm | CookingForm | CuttingForm | SmithingForm

RECIPE_FORMS: dict[str, type[RecipeForm]] = {
    "crafting_shaped": ShapedForm,
    "crafting_shapeless": ShapelessForm,
    "stonecutting": CuttingForm,
    "smithing": SmithingForm,
    "smelting": CookingForm,
    "blasting": CookingForm,
    "smoking": CookingForm,
    "campfire_cooking": CookingForm,
}
"""The form of each `type` of recipe."""

IN_CODE = "crafting_special_"
"""Types that start so have their rule in Minecraft's code; the file says nothing of it."""


class _MayBe(_Form):
    id: Pattern
    required: bool = True


class TagForm(_Form):
    """A tag; its values are added to those of the packs below unless it replaces them."""

    replace: bool = False
    values: tuple[Pattern | _MayBe, ...]

    def members(self) -> tuple[tuple[str, bool], ...]:
        """Returns each value and whether it must exist."""
        return tuple(
            (value, True) if isinstance(value, str) else (value.id, value.required)
            for value in self.values
        )


CRAFTED_AT_ONCE = ("crafting", "smithing", "stonecutting")
"""Kinds of recipe that can be moved to another station."""


class StationRow(Frozen):
    """At which station a recipe is made that gives its result at once."""

    name: Name
    """Of the recipe: of its file, with the namespace if that isn't `minecraft`."""
    station: (
        Literal[
            "anvil", "cartography_table", "crafting_table", "enchanting_table", "fletching_table",
            "grindstone", "loom", "smithing_table", "stonecutter",
        ]
        | None
    )  # fmt: skip
    """The block; `None` for the grid in the inventory."""


class TableKind(NamedTuple):
    """How one of our tables is written: rows under `key`, each with a name of its own."""

    key: str
    row: type[Frozen]


ROW_TABLES: dict[str, TableKind] = {
    "biomes": TableKind("biomes", Biome),
    "blocks": TableKind("blocks", Block),
    "entities": TableKind("entities", Entity),
    "items": TableKind("items", Item),
    "mobs": TableKind("mobs", Mob),
    "ore": TableKind("veins", Vein),
    "stations": TableKind("recipes", StationRow),
    "tiers": TableKind("tiers", Tier),
}
"""Tables of rows by the name of their file."""


class FuelForm(Frozen):
    """The table of fuel. A later line overrides an earlier one; 0 means that it doesn't burn."""

    source: str = ""
    replace: bool = False
    burn_ticks: dict[Pattern, Whole]


class RowsForm(Frozen):
    """The head of a table of rows."""

    source: str = ""
    replace: bool = False
    special_speeds: tuple[SpecialSpeed, ...] | None = None
    rows: tuple[dict[str, Any], ...]
