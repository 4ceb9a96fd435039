"""The functions of loot tables that change a count, and the numbers that they draw.

Functions that change what craftworld doesn't have (enchantments, an item's name, wear or
contents, what a blast leaves) are known and let be.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from math import floor
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field

from envs.craftworld.game.lootconditions import (
    Chance,
    Condition,
    Draws,
    Form,
    Occasion,
    all_hold,
    happens,
)

_MOST = 10_000

Whole = Annotated[int, Field(ge=-_MOST, le=_MOST)]


class _Uniform(Form):
    type: Literal["uniform"] = "uniform"
    min: Whole
    max: Whole

    def drawn(self, draws: Draws) -> int:
        return self.min + draws.randrange(max(1, self.max - self.min + 1))


class _Binomial(Form):
    type: Literal["binomial"]
    n: Annotated[int, Field(ge=0, le=1000)]
    p: Chance

    def drawn(self, draws: Draws) -> int:
        return sum(happens(self.p, draws) for _ in range(self.n))


def _rounded(value: object) -> object:
    """Returns the whole number that the game makes of one with a point."""
    return floor(value) if isinstance(value, float) and abs(value) < 1e9 else value


def _as_range(value: object) -> object:
    """Returns a plain number as the range of that number alone."""
    if isinstance(value, int | float):
        return {"type": "uniform", "min": _rounded(value), "max": _rounded(value)}
    if not isinstance(value, dict):
        return value
    said = {"type": "uniform"} | value
    ends = {name: _rounded(said[name]) for name in ("min", "max") if name in said}
    return said | ends


Number = Annotated[
    Annotated[_Uniform | _Binomial, Discriminator("type")], BeforeValidator(_as_range)
]
"""A number, a range, each whole number of which is as likely, or `n` draws of chance `p`."""


class _Conditional(Form):
    conditions: tuple[Condition, ...] = ()

    def applied(self, count: int, _draws: Draws) -> int:
        """Returns the count that comes of `count`."""
        return count


class _SetCount(_Conditional):
    function: Literal["set_count"]
    count: Number
    add: Literal[False] = False
    """As later versions write it out; to add is not known in 1.16."""

    def applied(self, _count: int, draws: Draws) -> int:
        return self.count.drawn(draws)


class _Limit(Form):
    min: Whole | None = None
    max: Whole | None = None


class _LimitCount(_Conditional):
    function: Literal["limit_count"]
    limit: _Limit

    def applied(self, count: int, _draws: Draws) -> int:
        low, high = self.limit.min, self.limit.max
        count = count if low is None else max(count, low)
        return count if high is None else min(count, high)


class _BonusParameters(Form):
    extra: Annotated[int, Field(ge=0, le=1000)] = 0
    probability: Chance = Decimal(0)
    bonusMultiplier: Any = None  # noqa: N815  # vanilla's name


class _ApplyBonus(_Conditional):
    """At level 0 only the binomial formula adds something: its `extra` draws."""

    function: Literal["apply_bonus"]
    enchantment: Any = None
    formula: Literal["binomial_with_bonus_count", "ore_drops", "uniform_bonus_count"]
    parameters: _BonusParameters = _BonusParameters()

    def applied(self, count: int, draws: Draws) -> int:
        if self.formula != "binomial_with_bonus_count":
            return count
        bonus = self.parameters
        return count + sum(happens(bonus.probability, draws) for _ in range(bonus.extra))


class _NoEffect(_Conditional):
    """Changes what craftworld doesn't have."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    function: Literal[
        "copy_name",
        "copy_nbt",
        "copy_state",
        "enchant_randomly",
        "enchant_with_levels",
        "exploration_map",
        "explosion_decay",
        "fill_player_head",
        "furnace_smelt",
        "looting_enchant",
        "set_attributes",
        "set_contents",
        "set_damage",
        "set_loot_table",
        "set_lore",
        "set_name",
        "set_nbt",
        "set_stew_effect",
    ]
    # Not read: they say when nothing is done.
    conditions: tuple[Any, ...] = ()


Function = Annotated[_SetCount | _LimitCount | _ApplyBonus | _NoEffect, Discriminator("function")]


def counted(count: int, functions: Iterable[Function], occasion: Occasion, draws: Draws) -> int:
    """Returns what `functions` make of `count`, in their order."""
    for function in functions:
        if isinstance(function, _NoEffect):
            continue
        if all_hold(function.conditions, occasion, draws):
            count = function.applied(count, draws)
    return count
