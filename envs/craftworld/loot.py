"""Loot tables in Minecraft's own form: what a block or a mob drops, drawn with whole numbers.

Understood is what vanilla 1.16's tables of blocks and mobs use: pools and rolls, items, weights
and alternatives, the conditions and functions below. There are no enchantments in craftworld, so
that what Silk Touch asks for never holds, Fortune is at level 0, and Looting adds nothing
(Minecraft Wiki, Loot table, Java Edition 1.16). A table that uses more is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field

from envs._frozen import Name


class Draws(Protocol):
    """A source of whole numbers, such as `random.Random`."""

    def randrange(self, stop: int, /) -> int:
        """Returns a number from 0 to below `stop`, each as likely."""
        ...


class Occasion(NamedTuple):
    """How it came that something drops."""

    tool: str | None = None
    """The item in hand; `None` for the bare hand."""
    state: Mapping[str, str] = {}
    """The block's properties, such as `age`; what isn't there fits no condition."""
    by_player: bool = True
    """Whether a player broke or killed it."""


def _exact(value: object) -> object:
    """Returns a number as the decimal number that was written."""
    return Decimal(repr(value)) if isinstance(value, float) else value


Chance = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=1)]


def _happens(chance: Decimal, draws: Draws) -> bool:
    successes, out_of = chance.as_integer_ratio()
    return draws.randrange(out_of) < successes


class _Form(BaseModel):
    """Is a part of a loot table; fields that it doesn't know have no say in craftworld."""

    model_config = ConfigDict(frozen=True, extra="ignore")


# ---- conditions


class _Always(_Form):
    condition: Literal["survives_explosion"]

    def holds(self, _occasion: Occasion, _draws: Draws) -> bool:
        return True


class _RandomChance(_Form):
    condition: Literal["random_chance", "random_chance_with_looting"]
    chance: Chance

    def holds(self, _occasion: Occasion, draws: Draws) -> bool:
        return _happens(self.chance, draws)


class _TableBonus(_Form):
    condition: Literal["table_bonus"]
    chances: Annotated[tuple[Chance, ...], Field(min_length=1)]

    def holds(self, _occasion: Occasion, draws: Draws) -> bool:
        return _happens(self.chances[0], draws)


class _ToolPredicate(BaseModel):
    """Is closed: a demand that isn't understood must not hold for every tool."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: Name | None = None
    enchantments: tuple[Any, ...] = ()


class _MatchTool(_Form):
    condition: Literal["match_tool"]
    predicate: _ToolPredicate

    def holds(self, occasion: Occasion, _draws: Draws) -> bool:
        wanted = self.predicate
        return not wanted.enchantments and wanted.item in (None, occasion.tool)


class _KilledByPlayer(_Form):
    condition: Literal["killed_by_player"]

    def holds(self, occasion: Occasion, _draws: Draws) -> bool:
        return occasion.by_player


class _BlockState(_Form):
    condition: Literal["block_state_property"]
    properties: Mapping[str, str]

    def holds(self, occasion: Occasion, _draws: Draws) -> bool:
        return all(occasion.state.get(name) == value for name, value in self.properties.items())


class _Inverted(_Form):
    condition: Literal["inverted"]
    term: _Condition

    def holds(self, occasion: Occasion, draws: Draws) -> bool:
        return not self.term.holds(occasion, draws)


class _Alternative(_Form):
    condition: Literal["alternative"]
    terms: tuple[_Condition, ...]

    def holds(self, occasion: Occasion, draws: Draws) -> bool:
        return any(term.holds(occasion, draws) for term in self.terms)


_Condition = Annotated[
    _Always
    | _RandomChance
    | _TableBonus
    | _MatchTool
    | _KilledByPlayer
    | _BlockState
    | _Inverted
    | _Alternative,
    Discriminator("condition"),
]


# ---- counts and functions


class _Uniform(_Form):
    type: Literal["uniform"] = "uniform"
    min: int
    max: int

    def drawn(self, draws: Draws) -> int:
        return self.min + draws.randrange(max(1, self.max - self.min + 1))


class _Binomial(_Form):
    type: Literal["binomial"]
    n: Annotated[int, Field(ge=0, le=1000)]
    p: Chance

    def drawn(self, draws: Draws) -> int:
        return sum(_happens(self.p, draws) for _ in range(self.n))


def _as_range(value: object) -> object:
    """Returns a plain number as the range of that number alone."""
    if isinstance(value, int | float):
        return {"type": "uniform", "min": value, "max": value}
    return {"type": "uniform"} | value if isinstance(value, dict) else value


_Number = Annotated[
    Annotated[_Uniform | _Binomial, Discriminator("type")], BeforeValidator(_as_range)
]


class _SetCount(_Form):
    function: Literal["set_count"]
    count: _Number
    conditions: tuple[_Condition, ...] = ()

    def applied(self, _count: int, draws: Draws) -> int:
        return self.count.drawn(draws)


class _Limit(_Form):
    min: int | None = None
    max: int | None = None


class _LimitCount(_Form):
    function: Literal["limit_count"]
    limit: _Limit
    conditions: tuple[_Condition, ...] = ()

    def applied(self, count: int, _draws: Draws) -> int:
        low = count if self.limit.min is None else self.limit.min
        high = count if self.limit.max is None else self.limit.max
        return min(max(count, low), max(high, low))


class _BonusParameters(_Form):
    extra: Annotated[int, Field(ge=0, le=1000)] = 0
    probability: Chance = Decimal(0)


class _ApplyBonus(_Form):
    """At level 0 only the binomial formula adds something: its `extra` draws."""

    function: Literal["apply_bonus"]
    formula: Literal["binomial_with_bonus_count", "ore_drops", "uniform_bonus_count"]
    parameters: _BonusParameters = _BonusParameters()
    conditions: tuple[_Condition, ...] = ()

    def applied(self, count: int, draws: Draws) -> int:
        if self.formula != "binomial_with_bonus_count":
            return count
        bonus = self.parameters
        return count + sum(_happens(bonus.probability, draws) for _ in range(bonus.extra))


class _NoEffect(_Form):
    """Changes what craftworld doesn't have: enchantments, blasts, an item's contents or name."""

    function: Literal[
        "copy_name",
        "copy_nbt",
        "copy_state",
        "explosion_decay",
        "furnace_smelt",
        "looting_enchant",
        "set_contents",
        "set_nbt",
    ]
    conditions: tuple[Any, ...] = ()


_Function = Annotated[_SetCount | _LimitCount | _ApplyBonus | _NoEffect, Discriminator("function")]


def _counted(count: int, functions: tuple[_Function, ...], occasion: Occasion, draws: Draws) -> int:
    for function in functions:
        if isinstance(function, _NoEffect):
            continue
        if all(condition.holds(occasion, draws) for condition in function.conditions):
            count = function.applied(count, draws)
    return count


# ---- entries, pools, tables


class _Entry(_Form):
    weight: Annotated[int, Field(ge=1)] = 1
    conditions: tuple[_Condition, ...] = ()

    def may_fall(self, occasion: Occasion, draws: Draws) -> bool:
        return all(condition.holds(occasion, draws) for condition in self.conditions)


class _Item(_Entry):
    type: Literal["item"]
    name: Name
    functions: tuple[_Function, ...] = ()

    def chosen(self, occasion: Occasion, draws: Draws) -> _Item | None:
        return self if self.may_fall(occasion, draws) else None

    def names(self) -> Iterator[str]:
        yield self.name


class _Empty(_Entry):
    type: Literal["empty"]
    functions: tuple[_Function, ...] = ()

    def chosen(self, occasion: Occasion, draws: Draws) -> _Empty | None:
        return self if self.may_fall(occasion, draws) else None

    def names(self) -> Iterator[str]:
        yield from ()


class _Alternatives(_Entry):
    type: Literal["alternatives"]
    children: tuple[_AnyEntry, ...]

    def chosen(self, occasion: Occasion, draws: Draws) -> _Item | _Empty | None:
        if not self.may_fall(occasion, draws):
            return None
        chosen = (child.chosen(occasion, draws) for child in self.children)
        return next((entry for entry in chosen if entry is not None), None)

    def names(self) -> Iterator[str]:
        for child in self.children:
            yield from child.names()


_AnyEntry = Annotated[_Item | _Empty | _Alternatives, Discriminator("type")]


class _Pool(_Form):
    rolls: _Number
    entries: tuple[_AnyEntry, ...]
    conditions: tuple[_Condition, ...] = ()
    functions: tuple[_Function, ...] = ()

    def rolled(self, occasion: Occasion, draws: Draws) -> Iterator[tuple[str, int]]:
        if not all(condition.holds(occasion, draws) for condition in self.conditions):
            return
        for _ in range(self.rolls.drawn(draws)):
            entry = self._picked(occasion, draws)
            if isinstance(entry, _Item):
                functions = entry.functions + self.functions
                yield entry.name, _counted(1, functions, occasion, draws)

    def _picked(self, occasion: Occasion, draws: Draws) -> _Item | _Empty | None:
        chosen = [entry.chosen(occasion, draws) for entry in self.entries]
        fitting = [entry for entry in chosen if entry is not None]
        if len(fitting) < 2:
            return next(iter(fitting), None)
        place = draws.randrange(sum(entry.weight for entry in fitting))
        for entry in fitting:
            place -= entry.weight
            if place < 0:
                return entry
        return None


class LootTable(_Form):
    """One file of `loot_tables/blocks` or `loot_tables/entities`."""

    pools: tuple[_Pool, ...] = ()
    functions: tuple[_Function, ...] = ()

    def fall(self, occasion: Occasion, draws: Draws) -> tuple[tuple[str, int], ...]:
        """Returns what drops: items with their counts, each item once, in the table's order."""
        found: dict[str, int] = {}
        for pool in self.pools:
            for name, drawn in pool.rolled(occasion, draws):
                count = _counted(drawn, self.functions, occasion, draws)
                if count > 0:
                    found[name] = found.get(name, 0) + count
        return tuple(found.items())

    def names(self) -> tuple[str, ...]:
        """Returns the items that may drop, sorted."""
        names = {name for pool in self.pools for entry in pool.entries for name in entry.names()}
        return tuple(sorted(names))
