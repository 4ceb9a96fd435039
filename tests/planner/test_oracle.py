"""The oracle plans by the rules of the world that it is handed."""

from collections.abc import Callable

from envs import CraftingRule, GameRules, GatheringRule, Ingredient, Plan, Step, View, parse_subgoal
from memory import Recall
from planner import OraclePlanner, Situation


class ShiftedWorld:
    """A world in which a stick is made of a single log."""

    def rules(self) -> GameRules:
        return GameRules(
            crafting=(CraftingRule(item="stick", ingredients=(Ingredient(item="oak_log"),)),),
            gathering=(GatheringRule(item="oak_log", source="oak_log"),),
        )


def test_a_plan_follows_the_rules_in_force(
    situation: Callable[..., Situation], recall: Callable[..., Recall]
) -> None:
    plan = OraclePlanner(ShiftedWorld()).plan(situation('has("stick", 2)'), recall())

    assert [str(step.subgoal) for step in plan.steps] == [
        'gather(item="oak_log", count=2, source="oak_log", budget_ticks=20000)',
        'craft(item="stick", count=2)',
    ]


def test_a_new_plan_keeps_what_is_finished_and_goes_on_from_the_state(
    situation: Callable[..., Situation], recall: Callable[..., Recall], view: Callable[..., View]
) -> None:
    gathered = parse_subgoal('gather(item="oak_log", count=2)')
    old = Plan(steps=(Step(subgoal=gathered), Step(subgoal=gathered)), frozen=1)

    plan = OraclePlanner(ShiftedWorld()).replan(
        old, situation('has("stick", 2)', now=view({"oak_log": 2})), recall()
    )

    assert plan.frozen == 1
    assert [str(step.subgoal) for step in plan.steps] == [
        'gather(item="oak_log", count=2)',
        'craft(item="stick", count=2)',
    ]


def test_the_plan_is_empty_where_the_rules_allow_none(
    situation: Callable[..., Situation], recall: Callable[..., Recall]
) -> None:
    assert OraclePlanner(ShiftedWorld()).plan(situation('has("diamond")'), recall()).steps == ()
