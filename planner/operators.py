"""`Operator`: one way to come by an item, whoever knows it.

The oracle's operators come from the running world's rules, the novice's from its flawed prior
and what its prompt tells it, the planner's remedies from the skills that were learned. All are
chained by the same code (`planner.chaining`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from envs import (
    And,
    Condition,
    Craft,
    DeedRule,
    Dimension,
    FuelRule,
    GameRules,
    Gather,
    Has,
    HasTool,
    Hunt,
    Ingredient,
    Near,
    Place,
    RaisingRule,
    Smelt,
    StructureRule,
    Subgoal,
    Trade,
    Use,
    UsingRule,
    tool_of,
)
from memory import Skill, SkillCall
from planner.raising import DIGGER, consumed
from planner.using import given, kept, used_up

# Rough ticks for one application, to prefer the cheaper of two ways. Walking to the nearest
# of something costs about this much in craftworld's biomes; only their order matters.
_CRAFT_TICKS = 10
_GATHER_TICKS = 120
_DIG_TICKS = 500
# An ore has to be found first, and a tool may break over it.
_ORE_TICKS = 2_000
_LONG_DIG_TICKS = 1_000
_HUNT_TICKS = 600
_TRADE_TICKS = 6_000
_PLACE_TICKS = 6_000
_RAISE_TICKS = 12_000
_USE_TICKS = 600
_USE_DIG_TICKS = 3_000
# A way into another dimension: the tools for what it is built of aren't in the costs.
_BUILD_TICKS = 20_000

# Where an episode starts, and where all lives that is traded with or raised.
_HOME: Dimension = "overworld"


@dataclass(frozen=True, eq=False)
class Operator:
    """One way to come by an item.

    Attributes:
        item: What it gives.
        batch: How many one application gives.
        consumes: What one application uses up.
        subgoal: What is asked of the executor; its count is filled in when planned.
        tool: (kind, tier) that must be carried, or `None`.
        station: The block that must be near, or `None`.
        fuel: Whether it burns fuel while it goes on.
        cost: Rough ticks for one application.
        skill: The id of the skill that it was made from, or `None`.
        keeps: What has to be carried besides, and is still there afterwards.
        dimension: Where alone it works; `None` for anywhere.
        found_at: The kind of place that has it, such as `village`; `None` for anywhere.
        leads_to: The dimension to which it makes a way, or `None`.
        raising: The animals that are raised for it, which takes more than one subgoal; or `None`.
        using: What is used on what for it, which may take more than one subgoal; or `None`.
        deed: (verb, object) of what it counts as, where it gives nothing; or `None`.
        then: What follows it at once.
    """

    item: str
    batch: int
    consumes: tuple[Ingredient, ...]
    subgoal: Subgoal
    tool: tuple[str, str] | None = None
    station: str | None = None
    fuel: bool = False
    cost: int = _CRAFT_TICKS
    skill: str | None = None
    keeps: tuple[Ingredient, ...] = ()
    dimension: Dimension | None = None
    found_at: str | None = None
    leads_to: Dimension | None = None
    raising: RaisingRule | None = None
    using: UsingRule | None = None
    deed: tuple[str, str] | None = None
    then: tuple[Subgoal, ...] = ()

    @property
    def is_built(self) -> bool:
        """Whether it is built where the agent is, and stands there from then on."""
        return isinstance(self.subgoal, Place) and self.leads_to is None

    @property
    def leads_away(self) -> bool:
        """Whether carrying it out leads away from the stations that are near."""
        if self.is_built:
            return False
        if self.using is not None:
            return self.using.on_is == "found"
        return not isinstance(self.subgoal, Craft | Smelt)

    @property
    def wears_tools(self) -> bool:
        """Whether it is a dig so long that its tool may not last, and a spare is worth having."""
        if not isinstance(self.subgoal, Gather) or self.subgoal.height is None:
            return False
        source = self.subgoal.source or self.subgoal.item
        return self.cost >= _LONG_DIG_TICKS or source.endswith("_ore")

    @property
    def digs(self) -> bool:
        """Whether it leads under ground."""
        if self.using is not None:
            return self.using.height is not None
        return isinstance(self.subgoal, Gather) and self.subgoal.height is not None

    @property
    def goes_deep(self) -> bool:
        """Whether it leads so deep or far under ground that one had better go there once."""
        return self.wears_tools or (self.using is not None and self.digs)

    @property
    def roams(self) -> bool:
        """Whether it leads about above ground."""
        return self.leads_away and not self.digs and self.leads_to is None

    @property
    def place(self) -> Dimension | None:
        """Where to be for it at last: a way elsewhere is best built just before it is gone."""
        return self.leads_to or self.dimension


@dataclass(frozen=True)
class Knowhow:
    """All that somebody knows of ways to come by things.

    Attributes:
        operators: In order of preference where costs are equal.
        fuels: What burns, and how long.
    """

    operators: tuple[Operator, ...]
    fuels: tuple[FuelRule, ...] = ()


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
            trade.item, trade.count, trade.price, offer, cost=_TRADE_TICKS, dimension=_HOME
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
    yield from map(_from_use, rules.using)
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


def _from_use(rule: UsingRule) -> Operator:
    found = rule.on_is == "found"
    ticks = _CRAFT_TICKS if not found else _USE_TICKS if rule.height is None else _USE_DIG_TICKS
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
        cost=_CRAFT_TICKS if rule.leads_to is None else _BUILD_TICKS,
        keeps=tuple(Ingredient(item=tool) for tool in rule.tools),
        dimension=None if rule.leads_to is None else _HOME,
        leads_to=rule.leads_to,
        then=rule.then,
    )


def with_pickaxes(knowhow: Knowhow) -> Knowhow:
    """Returns the operators so that nobody digs in rock with bare hands, whatever for."""
    return replace(knowhow, operators=tuple(_with_pickaxe(op) for op in knowhow.operators))


def _with_pickaxe(operator: Operator) -> Operator:
    bare = operator.digs and operator.tool is None
    return replace(operator, tool=DIGGER) if bare else operator


def way_to(dimension: Dimension) -> str:
    """Returns the name under which a way to a dimension is counted in the books."""
    return f"way/{dimension}"


def from_skills(skills: tuple[Skill, ...]) -> Knowhow:
    """Returns the operators that primitive skills amount to, the most reliable first.

    Skills whose goal isn't to carry an item, or that take several steps, are left out. What
    burnt in a smelting that worked is known as a fuel for one item each.
    """
    ordered = sorted(skills, key=lambda s: (-s.evidence.reliability, s.id))
    found = [op for skill in ordered if (op := _from_skill(skill)) is not None]
    return Knowhow(tuple(found))


def _from_skill(skill: Skill) -> Operator | None:
    if len(skill.steps) != 1 or isinstance(skill.steps[0], SkillCall):
        return None
    uses = tuple(
        Ingredient(item=effect.item, count=-effect.delta)
        for effect in skill.effects
        if effect.delta < 0
    )
    found = learned_operator(
        skill.id, skill.goal, skill.preconditions, uses, skill.steps[0], skill.cost_ticks
    )
    return None if found is None else replace(found, batch=skill.batch)


def learned_operator(
    skill: str,
    goal: Condition,
    needs: Condition | None,
    uses: tuple[Ingredient, ...],
    subgoal: Subgoal,
    ticks: int = 1,
) -> Operator | None:
    """Returns the operator that a learned skill of one step amounts to.

    Args:
        skill: The skill's id.
        goal: What one application brings about.
        needs: What must hold before it; `None` for nothing.
        uses: What one application uses up.
        subgoal: The one step.
        ticks: How long one application usually takes. Where one trades there is the way to
            somebody to trade with besides.

    Returns:
        The operator with a batch as the goal says, or `None` if the goal isn't to carry an item
        or to build something.
    """
    if isinstance(goal, Near) and isinstance(subgoal, Place):
        # What is built of other things stands from then on; what is carried is only set down.
        built = uses and all(used.item != goal.name for used in uses)
        return Operator(goal.name, 1, uses, subgoal, skill=skill) if built else None
    if not isinstance(goal, Has):
        return None
    tool = station = None
    for atom in atoms_of(needs):
        match atom:
            case Has():
                tool = tool_of(atom.item) or tool
            case HasTool():
                tool = (atom.tool, atom.tier)
            case Near() if not isinstance(subgoal, Trade):
                # Whom one trades with is walked to, and not carried along and placed.
                station = atom.name
            case _:
                pass
    cost = max(1, ticks) + (_TRADE_TICKS if isinstance(subgoal, Trade) else 0)
    return Operator(
        goal.item, goal.count, uses, subgoal, tool=tool, station=station, cost=cost, skill=skill
    )


def atoms_of(condition: Condition | None) -> tuple[Condition, ...]:
    """Returns the parts of a conjunction; one part for anything else, none for `None`."""
    if condition is None:
        return ()
    return condition.of if isinstance(condition, And) else (condition,)
