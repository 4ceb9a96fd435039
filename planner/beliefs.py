"""A flawed copy of vanilla Minecraft's knowledge, drawn from a seed.

`vanilla.json` in `planner/prior` is what a well-read player believes of vanilla Minecraft 1.16;
it was written out once and is never the running world's rules. From it and a seed a novice's
beliefs are drawn: each thing that can be believed falsely is, independently, with the rate of
its kind of error. Rates are fixed before any run that is reported, and recorded with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Annotated, TypeVar

from pydantic import Field

from envs import (
    TIERS,
    CraftingRule,
    Frozen,
    GameRules,
    GatheringRule,
    HuntingRule,
    Ingredient,
    RaisingRule,
    SmeltingRule,
    StructureRule,
    TradingRule,
    UnknownNameError,
    Vocabulary,
    tool_of,
)
from planner.using import given

Chance = Annotated[float, Field(ge=0, le=1)]
_Element = TypeVar("_Element")

# Things that models make up: they sound like Minecraft and are no items of it.
INVENTED_ITEMS = ("iron_bar", "stone_block", "wood_plank", "iron_rod", "wooden_stick", "coal_lump")


class ErrorRates(Frozen):
    """How often a novice is wrong about a thing, by kind of error."""

    ingredient_missing: Chance = 0.15
    """A recipe lacks one of its ingredients."""
    ingredient_invented: Chance = 0.06
    """One of a recipe's ingredients is a made-up item."""
    wrong_count: Chance = 0.12
    """One of a recipe's ingredients is one too few."""
    station_forgotten: Chance = 0.20
    """A recipe is taken to need no station."""
    weak_tool: Chance = 0.30
    """A block is taken to give way to a weaker tool than it does."""
    wrong_height: Chance = 0.25
    """What lies underground is looked for on the surface."""
    wrong_source: Chance = 0.15
    """An item is taken to come from a block of its own name."""
    fuel_forgotten: Chance = 0.25
    """A smelting is taken to need no fuel."""
    unknown_way: Chance = 0.10
    """A way to come by an item isn't known at all."""

    def scaled(self, factor: float) -> ErrorRates:
        """Returns the rates times `factor`, none above 1."""
        return ErrorRates(**{k: min(1.0, v * factor) for k, v in self.model_dump().items()})


class Prior(Frozen):
    """What a well-read player believes, and the tags in which they speak of it."""

    source: str
    """Where it was taken from."""
    rules: GameRules
    tags: tuple[tuple[str, tuple[str, ...]], ...]
    """(tag without `#`, members), sorted."""

    def vocabulary(self) -> Vocabulary:
        """Returns the words of the prior."""
        rules = self.rules
        made = {
            r.item for table in (rules.crafting, rules.smelting, rules.gathering) for r in table
        }
        got = {r.item for table in (rules.hunting, rules.trading, rules.raising) for r in table}
        got |= {name for r in rules.using for name in (r.use, r.item) if name is not None}
        got |= {r.item for r in rules.structures if r.leads_to is None}
        members = {member for _, names in self.tags for member in names}
        return Vocabulary(
            items=frozenset(made | got | members),
            blocks=frozenset(rule.source for rule in rules.gathering),
            entities=frozenset(rule.entity for rule in rules.hunting)
            | frozenset(rule.entity for rule in rules.raising),
            biomes=frozenset(),
            tags=dict(self.tags),
        )


USUAL_PRIOR = "vanilla"
"""The prior of who names none: vanilla Minecraft's."""


def shipped_priors() -> tuple[str, ...]:
    """Returns the names of the priors in the package, sorted."""
    folder = files("planner") / "prior"
    names = (p.name for p in folder.iterdir() if p.name.endswith(".json"))
    return tuple(sorted(name.removesuffix(".json") for name in names))


@cache
def shipped_prior(name: str = USUAL_PRIOR) -> Prior:
    """Returns a prior that ships with the package.

    Raises:
        UnknownNameError: If there is none of that name.
    """
    if name not in shipped_priors():
        raise UnknownNameError("prior", name, shipped_priors())
    folder = files("planner") / "prior"
    return Prior.model_validate_json((folder / f"{name}.json").read_text(encoding="utf-8"))


def vanilla_prior() -> Prior:
    """Returns what a well-read player believes of vanilla Minecraft."""
    return shipped_prior(USUAL_PRIOR)


class Draws:
    """Chances that depend on the seed and on what they are about, never on the order asked."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def happens(self, rate: float, *about: str) -> bool:
        """Returns whether something of that rate happens to what it is about."""
        return self._number(*about) < rate * 2**64

    def one_of(self, choices: tuple[_Element, ...], *about: str) -> _Element:
        """Returns one of `choices`, which is not empty."""
        return choices[self._number(*about, "choice") % len(choices)]

    def _number(self, *about: str) -> int:
        text = "|".join((str(self._seed), *about))
        return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


def flawed(rules: GameRules, seed: int, rates: ErrorRates) -> GameRules:
    """Returns `rules` as a novice of that seed believes them."""
    draws = Draws(seed)
    return GameRules(
        crafting=tuple(_crafting(rules.crafting, draws, rates)),
        smelting=tuple(_smelting(rules.smelting, draws, rates)),
        gathering=tuple(_gathering(rules.gathering, draws, rates)),
        hunting=tuple(_known(rules.hunting, draws, rates)),
        trading=tuple(_known(rules.trading, draws, rates)),
        using=tuple(u for u in rules.using if not _forgotten(given(u), draws, rates)),
        structures=tuple(_structures(rules.structures, draws, rates)),
        raising=tuple(_known(rules.raising, draws, rates)),
        # A novice that forgot fuel for one smelting still knows what burns for another.
        fuel=rules.fuel,
        deeds=tuple(r for r in rules.deeds if not _forgotten(f"{r.verb} {r.object}", draws, rates)),
        # Nobody forgets to eat, drink and sleep.
        upkeep=rules.upkeep,
    )


_Rule = TypeVar(
    "_Rule",
    CraftingRule,
    SmeltingRule,
    GatheringRule,
    HuntingRule,
    TradingRule,
    StructureRule,
    RaisingRule,
)


def _known(rules: tuple[_Rule, ...], draws: Draws, rates: ErrorRates) -> Iterator[_Rule]:
    return (r for r in rules if not _forgotten(r.item, draws, rates))


def _forgotten(what: str, draws: Draws, rates: ErrorRates) -> bool:
    return draws.happens(rates.unknown_way, "unknown", what)


def _crafting(
    rules: tuple[CraftingRule, ...], draws: Draws, rates: ErrorRates
) -> Iterator[CraftingRule]:
    for rule in _known(rules, draws, rates):
        item, needed = rule.item, list(rule.ingredients)
        at = draws.one_of(tuple(range(len(needed))), "which", item)
        if len(needed) > 1 and draws.happens(rates.ingredient_missing, "missing", item):
            del needed[at]
        elif draws.happens(rates.ingredient_invented, "invented", item):
            needed[at] = Ingredient(item=draws.one_of(INVENTED_ITEMS, item), count=needed[at].count)
        elif needed[at].count > 1 and draws.happens(rates.wrong_count, "count", item):
            needed[at] = Ingredient(item=needed[at].item, count=needed[at].count - 1)
        forgotten = draws.happens(rates.station_forgotten, "station", item)
        station = None if forgotten else rule.station
        yield rule.model_copy(update={"ingredients": tuple(needed), "station": station})


def _structures(
    rules: tuple[StructureRule, ...], draws: Draws, rates: ErrorRates
) -> Iterator[StructureRule]:
    for rule in _known(rules, draws, rates):
        if rule.leads_to is not None:
            yield rule
            continue
        needed = list(rule.ingredients)
        at = draws.one_of(tuple(range(len(needed))), "which", rule.item)
        if needed[at].count > 1 and draws.happens(rates.wrong_count, "count", rule.item):
            needed[at] = Ingredient(item=needed[at].item, count=needed[at].count - 1)
        forgotten = draws.happens(rates.station_forgotten, "station", rule.item)
        station = None if forgotten else rule.station
        yield rule.model_copy(update={"ingredients": tuple(needed), "station": station})


def _smelting(
    rules: tuple[SmeltingRule, ...], draws: Draws, rates: ErrorRates
) -> Iterator[SmeltingRule]:
    return _known(rules, draws, rates)


def _gathering(
    rules: tuple[GatheringRule, ...], draws: Draws, rates: ErrorRates
) -> Iterator[GatheringRule]:
    for rule in _known(rules, draws, rates):
        changes: dict[str, object] = {}
        if rule.tool is not None and draws.happens(rates.weak_tool, "tool", rule.source):
            changes["tool"] = _weaker(rule.tool)
        if rule.height is not None and draws.happens(rates.wrong_height, "height", rule.source):
            changes["height"] = None
        if rule.source != rule.item and draws.happens(rates.wrong_source, "source", rule.item):
            changes["source"] = rule.item
        yield rule.model_copy(update=changes)


def _weaker(tool: str) -> str | None:
    """Returns the tool of the next tier down that mines less; `None`, the bare hand, below wood."""
    known = tool_of(tool)
    if known is None or known[1] in {"wooden", "golden"}:
        return None
    mining = [tier for tier in TIERS if tier != "golden"]
    return f"{mining[mining.index(known[1]) - 1]}_{known[0]}"
