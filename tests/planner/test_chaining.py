"""A chain is a plan that works, as far as what it was made from is right."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envs import (
    Condition,
    Craft,
    CraftingRule,
    Deed,
    Equip,
    Explore,
    GameRules,
    Gather,
    GatheringRule,
    GoTo,
    Hunt,
    HuntingRule,
    Ingredient,
    Inventory,
    ItemCount,
    Near,
    Nearby,
    Place,
    Smelt,
    State,
    Subgoal,
    Tally,
    Trade,
    TradingRule,
    Use,
    View,
    Vocabulary,
    load_suite,
    parse,
    tier_rank,
    tool_of,
)
from planner import ChainedStep, Knowhow, NoWay, Operator, chain, from_rules, vanilla_prior

PRIOR = vanilla_prior()
WORDS = PRIOR.vocabulary()
KNOWHOW = from_rules(PRIOR.rules)
# An offer that vanilla doesn't know.
BEYOND_THE_PRIOR = {'happened("traded", "iron_ingot")'}
# How turtles are raised depends on what is in view when they are found.
NOT_ON_PAPER = {'has("turtle_helmet")'}
ALL_GOALS = sorted(
    {str(task.goal) for suite in ("mcu70", "optimus67") for task in load_suite(suite).tasks}
)
GOALS = [g for g in ALL_GOALS if g not in BEYOND_THE_PRIOR | NOT_ON_PAPER]


@dataclass
class PaperWorld:
    """Carries subgoals out by the rules, on paper; refuses what the rules don't allow."""

    rules: GameRules
    words: Vocabulary
    carried: Counter[str]
    near: set[str] = field(default_factory=set)
    deeds: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    where: str = "overworld"
    place: str | None = None
    seen: set[str] = field(default_factory=set)
    states: set[tuple[str, str | None]] = field(default_factory=set)
    made: Counter[str] = field(default_factory=Counter)

    def do(self, subgoal: Subgoal) -> None:
        match subgoal:
            case Gather():
                self._gather(subgoal)
            case Craft():
                self._craft(subgoal)
            case Smelt():
                self._smelt(subgoal)
            case Hunt(item=str(item)):
                assert any(
                    r.item == item and r.entity == subgoal.entity for r in self.rules.hunting
                )
                self.near.clear()
                self.carried[item] = max(self.carried[item], subgoal.count)
                self.deeds["killed", subgoal.entity, "none"] += 1
            case Place():
                self._place(subgoal.item)
            case Use():
                self._use(subgoal)
            case Explore(sought="thing"):
                self.near.clear()
                self.seen.add(subgoal.target)
            case Explore(sought="place") | GoTo(target="village"):
                self.near.clear()
                self.place = "village"
            case GoTo(target="the_nether"):
                assert "nether_portal" in self.near
                self.near = set()
                self.where = "the_nether"
            case _:
                raise AssertionError(f"no rule for {subgoal}")

    def _place(self, item: str) -> None:
        built = next((r for r in self.rules.structures if r.item == item), None)
        if built is None:
            self._use_up(item, 1)
        else:
            assert all(self.carried[tool] for tool in built.tools)
            for part in built.ingredients:
                self._use_up(part.item, part.count)
        self.near.add(item)

    def _use(self, subgoal: Use) -> None:
        rule = next(r for r in self.rules.using if (r.use, r.on) == (subgoal.item, subgoal.on))
        assert rule.use_state is None or (rule.use, rule.use_state) in self.states
        assert rule.on_state is None or (rule.on, rule.on_state) in self.states
        at_hand = {"placed": self.near, "found": self.seen, "carried": +self.carried}
        assert rule.on is None or rule.on_is is None or rule.on in at_hand[rule.on_is]
        assert self.carried[rule.use] > 0
        for taken in rule.consumes:
            self._use_up(taken.item, taken.count * subgoal.count)
        assert all(self._count(need.item) >= need.count for need in rule.needs)
        if rule.leaves is not None:
            self.states.add((str(rule.on), rule.leaves))
        if rule.item is not None:
            given = self.carried if rule.source is None else self.made
            given[rule.source or rule.item] += rule.count * subgoal.count
        if rule.verb is not None:
            self.deeds[rule.verb, rule.use, "none"] += subgoal.count

    def _gather(self, subgoal: Gather) -> None:
        source = subgoal.source or subgoal.item
        if source in self.made:
            lacking = subgoal.count - self.carried[subgoal.item]
            assert 0 < lacking <= self.made[source]
            use = next(r for r in self.rules.using if r.source == source)
            assert use.tool is None or self._has_tool(use.tool)
            self.carried[subgoal.item] += lacking
            return
        if source in self.near:
            # A station that was placed is taken along.
            self.near.remove(source)
            self.carried[source] += 1
            assert self.carried[source] >= subgoal.count
            return
        rule = next(r for r in self.rules.gathering if (r.item, r.source) == (subgoal.item, source))
        assert subgoal.height == rule.height
        assert rule.dimension == self.where
        assert rule.place in (None, self.place)
        if rule.tool is not None:
            assert self._has_tool(rule.tool), f"{subgoal} needs {rule.tool}"
        self.near.clear()
        lacking = subgoal.count - self.carried[subgoal.item]
        assert lacking > 0, f"{subgoal} has nothing to do"
        self.carried[subgoal.item] += lacking
        self.deeds["mined", source, subgoal.tool or "any"] += lacking

    def _craft(self, subgoal: Craft) -> None:
        ways = [r for r in self.rules.crafting if r.item == subgoal.item]
        self._make(subgoal.item, subgoal.count, subgoal.station, ways, "crafted")

    def _make(
        self, item: str, count: int, station: str | None, ways: list[CraftingRule], verb: str
    ) -> None:
        assert self.carried[item] < count, f"{item}: nothing to do"
        while self.carried[item] < count:
            way = next((w for w in ways if self._affords(w)), None)
            assert way is not None, f"{item}: {dict(self.carried)}"
            assert way.station is None or (station == way.station and station in self.near)
            for ingredient in way.ingredients:
                self._use_up(ingredient.item, ingredient.count)
            self.carried[item] += way.count
            self.deeds[verb, item, "none"] += way.count

    def _smelt(self, subgoal: Smelt) -> None:
        assert subgoal.fuel is not None
        ways = [r for r in self.rules.smelting if r.item == subgoal.item]
        recipes = [
            CraftingRule(item=r.item, station=r.station, ingredients=(Ingredient(item=r.source),))
            for r in ways
        ]
        lacking = subgoal.count - self.carried[subgoal.item]
        burns = next(f.ticks for f in self.rules.fuel if f.item == subgoal.fuel)
        self._use_up(subgoal.fuel, -(-lacking * 200 // burns))
        self._make(subgoal.item, subgoal.count, subgoal.station, recipes, "smelted")

    def _affords(self, way: CraftingRule) -> bool:
        return all(self._count(i.item) >= i.count for i in way.ingredients)

    def _count(self, pattern: str) -> int:
        return sum(n for item, n in self.carried.items() if self.words.matches(pattern, item))

    def _use_up(self, pattern: str, count: int) -> None:
        assert self._count(pattern) >= count, f"{count} {pattern} of {dict(self.carried)}"
        for item in sorted(self.carried):
            if self.words.matches(pattern, item):
                taken = min(count, self.carried[item])
                self.carried[item] -= taken
                count -= taken

    def _has_tool(self, weakest: str) -> bool:
        wanted = tool_of(weakest)
        assert wanted is not None
        held = [tool_of(item) for item, n in self.carried.items() if n > 0]
        return any(
            t is not None and t[0] == wanted[0] and tier_rank(t[1]) >= tier_rank(wanted[1])
            for t in held
        )

    def view(self) -> View:
        items = tuple(
            ItemCount(item=item, count=n) for item, n in sorted(self.carried.items()) if n > 0
        )
        deeds = tuple(
            Deed.model_validate({"verb": verb, "object": what, "tool": tool, "count": n})
            for (verb, what, tool), n in sorted(self.deeds.items())
        )
        return View(
            State(tick=0, inventory=Inventory(items=items), blocks=()),
            Tally(deeds=deeds),
            self.words,
        )


def worked(
    goal: Condition,
    carried: Mapping[str, int],
    near: tuple[str, ...] = (),
    knowhow: Knowhow = KNOWHOW,
) -> PaperWorld:
    """Returns the paper world after the chain to `goal` was carried out in it."""
    world = PaperWorld(PRIOR.rules, WORDS, Counter(carried), set(near))
    start = world.view()
    stations = tuple(Nearby(name=n, count=1, x=0, y=0, z=0, distance=1) for n in sorted(near))
    start = View(start.state.model_copy(update={"stations": stations}), start.tally, WORDS)
    for step in chain(goal, start, knowhow):
        world.do(step.subgoal)
    return world


@pytest.mark.parametrize("goal", GOALS)
def test_a_chain_to_each_goal_of_the_suites_works_on_paper(goal: str) -> None:
    wanted = parse(goal)

    assert wanted.holds(worked(wanted, {}).view())


@pytest.mark.parametrize("goal", GOALS)
def test_a_chain_works_whichever_way_is_preferred(goal: str) -> None:
    wanted = parse(goal)
    for order in range(5):
        shuffled = Random(order).sample(KNOWHOW.operators, len(KNOWHOW.operators))
        # Who prefers a wood prefers it for burning too; else plans mix woods, and which of them
        # goes into a craft isn't a plan's to say.
        liked = [operator.item for operator in shuffled]
        fuels = sorted(KNOWHOW.fuels, key=lambda f: liked.index(f.item) if f.item in liked else 0)

        world = worked(wanted, {}, knowhow=Knowhow(tuple(shuffled), tuple(fuels)))

        assert wanted.holds(world.view())


@pytest.mark.parametrize("goal", sorted(BEYOND_THE_PRIOR))
def test_no_way_is_found_where_none_is_known(goal: str) -> None:
    with pytest.raises(NoWay, match="No way is known"):
        worked(parse(goal), {})


stock = st.dictionaries(
    st.sampled_from(
        [
            "birch_planks",
            "cobblestone",
            "crafting_table",
            "furnace",
            "iron_ingot",
            "iron_ore",
            "oak_log",
            "oak_planks",
            "stick",
            "stone_pickaxe",
            "wooden_pickaxe",
        ]
    ),
    st.integers(1, 9),
)


@given(
    carried=stock,
    near=st.sets(st.sampled_from(["crafting_table", "furnace"])),
    goal=st.sampled_from(
        [
            'has("stick", 7)',
            'has("stone_pickaxe")',
            'has("furnace", 2)',
            'has("bucket", 2) and has("wooden_axe")',
            'has("hopper")',
            'tool("pickaxe", "iron")',
            'has("#planks", 13)',
        ]
    ),
)
def test_a_chain_works_from_wherever_it_starts(
    carried: dict[str, int], near: set[str], goal: str
) -> None:
    wanted = parse(goal)

    assert wanted.holds(worked(wanted, carried, tuple(near)).view())


def steps_to(goal: str, view: View, knowhow: Knowhow = KNOWHOW) -> list[str]:
    return [str(step.subgoal) for step in chain(parse(goal), view, knowhow)]


def test_what_holds_already_needs_nothing(view: Callable[..., View]) -> None:
    assert steps_to('has("stick", 2)', view({"stick": 2})) == []


def test_what_is_carried_is_used_before_anything_is_made(view: Callable[..., View]) -> None:
    assert steps_to('has("stick", 4)', view({"birch_planks": 2})) == [
        'craft(item="stick", count=4)'
    ]


def test_what_lies_in_view_is_preferred(view: Callable[..., View]) -> None:
    assert steps_to('has("#logs")', view(blocks={"spruce_log": 9})) == [
        'gather(item="spruce_log", count=1, source="spruce_log")'
    ]


def test_a_station_in_reach_is_used_and_one_far_off_is_not(view: Callable[..., View]) -> None:
    near = steps_to('has("bowl", 4)', view({"oak_planks": 3}, stations={"crafting_table": 5}))
    far = steps_to('has("bowl", 4)', view({"oak_planks": 7}, stations={"crafting_table": 60}))

    assert near == ['craft(item="bowl", count=4, station="crafting_table")']
    assert 'place(item="crafting_table")' in far


def test_counts_are_of_what_is_carried_afterwards(view: Callable[..., View]) -> None:
    steps = steps_to('has("oak_planks", 9)', view({"oak_planks": 3}))

    assert steps == [
        'gather(item="oak_log", count=2, source="oak_log")',
        'craft(item="oak_planks", count=11)',
    ]


def test_a_placed_station_is_taken_along(view: Callable[..., View]) -> None:
    steps = steps_to('has("stone_pickaxe")', view())

    taken = steps.index('gather(item="crafting_table", count=1, source="crafting_table")')
    assert steps[taken + 1].startswith('gather(item="cobblestone"')
    assert steps[taken + 2] == 'place(item="crafting_table")'


def test_the_weakest_tool_that_serves_is_made(view: Callable[..., View]) -> None:
    steps = steps_to('has("gold_ore")', view())

    assert any('"iron_pickaxe"' in step for step in steps)
    assert not any('"diamond_pickaxe"' in step for step in steps)


def test_a_way_through_a_costly_station_is_not_taken_for_one_item(
    view: Callable[..., View],
) -> None:
    rules = PRIOR.rules
    blast = [
        r.model_copy(update={"station": "blast_furnace", "ticks": 100}) for r in rules.smelting
    ]
    both = from_rules(rules.model_copy(update={"smelting": (*blast, *rules.smelting)}))

    steps = steps_to('has("gold_ingot")', view(), both)

    assert not any("blast_furnace" in step for step in steps)


def test_a_deed_is_done_with_the_tool_that_it_names(view: Callable[..., View]) -> None:
    bare = steps_to('happened("mined", "#logs", tool="none")', view())
    wooden = steps_to('happened("mined", "stone", tool="wooden_pickaxe")', view())

    assert bare == ['gather(item="oak_log", count=1, source="oak_log", tool="none")']
    assert 'tool="wooden_pickaxe"' in wooden[-1]


def test_other_conditions_become_the_subgoal_that_brings_them_about(
    view: Callable[..., View],
) -> None:
    def last(goal: str) -> Subgoal:
        return chain(parse(goal), view({"iron_sword": 1}), KNOWHOW)[-1].subgoal

    assert last('equipped("iron_sword")') == Equip(item="iron_sword")
    assert last('knows("village")') == Explore(target="village", sought="place")
    assert last("within(120, -40, 24)") == GoTo(x=120, z=-40, distance=24)
    assert last('near("cow")') == GoTo(target="cow")
    assert last('near("furnace")') == Place(item="furnace")


def test_the_first_alternative_with_a_way_is_taken(view: Callable[..., View]) -> None:
    assert steps_to('has("elytra") or has("oak_log")', view()) == steps_to('has("oak_log")', view())


def test_ingredients_that_lead_in_a_circle_are_no_way(view: Callable[..., View]) -> None:
    circle = from_rules(
        GameRules(
            crafting=(
                CraftingRule(item="iron_ingot", ingredients=(Ingredient(item="iron_nugget"),)),
                CraftingRule(item="iron_nugget", ingredients=(Ingredient(item="iron_ingot"),)),
            )
        )
    )

    with pytest.raises(NoWay) as error:
        chain(parse('has("iron_ingot")'), view(), circle)

    assert error.value.what == "iron_ingot"


def test_a_failed_try_leaves_nothing_in_the_books(view: Callable[..., View]) -> None:
    # The cheaper way runs into an invented item after it has asked for logs.
    rules = GameRules(
        crafting=(
            CraftingRule(
                item="stick",
                count=64,
                ingredients=(Ingredient(item="oak_log"), Ingredient(item="wood_plank")),
            ),
            CraftingRule(item="stick", ingredients=(Ingredient(item="birch_log"),)),
        ),
        gathering=(
            GatheringRule(item="birch_log", source="birch_log"),
            GatheringRule(item="oak_log", source="oak_log"),
        ),
    )

    steps = steps_to('has("stick")', view(), from_rules(rules))

    assert steps == [
        'gather(item="birch_log", count=1, source="birch_log")',
        'craft(item="stick", count=1)',
    ]


def test_a_spare_is_no_stronger_than_what_is_wanted(view: Callable[..., View]) -> None:
    # Stronger ones, however easy to come by, would never be enough of the weak kind.
    gold = CraftingRule(item="golden_pickaxe", ingredients=(Ingredient(item="gold_ingot"),))
    rules = GameRules(
        crafting=(gold,),
        hunting=(HuntingRule(item="gold_ingot", entity="drowned"),),
        gathering=(
            GatheringRule(
                item="coal",
                source="coal_ore",
                tool="wooden_pickaxe",
                height=(0, 128),
            ),
        ),
    )

    steps = steps_to('has("coal", 3)', view(), from_rules(rules))

    assert [step.split("(")[0] for step in steps] == ["hunt", "craft", "gather"]
    assert steps[1] == 'craft(item="golden_pickaxe", count=1)'


def test_a_trade_counts_what_it_brings(view: Callable[..., View]) -> None:
    rules = GameRules(
        hunting=(HuntingRule(item="emerald", entity="pillager"),),
        trading=(TradingRule(item="bread", count=6, price=(Ingredient(item="emerald", count=1),)),),
    )

    last = chain(parse('has("bread", 13)'), view({"bread": 1}), from_rules(rules))[-1]

    assert last.subgoal == Trade(item="bread", count=12)


def test_a_step_names_the_skill_that_it_came_from(view: Callable[..., View]) -> None:
    learned = Operator("stick", 4, (), Craft(item="stick"), skill="skill-1")

    assert chain(parse('has("stick", 5)'), view(), Knowhow((learned,))) == (
        ChainedStep(Craft(item="stick", count=8), "skill-1"),
    )


def test_a_plan_is_the_same_each_time(view: Callable[..., View]) -> None:
    assert steps_to('has("hopper")', view()) == steps_to('has("hopper")', view())


def test_needed_tools_are_shared(view: Callable[..., View]) -> None:
    steps = steps_to('has("cobblestone", 3) and has("coal")', view())

    assert sum('craft(item="wooden_pickaxe"' in step for step in steps) == 1


def test_a_near_goal_that_is_no_item_is_looked_for(view: Callable[..., View]) -> None:
    steps = chain(Near(name="cow"), view(), replace(KNOWHOW, fuels=()))

    assert [step.subgoal.kind for step in steps] == ["explore", "go_to"]
