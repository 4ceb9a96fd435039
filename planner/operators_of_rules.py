"""The operators that rules allow: the running world's for the oracle, a prior's for the novice."""

from __future__ import annotations

from collections.abc import Iterator

from envs import (
    Craft,
    DeedRule,
    Dimension,
    GameRules,
    Gather,
    Hunt,
    Ingredient,
    Place,
    Smelt,
    StructureRule,
    Trade,
    Use,
    UsingRule,
    tool_of,
)
from planner.operators import CRAFT_TICKS, TRADE_TICKS, Knowhow, Operator, way_to
from planner.raising import DIGGER, consumed
from planner.using import given, kept, used_up

# Rough ticks as in `planner.operators`.
_GATHER_TICKS = 120
_DIG_TICKS = 500
# An ore has to be found first, and a tool may break over it.
_ORE_TICKS = 2_000
_HUNT_TICKS = 600
_PLACE_TICKS = 6_000
_RAISE_TICKS = 12_000
_USE_TICKS = 600
_USE_DIG_TICKS = 3_000
# A way into another dimension: the tools for what it is built of aren't in the costs.
_BUILD_TICKS = 20_000

# Where an episode starts, and where all lives that is traded with or raised.
_HOME: Dimension = "overworld"


def from_rules(rules: GameRules) -> Knowhow:
    """Returns the operators that `rules` allow, in the order of the rules."""
    return Knowhow(tuple(_from_rules(rules)), rules.fuel)


def _from_rules(rules: GameRules) -> Iterator[Operator]:
    for craft in rules.crafting:
        subgoal = Craft(item=craft.item, station=craft.station)
        yield Operator(craft.item, craft.count, craft.ingredients, subgoal, station=craft.station)
    for smelt in rules.smelting:
        yield Operator(
            smelt.item,
            1,
            (Ingredient(item=smelt.source),),
            Smelt(item=smelt.item, source=smelt.source, station=smelt.station),
            station=smelt.station,
            fuel=True,
            cost=smelt.ticks,
        )
    yield from _collected(rules)
    for trade in rules.trading:
        offer = Trade(item=trade.item, entity=trade.entity)
        yield Operator(
            trade.item, trade.count, trade.price, offer, cost=TRADE_TICKS, dimension=_HOME
        )
    for rule in rules.raising:
        feeding = Use(item=rule.food, on=rule.entity)
        yield Operator(
            rule.item,
            1,
            consumed(rule),
            feeding,
            tool=DIGGER,
            cost=_RAISE_TICKS,
            dimension=_HOME,
            raising=rule,
        )
    yield from map(_from_deed, rules.deeds)
    yield from map(from_use, rules.using)
    yield from map(_from_structure, rules.structures)


def _collected(rules: GameRules) -> Iterator[Operator]:
    for gather in rules.gathering:
        ticks = _GATHER_TICKS if gather.height is None else _DIG_TICKS
        if gather.height is not None and gather.source.endswith("_ore"):
            ticks = _ORE_TICKS
        if gather.place is not None:
            ticks = _PLACE_TICKS
        yield Operator(
            gather.item,
            1,
            (),
            Gather(
                item=gather.item,
                source=gather.source,
                height=gather.height,
                # What is to be sheared breaks by hand as well, and then drops something else.
                tool="shears" if gather.tool == "shears" else None,
            ),
            tool=None if gather.tool is None else tool_of(gather.tool),
            cost=round(ticks * gather.expected_blocks),
            dimension=gather.dimension,
            found_at=gather.place,
        )
    for hunt in rules.hunting:
        subgoal = Hunt(entity=hunt.entity, item=hunt.item)
        cost = round(_HUNT_TICKS * hunt.expected_kills)
        yield Operator(hunt.item, 1, (), subgoal, cost=cost, dimension=hunt.dimension)


def from_use(rule: UsingRule) -> Operator:
    """Returns the operator that one rule of using something amounts to."""
    found = rule.on_is == "found"
    ticks = CRAFT_TICKS if not found else _USE_TICKS if rule.height is None else _USE_DIG_TICKS
    # What a use makes in the world is gathered as needed, one by one.
    batch = rule.count if rule.source is None else 1
    return Operator(
        given(rule),
        batch,
        used_up(rule),
        Use(item=rule.use, on=rule.on),
        tool=None if rule.tool is None else tool_of(rule.tool),
        station=rule.on if rule.on_is == "placed" else None,
        cost=max(1, ticks * batch // rule.count),
        keeps=kept(rule),
        dimension=rule.dimension if found else None,
        using=rule,
    )


def _from_deed(rule: DeedRule) -> Operator:
    return Operator(
        f"{rule.verb}/{rule.object}",
        1,
        (),
        rule.subgoal,
        tool=None if rule.tool is None else tool_of(rule.tool),
        station=rule.station,
        cost=rule.ticks,
        deed=(rule.verb, rule.object),
    )


def _from_structure(rule: StructureRule) -> Operator:
    return Operator(
        rule.item if rule.leads_to is None else way_to(rule.leads_to),
        1,
        rule.ingredients,
        Place(item=rule.item),
        station=rule.station,
        cost=CRAFT_TICKS if rule.leads_to is None else _BUILD_TICKS,
        keeps=tuple(Ingredient(item=tool) for tool in rule.tools),
        dimension=None if rule.leads_to is None else _HOME,
        leads_to=rule.leads_to,
        then=rule.then,
    )
