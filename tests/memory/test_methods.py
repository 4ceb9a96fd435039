from typing import Any

import pytest

from diagnosis import Cause
from envs import parse, parse_subgoal
from memory import (
    Entry,
    Guardrail,
    LogEntry,
    Method,
    MethodContext,
    Query,
    Recall,
    Remedy,
    Skill,
    SkillCall,
    Store,
    SubgoalPattern,
)
from memory._nesting import expansion
from memory.conformance import check_method
from memory.methods import full, planning_only, static_retrieval
from memory.other_methods import experience_pool, reflexion, text_knowledge
from memory.relevance import entry_text
from memory.rows import tokens_in

FACTORIES = [planning_only, static_retrieval, full, experience_pool, text_knowledge, reflexion]


def context(store: Store, world: Any, round_: int = 1) -> MethodContext:
    return MethodContext(store, world.scope, world.arm, round_, world.vocabulary)


def ask(world: Any, **fields: Any) -> Query:
    values = {"episode": world.key(round=5), "task": world.task(), "state": world.state()}
    return Query.model_validate({**values, **fields})


def skill(entry: str, goal: str, step: str, given: str | None = None) -> Skill:
    return Skill(
        id=entry,
        scope="vanilla",
        goal=parse(goal),
        preconditions=None if given is None else parse(given),
        steps=(parse_subgoal(step),),
        verification=parse(goal),
        status="active",
    )


def guardrail(entry: str, item: str, achieve: str | None = None, **fields: Any) -> Guardrail:
    return Guardrail(
        id=entry,
        scope="vanilla",
        forbidden=SubgoalPattern.of("craft", item=item),
        cause=Cause.missing_material,
        remedy=None if achieve is None else Remedy(achieve=parse(achieve)),
        reason=f"Crafting {item} lacks something.",
        status="active",
        **fields,
    )


def learn(store: Store, *entries: Entry) -> None:
    changes = [LogEntry(round=0, change="created", entry=e, reason="Seen.") for e in entries]
    store.append_log(0, "vanilla", "full", changes)


# From the pickaxe back: sticks and a table, planks, logs. The bowl leads nowhere.
PICKAXE = skill(
    "skill-pickaxe",
    'has("wooden_pickaxe")',
    'craft(item="wooden_pickaxe", station="crafting_table")',
    'has("stick", 2) and near("crafting_table")',
)
STICK = skill("skill-stick", 'has("stick", 4)', 'craft(item="stick")', 'has("#planks", 2)')
PLANKS = skill("skill-planks", 'has("oak_planks", 4)', 'craft(item="oak_planks")')
BOWL = skill("skill-bowl", 'has("cobblestone")', 'gather(item="cobblestone")')
TABLE = guardrail("guardrail-table", "wooden_pickaxe", 'near("crafting_table")')


@pytest.mark.parametrize("make", FACTORIES)
def test_every_method_keeps_the_contract(store: Store, world: Any, make: Any) -> None:
    for round_ in (0, 1):
        tries = [{"cause": Cause.missing_material}, {"subgoal": 'gather(item="oak_log")'}]
        world.lived(store, tries, round=round_)
    learn(store, PICKAXE, STICK, TABLE)
    failed = parse_subgoal('craft(item="stick")')
    queries = [ask(world), ask(world, failed=failed, cause=Cause.missing_material, k=1)]

    check_method(make, context(store, world), queries)


def test_planning_only_recalls_nothing(store: Store, world: Any) -> None:
    world.lived(store, [{}])
    learn(store, STICK)

    recall = planning_only(context(store, world)).recall(ask(world))

    assert recall == Recall(id=recall.id, view=recall.view)


def retrieved(store: Store, world: Any, **fields: Any) -> list[tuple[str, list[str]]]:
    recall = static_retrieval(context(store, world)).recall(ask(world, **fields))
    return [(e.instruction, [str(s.subgoal) for s in e.plan.steps]) for e in recall.examples]


def test_static_retrieval_recalls_whole_plans_that_worked(store: Store, world: Any) -> None:
    pickaxe, stone = world.task(), world.task("cobblestone")
    last = {"subgoal": 'craft(item="wooden_pickaxe")', "before": ('gather(item="oak_log")',)}
    world.lived(store, [{"subgoal": 'gather(item="oak_log")'}, last], goal=pickaxe)
    world.lived(store, [{}], goal=stone, task=stone.id)
    world.lived(store, [{"cause": Cause.stuck}], outcome="failed", seed=1)

    found = retrieved(store, world)

    pickaxe_plan = ['gather(item="oak_log", count=1)', 'craft(item="wooden_pickaxe", count=1)']
    assert found[0] == ("Craft a wooden pickaxe", pickaxe_plan)
    assert [instruction for instruction, _ in found] == [pickaxe.instruction, stone.instruction]
    assert retrieved(store, world, k=1) == found[:1]
    assert retrieved(store, world, token_budget=10) == []


def test_static_retrieval_takes_the_quickest_of_a_task(store: Store, world: Any) -> None:
    world.lived(store, [{"ticks": n} for n in range(3)], seed=0)
    world.lived(store, [{"subgoal": 'craft(item="wooden_pickaxe")'}], seed=1)

    assert retrieved(store, world) == [
        ("Craft a wooden pickaxe", ['craft(item="wooden_pickaxe", count=1)'])
    ]


def test_a_failure_at_the_end_is_no_part_of_the_plan(store: Store, world: Any) -> None:
    done = ('gather(item="oak_log")',)
    world.lived(store, [{"cause": Cause.stuck, "before": done}])

    assert retrieved(store, world)[0][1] == ['gather(item="oak_log", count=1)']


def entries(method: Method, query: Query) -> list[str]:
    recall = method.recall(query)
    return [*(g.id for g in recall.guardrails), *(s.id for s in recall.skills)]


def test_full_recalls_backwards_from_the_goal(store: Store, world: Any) -> None:
    learn(store, BOWL, PLANKS, STICK, PICKAXE, TABLE)

    found = full(context(store, world)).recall(ask(world))

    assert [g.id for g in found.guardrails] == [TABLE.id]
    assert [s.id for s in found.skills] == [PICKAXE.id, STICK.id, PLANKS.id, BOWL.id]


def test_a_remedy_makes_its_own_goal_wanted(store: Store, world: Any) -> None:
    table = skill("skill-table", 'has("crafting_table")', 'craft(item="crafting_table")')
    learn(store, BOWL, table, TABLE)

    assert entries(full(context(store, world)), ask(world)) == [TABLE.id, table.id, BOWL.id]


def test_what_just_failed_is_wanted_too(store: Store, world: Any) -> None:
    learn(store, PLANKS, BOWL)
    failed = parse_subgoal('gather(item="cobblestone")')

    assert entries(full(context(store, world)), ask(world, failed=failed))[0] == BOWL.id


def test_a_tool_is_wanted_in_every_tier_that_would_do(store: Store, world: Any) -> None:
    ore = skill("skill-ore", 'has("iron_ore")', 'gather(item="iron_ore")', 'tool("pickaxe")')
    stone = skill("skill-stone", 'has("stone_pickaxe")', 'craft(item="stone_pickaxe")')
    learn(store, BOWL, stone, ore)

    found = entries(full(context(store, world)), ask(world, task=world.task("iron_ore")))

    assert found == [ore.id, stone.id, BOWL.id]


def test_another_tasks_guardrail_is_left_out(store: Store, world: Any) -> None:
    mine = guardrail("guardrail-mine", "stick", level="task", task=world.task().id)
    other = guardrail("guardrail-other", "wooden_pickaxe", level="task", task="wooden-bowl")
    learn(store, mine, other)

    assert entries(full(context(store, world)), ask(world)) == [mine.id]


def test_entries_and_hits_share_the_budget(store: Store, world: Any) -> None:
    world.lived(store, [{"ticks": n} for n in range(20)])
    learn(store, BOWL, PLANKS, STICK, PICKAXE, TABLE)

    for budget in (0, 30, 100, 400, 2_000):
        recall = full(context(store, world)).recall(ask(world, token_budget=budget))
        told: list[Entry] = [*recall.guardrails, *recall.skills]
        tokens = sum(tokens_in(hit.text) for hit in recall.hits)
        tokens += sum(tokens_in(entry_text(entry)) for entry in told)
        assert recall.tokens == tokens <= budget
    assert recall.hits


def test_full_sees_what_was_learned_before_its_round_alone(store: Store, world: Any) -> None:
    learn(store, STICK)

    before, after = (full(context(store, world, round_)) for round_ in (0, 1))

    assert entries(before, ask(world)) == []
    assert entries(after, ask(world)) == [STICK.id]
    assert before.snapshot() != after.snapshot() == after.recall(ask(world)).view


def test_full_learns_a_round_from_its_episodes(store: Store, world: Any) -> None:
    world.lived(store, [{"cause": Cause.missing_material}], round=0)

    full(context(store, world, round_=0)).end_round()

    assert store.round_done("vanilla", "full", 0)


def test_recalls_of_the_same_content_have_the_same_id(store: Store, world: Any) -> None:
    learn(store, STICK)
    one, other = (full(context(store, world)) for _ in range(2))

    assert one.recall(ask(world)) == other.recall(ask(world))
    assert one.recall(ask(world)).id != one.recall(ask(world, k=1)).id


def test_a_composed_skill_is_recalled_for_what_it_leads_to_with_all_that_it_calls(
    store: Store, world: Any
) -> None:
    def whole(entry: str, item: str, *calls: str) -> Skill:
        steps = tuple(SkillCall(skill=called) for called in calls)
        made = skill(entry, f'has("{item}")', 'gather(item="oak_log")')
        return made.model_copy(update={"steps": steps})

    inner = whole("skill-way-to-sticks", "stick", PLANKS.id, STICK.id)
    outer = whole("skill-way-to-pickaxe", "wooden_pickaxe", inner.id, PICKAXE.id)
    elsewhere = whole("skill-way-to-stone", "cobblestone", inner.id, BOWL.id)
    broken = whole("skill-broken-way", "wooden_pickaxe", "skill-nowhere", PICKAXE.id)
    learn(store, PICKAXE, STICK, PLANKS, BOWL, inner, outer, elsewhere, broken)

    recalled = full(context(store, world)).recall(ask(world)).skills
    known = {entry.id: entry for entry in recalled}

    assert {inner.id, outer.id} <= known.keys()
    assert not {elsewhere.id, broken.id} & known.keys()
    steps = [str(step) for step, _ in expansion(outer, known.get)]
    assert steps == [str(s.steps[0]) for s in (PLANKS, STICK, PICKAXE)]
