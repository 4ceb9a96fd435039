"""Learned skills become operators, as far as one step brings an item about."""

from collections.abc import Callable

import pytest

from envs import Gather, Has, HasTool, Ingredient, View, Vocabulary
from memory import Skill, SkillCall
from planner import chain, from_rules, from_skills, vanilla_prior
from planner.books import NoWay
from planner.costs import NO_WAY, Costs


def test_a_skill_is_an_operator(skill: Callable[..., Skill]) -> None:
    learned = skill(
        'has("bowl", 4)',
        'craft(item="bowl", count=4, station="crafting_table")',
        needs='has("#planks", 3) and near("crafting_table", 4)',
        uses={"#planks": 3},
        batch=4,
        cost_ticks=15,
    )

    (operator,) = from_skills((learned,)).operators

    assert (operator.item, operator.batch, operator.station) == ("bowl", 4, "crafting_table")
    assert operator.consumes == (Ingredient(item="#planks", count=3),)
    assert (operator.skill, operator.cost) == (learned.id, 15)


def test_a_needed_tool_is_read_from_the_preconditions(skill: Callable[..., Skill]) -> None:
    step = 'gather(item="iron_ore", count=1, source="iron_ore")'
    named = skill('has("iron_ore")', step, needs='has("stone_pickaxe")')
    kind = skill('has("iron_ore")', step, needs='tool("pickaxe", "stone")')

    assert [op.tool for op in from_skills((named, kind)).operators] == [("pickaxe", "stone")] * 2


def test_whom_one_trades_with_is_walked_to_and_no_station(
    skill: Callable[..., Skill], view: Callable[..., View]
) -> None:
    learned = (
        skill('has("stick", 4)', 'gather(item="stick", count=4)', batch=4),
        skill(
            'has("iron_ingot")',
            'trade(item="iron_ingot")',
            needs='has("stick", 32) and near("villager", 64)',
            uses={"stick": 32},
            cost_ticks=24,
        ),
    )
    knowhow = from_skills(learned)
    offer = next(op for op in knowhow.operators if op.item == "iron_ingot")

    steps = [str(s.subgoal) for s in chain(Has(item="iron_ingot"), view({}), knowhow)]

    assert offer.station is None
    assert offer.cost > 1_000  # the way to a villager isn't in the ticks of the trade
    assert steps[-3:] == [
        'explore(target="village", sought="place")',
        'go_to(target="village", distance=8)',
        'trade(item="iron_ingot", count=1)',
    ]


def test_what_a_learned_use_is_done_on_is_looked_for_or_placed(
    skill: Callable[..., Skill], view: Callable[..., View]
) -> None:
    milking = skill(
        'has("milk_bucket")',
        'use(item="bucket", on="cow")',
        needs='has("bucket")',
        uses={"bucket": 1},
        cost_ticks=80,
    )
    drawing = skill(
        'has("water_bucket")',
        'use(item="bucket", on="cauldron")',
        needs='has("bucket") and near("cauldron", 16)',
        uses={"bucket": 1},
    )
    knowhow = from_skills((milking, drawing))

    def way(item: str) -> list[str]:
        now = view({"bucket": 2, "cauldron": 1})
        steps = chain(Has(item=item, count=2), now, knowhow)
        assert steps[-1].subgoal.checks == (Has(item=item, count=2),)
        return [str(step.subgoal) for step in steps]

    assert knowhow.operators[0].cost == 80
    assert way("milk_bucket") == [
        'explore(target="cow")',
        'use(item="bucket", on="cow", count=2)',
    ]
    assert way("water_bucket") == [
        'place(item="cauldron")',
        'use(item="bucket", on="cauldron", count=2)',
    ]


def test_a_learned_use_takes_some_time_and_gives_what_has_a_name(
    skill: Callable[..., Skill],
) -> None:
    shearing = 'use(item="shears", on="sheep")'
    known = from_skills((skill('has("white_wool")', shearing), skill('has("#wool")', shearing)))

    assert [(op.item, op.cost) for op in known.operators] == [("white_wool", 1)]


def test_the_most_reliable_skill_comes_first(skill: Callable[..., Skill]) -> None:
    step = 'craft(item="stick", count=1)'
    doubtful = skill('has("stick")', step, id="skill-a", supporting=0)
    sure = skill('has("stick")', step, id="skill-b", supporting=9)

    assert [op.skill for op in from_skills((doubtful, sure)).operators] == ["skill-b", "skill-a"]


def test_a_skill_that_is_no_way_to_an_item_is_left_out(skill: Callable[..., Skill]) -> None:
    two = skill('has("stick")', "", steps=(SkillCall(skill="skill-a"), SkillCall(skill="skill-b")))
    call = skill('has("stick")', "", steps=(SkillCall(skill="skill-a"),))
    place = skill('knows("village")', 'explore(target="village", sought="place")')

    assert from_skills((two, call, place)).operators == ()


def test_what_was_learned_can_be_chained(
    skill: Callable[..., Skill], view: Callable[..., View]
) -> None:
    learned = (
        skill('has("#logs")', 'gather(item="#logs", count=1)'),
        skill(
            'has("oak_planks", 4)',
            'craft(item="oak_planks", count=4)',
            needs='has("#logs")',
            uses={"#logs": 1},
            batch=4,
        ),
    )

    steps = chain(Has(item="oak_planks", count=6), view(), from_skills(learned))

    assert [str(step.subgoal) for step in steps] == [
        'gather(item="#logs", count=2)',
        'craft(item="oak_planks", count=8)',
    ]
    assert [step.skill for step in steps] == [s.id for s in learned]


def test_from_rules_asks_for_the_weakest_tool_and_the_height() -> None:
    gold = [o for o in from_rules(vanilla_prior().rules).operators if o.item == "gold_ore"]

    assert [operator.tool for operator in gold] == [("pickaxe", "iron")]
    assert gold[0].subgoal == Gather(item="gold_ore", source="gold_ore", height=(5, 31))


@pytest.fixture
def costs(view: Callable[..., View]) -> Callable[..., Costs]:
    def built(*arguments: object, **named: object) -> Costs:
        seen = view(*arguments, **named)
        return Costs(from_rules(vanilla_prior().rules), seen.state, seen.vocabulary)

    return built


def test_what_is_carried_costs_nothing(costs: Callable[..., Costs]) -> None:
    assert costs({"iron_ingot": 1}).of("iron_ingot") == 0


def test_a_circle_of_recipes_has_a_cost(costs: Callable[..., Costs]) -> None:
    # Ingots are made of nuggets and nuggets of ingots: the way out is the ore.
    assert 0 < costs().of("iron_nugget") < costs().of("iron_ingot") < NO_WAY


def test_what_has_no_way_costs_most(costs: Callable[..., Costs]) -> None:
    assert costs().of("elytra") == NO_WAY


def test_a_far_station_adds_to_the_cost(costs: Callable[..., Costs]) -> None:
    near = costs({"oak_planks": 9}, stations={"crafting_table": 3})

    assert near.of("bowl") < costs({"oak_planks": 9}).of("bowl")


def test_ways_of_equal_cost_keep_the_order_of_the_knowhow(costs: Callable[..., Costs]) -> None:
    assert [op.item for op in costs().ways("#saplings")][:3] == [
        "oak_sapling",
        "birch_sapling",
        "spruce_sapling",
    ]


def test_an_enabler_is_a_condition_of_its_own(view: Callable[..., View]) -> None:
    steps = chain(HasTool(tool="pickaxe"), view(), from_rules(vanilla_prior().rules))

    assert str(steps[-1].subgoal).startswith('craft(item="wooden_pickaxe"')


def test_a_skill_for_any_of_a_tag_serves_what_has_no_skill_of_its_own(
    skill: Callable[..., Skill], view: Callable[..., View], any_log: Skill, words: Vocabulary
) -> None:
    oak = skill('has("oak_log")', 'gather(item="oak_log", count=1)', cost_ticks=80)
    knowhow = from_skills((any_log, oak), words)

    known = [op.skill for op in knowhow.operators if op.item == "oak_log"]
    assert known == [oak.id]
    (spruce,) = (op for op in knowhow.operators if op.item == "spruce_log")
    assert (spruce.skill, spruce.cost, spruce.subgoal) == (
        "skill-any-log",
        120,
        Gather(item="spruce_log"),
    )
    # What is known of an item goes first where any will do.
    for goal, subgoal in (
        (Has(item="spruce_log", count=2), 'gather(item="spruce_log", count=2)'),
        (Has(item="#logs", count=2), 'gather(item="oak_log", count=2)'),
    ):
        assert [str(s.subgoal) for s in chain(goal, view(), knowhow)] == [subgoal]
    with pytest.raises(NoWay):
        chain(Has(item="spruce_log"), view(), from_skills((oak,), words))
    # Without the world's words it can't be said what the tag's items are.
    assert [op.skill for op in from_skills((any_log, oak)).operators] == [oak.id]
