"""The conditions of loot tables, as Minecraft 1.16 has them.

Some ask for what craftworld doesn't have, and so never hold: enchantments, and properties of the
one who dies or kills (being on fire, wearing something, being a skeleton). Those that ask for
place, time or weather aren't known: a table must not depend on what it isn't told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


class Form(BaseModel):
    """Is a part of a loot table: frozen and closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _exact(value: object) -> object:
    """Returns a number as the decimal number that was written."""
    return Decimal(repr(value)) if isinstance(value, float) else value


Chance = Annotated[
    Decimal, BeforeValidator(_exact), Field(ge=0, le=1, allow_inf_nan=False, decimal_places=24)
]


def happens(chance: Decimal, draws: Draws) -> bool:
    """Returns whether something of that chance happens."""
    successes, out_of = chance.as_integer_ratio()
    return draws.randrange(out_of) < successes


class _Always(Form):
    condition: Literal["survives_explosion"]

    def holds(self, _occasion: Occasion, _draws: Draws) -> bool:
        return True


class _RandomChance(Form):
    condition: Literal["random_chance", "random_chance_with_looting"]
    chance: Chance
    looting_multiplier: Any = None

    def holds(self, _occasion: Occasion, draws: Draws) -> bool:
        return happens(self.chance, draws)


class _TableBonus(Form):
    """Has a chance for each level of an enchantment; here it is always the first."""

    condition: Literal["table_bonus"]
    enchantment: Any = None
    chances: Annotated[tuple[Chance, ...], Field(min_length=1)]

    def holds(self, _occasion: Occasion, draws: Draws) -> bool:
        return happens(self.chances[0], draws)


class _ToolPredicate(Form):
    item: Name | None = None
    items: tuple[Name, ...] | None = None
    """The items of a tag, where it names one."""
    enchantments: tuple[Any, ...] = ()

    def fits(self, tool: str | None) -> bool:
        wanted = self.item in (None, tool) and (self.items is None or tool in self.items)
        return wanted and not self.enchantments


class _MatchTool(Form):
    condition: Literal["match_tool"]
    predicate: _ToolPredicate

    def holds(self, occasion: Occasion, _draws: Draws) -> bool:
        return self.predicate.fits(occasion.tool)


class _KilledByPlayer(Form):
    condition: Literal["killed_by_player"]
    inverse: bool = False

    def holds(self, occasion: Occasion, _draws: Draws) -> bool:
        return occasion.by_player is not self.inverse


def _as_text(value: object) -> object:
    """Returns a property's value as a block's state has it: `7` and `true` are texts."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else value


class _Range(Form):
    min: Annotated[int, Field(ge=0, le=64)] = 0
    max: Annotated[int, Field(ge=0, le=64)] = 64

    def has(self, value: str | None) -> bool:
        return value is not None and value.isdecimal() and self.min <= int(value) <= self.max


class _BlockState(Form):
    condition: Literal["block_state_property"]
    block: Name | None = None
    properties: Mapping[str, Annotated[str | _Range, BeforeValidator(_as_text)]] = {}

    def holds(self, occasion: Occasion, _draws: Draws) -> bool:
        return all(
            wanted.has(occasion.state.get(name))
            if isinstance(wanted, _Range)
            else occasion.state.get(name) == wanted
            for name, wanted in self.properties.items()
        )


class _Somebody(Form):
    """Asks for properties of the one who dies or kills; only who asks for none is answered."""

    condition: Literal["damage_source_properties", "entity_properties"]
    entity: str = "this"
    predicate: Mapping[str, Any] = {}

    def holds(self, _occasion: Occasion, _draws: Draws) -> bool:
        return not self.predicate


class _Inverted(Form):
    condition: Literal["inverted"]
    term: Condition

    def holds(self, occasion: Occasion, draws: Draws) -> bool:
        return not self.term.holds(occasion, draws)


class _Alternative(Form):
    condition: Literal["alternative"]
    terms: tuple[Condition, ...]

    def holds(self, occasion: Occasion, draws: Draws) -> bool:
        return any(term.holds(occasion, draws) for term in self.terms)


class AllOf(Form):
    """Is what a file of predicates amounts to."""

    condition: Literal["all_of"] = "all_of"
    terms: tuple[Condition, ...]

    def holds(self, occasion: Occasion, draws: Draws) -> bool:
        """Returns whether all of its terms hold."""
        return all_hold(self.terms, occasion, draws)


Condition = Annotated[
    _Always
    | _RandomChance
    | _TableBonus
    | _MatchTool
    | _KilledByPlayer
    | _BlockState
    | _Somebody
    | _Inverted
    | _Alternative
    | AllOf,
    Discriminator("condition"),
]


def all_hold(conditions: Iterable[Condition], occasion: Occasion, draws: Draws) -> bool:
    """Returns whether all hold; the draws stop at the first that doesn't."""
    return all(condition.holds(occasion, draws) for condition in conditions)
