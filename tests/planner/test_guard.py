"""What an active guardrail forbids is never the next step: it is repaired or handed back."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnosis import Cause, History, diagnose
from envs import (
    Condition,
    FreeSlots,
    Has,
    Inventory,
    ItemCount,
    Not,
    Plan,
    State,
    Step,
    Tally,
    View,
    Vocabulary,
    parse,
    parse_subgoal,
)
from envs.craftworld.meadow import FEET, Meadow
from memory import (
    AtMost,
    Before,
    Guardrail,
    Inside,
    Parameter,
    Remedy,
    Skill,
    SubgoalPattern,
    Tried,
)
from memory.provisional import provisional
from planner import enforce, vanilla_prior, violates
from planner.guard import MAX_REPAIRS

PICKAXE = SubgoalPattern.of("craft", item="wooden_pickaxe")


def plan_of(*subgoals: str, frozen: int = 0) -> Plan:
    return Plan(steps=tuple(Step(subgoal=parse_subgoal(text)) for text in subgoals), frozen=frozen)


def texts(plan: Plan) -> list[str]:
    return [str(step.subgoal) for step in plan.steps]


def test_a_plan_that_nothing_forbids_is_left_as_it_is(
    guardrail: Callable[..., Guardrail], view: Callable[..., View]
) -> None:
    plan = plan_of('craft(item="bowl", count=4)')

    enforced = enforce(plan, view(), [guardrail(PICKAXE)], ())

    assert (enforced.plan, enforced.repaired, enforced.violation) == (plan, (), None)


def full(words: Vocabulary, **held: int) -> View:
    items = tuple(ItemCount(item=i, count=n) for i, n in sorted(held.items()))
    return View(State(tick=0, inventory=Inventory(items=items, free_slots=0)), Tally(), words)


def test_room_is_made_by_throwing_away_what_is_too_much(
    guardrail: Callable[..., Guardrail], words: Vocabulary
) -> None:
    gathering = SubgoalPattern.of("gather", source="diamond_ore")
    rail = guardrail(gathering, trigger="not free_slots(1)", achieve="free_slots(1)")
    plan = plan_of('gather(item="diamond", source="diamond_ore", height=(5, 15))')
    goal = parse('has("diamond") and has("cobblestone", 130)')

    now = full(words, cobblestone=300, dirt=70, iron_pickaxe=29)

    assert texts(enforce(plan, now, [rail], ()).plan) == [
        'discard(item="cobblestone", count=236)',
        'discard(item="dirt", count=6)',
        str(plan.current.subgoal),
    ]
    # What the task asks for was hard-won.
    assert texts(enforce(plan, now, [rail], (), goal=goal).plan)[0] == (
        'discard(item="cobblestone", count=108)'
    )
    # Where nothing is too much, what to do without isn't for code to say.
    least = full(words, cobblestone=64, iron_pickaxe=35)
    assert enforce(plan, least, [rail], ()).violation is not None


def test_what_found_no_room_works_once_the_surplus_is_gone() -> None:
    meadow = Meadow()
    words = meadow.episode.rules.vocabulary
    meadow.give("cobblestone", 36 * 64)
    meadow.put((FEET[0] + 3, FEET[1], FEET[2]), "oak_log")
    plan, history = plan_of('gather(item="oak_log", count=1)'), History(words)
    done = []
    for _ in range(3):
        attempt = meadow.attempt(plan.current.subgoal, 3_000)
        history = history.extended(attempt, diagnose(attempt, history))
        done.append((attempt.subgoal.kind, history.pairs[-1][1].cause))
        plan = plan.advanced() if history.pairs[-1][1].succeeded else plan
        now = View(attempt.post_state, Tally(), words)
        plan = enforce(plan, now, provisional(history, words, "test"), ()).plan

    assert done == [("gather", Cause.inventory_full), ("discard", None), ("gather", None)]
    carried = attempt.post_state.inventory
    assert carried is not None
    assert carried.count("oak_log") == 1


def test_what_has_no_remedy_is_handed_back(
    guardrail: Callable[..., Guardrail], view: Callable[..., View]
) -> None:
    plan, rail = plan_of('craft(item="wooden_pickaxe", count=1)'), guardrail(PICKAXE)

    enforced = enforce(plan, view(), [rail], ())

    assert enforced.plan == plan
    assert enforced.violation is not None
    assert enforced.violation.guardrail == rail
    assert enforced.violation.subgoal == plan.current.subgoal


def test_only_active_guardrails_are_enforced(
    guardrail: Callable[..., Guardrail], view: Callable[..., View]
) -> None:
    plan = plan_of('craft(item="wooden_pickaxe", count=1)')

    for status in ("candidate", "retired"):
        assert enforce(plan, view(), [guardrail(PICKAXE, status=status)], ()).violation is None


def test_trigger_and_exception_decide(
    guardrail: Callable[..., Guardrail], view: Callable[..., View]
) -> None:
    rail = guardrail(
        PICKAXE,
        trigger='not has("stick", 2)',
        exception=Has(item="bamboo", count=4),
    )
    plan = plan_of('craft(item="wooden_pickaxe", count=1)')

    assert violates(plan, view({"stick": 1}), rail)
    assert not violates(plan, view({"stick": 2}), rail)
    assert not violates(plan, view({"stick": 1, "bamboo": 4}), rail)


def test_an_unknown_trigger_forbids_nothing(
    guardrail: Callable[..., Guardrail], words: Vocabulary
) -> None:
    blind = View(State(tick=0), Tally(), words)
    rail = guardrail(PICKAXE, trigger='not has("stick", 2)')

    assert not violates(plan_of('craft(item="wooden_pickaxe", count=1)'), blind, rail)


def test_a_remedy_is_reached_through_the_skills(
    guardrail: Callable[..., Guardrail],
    skill: Callable[..., Skill],
    view: Callable[..., View],
) -> None:
    planks = skill(
        'has("oak_planks", 4)',
        'craft(item="oak_planks", count=4)',
        uses={"oak_log": 1},
        batch=4,
        id="skill-planks",
    )
    sticks = skill(
        'has("stick", 4)',
        'craft(item="stick", count=4)',
        uses={"#planks": 2},
        batch=4,
        id="skill-sticks",
    )
    rail = guardrail(PICKAXE, trigger='not has("stick", 2)', achieve='has("stick", 2)')
    plan = plan_of('craft(item="oak_log", count=1)', 'craft(item="wooden_pickaxe", count=1)')

    enforced = enforce(plan.advanced(), view({"oak_log": 1}), [rail], [planks, sticks])

    assert texts(enforced.plan) == [
        'craft(item="oak_log", count=1)',
        'craft(item="oak_planks", count=4)',
        'craft(item="stick", count=4)',
        'craft(item="wooden_pickaxe", count=1)',
    ]
    assert [(s.origin, s.source) for s in enforced.plan.rest] == [
        ("remedy", "skill-planks"),
        ("remedy", "skill-sticks"),
        ("model", None),
    ]
    assert enforced.plan.frozen == 1
    assert enforced.plan.parent == plan.id
    assert [v.guardrail for v in enforced.repaired] == [rail]


def test_without_skills_a_remedys_own_steps_are_inserted(
    guardrail: Callable[..., Guardrail], view: Callable[..., View]
) -> None:
    sticks = parse_subgoal('craft(item="stick", count=2)')
    rail = guardrail(
        PICKAXE,
        trigger='not has("stick", 2)',
        remedy=Remedy(achieve=Has(item="stick", count=2), steps=(sticks,)),
    )

    enforced = enforce(plan_of('craft(item="wooden_pickaxe", count=1)'), view(), [rail], ())

    assert texts(enforced.plan)[0] == str(sticks)
    assert enforced.plan.current.source == rail.id


def test_a_remedy_to_which_no_way_is_known_is_handed_back(
    guardrail: Callable[..., Guardrail], view: Callable[..., View]
) -> None:
    rail = guardrail(PICKAXE, achieve='has("stick", 2)', trigger='not has("stick", 2)')

    enforced = enforce(plan_of('craft(item="wooden_pickaxe", count=1)'), view(), [rail], ())

    assert enforced.violation is not None


def test_a_field_is_replaced(
    guardrail: Callable[..., Guardrail], view: Callable[..., View]
) -> None:
    rail = guardrail(
        SubgoalPattern.of("craft", item="bowl", station=None),
        remedy=Remedy(replace=(("station", "crafting_table"),)),
    )

    enforced = enforce(plan_of('craft(item="bowl", count=4)', "sleep()"), view(), [rail], ())

    assert texts(enforced.plan) == [
        'craft(item="bowl", count=4, station="crafting_table")',
        "sleep()",
    ]
    assert (enforced.plan.current.origin, enforced.plan.current.source) == ("remedy", rail.id)


def test_a_replacement_that_gives_no_subgoal_is_handed_back(
    guardrail: Callable[..., Guardrail], view: Callable[..., View]
) -> None:
    rail = guardrail(PICKAXE, remedy=Remedy(replace=(("height", 3),)))

    enforced = enforce(plan_of('craft(item="wooden_pickaxe", count=1)'), view(), [rail], ())

    assert enforced.violation is not None


def test_what_is_to_be_left_out_is_left_out(
    guardrail: Callable[..., Guardrail], view: Callable[..., View]
) -> None:
    rail = guardrail(PICKAXE, remedy=Remedy(drop=True))

    enforced = enforce(
        plan_of('craft(item="wooden_pickaxe", count=1)', "sleep()"), view(), [rail], ()
    )

    assert texts(enforced.plan) == ["sleep()"]


def test_it_is_left_out_each_time_that_it_comes(
    guardrail: Callable[..., Guardrail], view: Callable[..., View]
) -> None:
    pickaxe = 'craft(item="wooden_pickaxe", count=1)'
    rail = guardrail(PICKAXE, remedy=Remedy(drop=True))

    enforced = enforce(plan_of(pickaxe, pickaxe, "sleep()"), view(), [rail], ())

    assert (texts(enforced.plan), enforced.violation) == (["sleep()"], None)


def test_several_things_are_achieved_at_once(
    guardrail: Callable[..., Guardrail], skill: Callable[..., Skill], view: Callable[..., View]
) -> None:
    skills = [
        skill(f'has("{item}")', f'gather(item="{item}", count=1)', id=f"skill-{item}")
        for item in ("bamboo", "oak_log")
    ]
    rail = guardrail(
        PICKAXE, trigger='not has("bamboo")', achieve='has("bamboo", 2) and has("oak_log")'
    )

    enforced = enforce(plan_of('craft(item="wooden_pickaxe", count=1)'), view(), [rail], skills)

    assert texts(enforced.plan)[:2] == [
        'gather(item="bamboo", count=2)',
        'gather(item="oak_log", count=1)',
    ]


def test_a_repair_that_leads_back_to_what_it_repairs_is_handed_back(
    guardrail: Callable[..., Guardrail], view: Callable[..., View]
) -> None:
    a = guardrail(
        SubgoalPattern.of("craft", item="bowl", station=None),
        id="guardrail-a",
        remedy=Remedy(replace=(("station", "furnace"),)),
    )
    b = guardrail(
        SubgoalPattern.of("craft", item="bowl", station="furnace"),
        id="guardrail-b",
        remedy=Remedy(replace=(("station", None),)),
    )

    enforced = enforce(plan_of('craft(item="bowl", count=4)'), view(), [a, b], ())

    assert enforced.violation is not None
    assert len(enforced.repaired) <= 2


def test_order_repetition_and_place_are_enforced_over_the_plan(
    guardrail: Callable[..., Guardrail], view: Callable[..., View]
) -> None:
    sleep, hunt = SubgoalPattern.of("sleep"), SubgoalPattern.of("hunt")
    before = guardrail(Before(first=sleep, then=hunt))
    twice = guardrail(AtMost(count=1, pattern=sleep))
    poor = guardrail(Inside(pattern=hunt, region=Not(of=Has(item="iron_sword"))))
    plan = plan_of("sleep()", 'hunt(entity="zombie", count=1)', "sleep()")

    assert violates(plan_of('hunt(entity="zombie", count=1)'), view(), before)
    assert not violates(plan.advanced(), view(), before)
    assert violates(plan.advanced().advanced(), view(), twice)
    assert not violates(plan, view(), twice)
    assert violates(plan.advanced(), view(), poor)
    assert not violates(plan.advanced(), view({"iron_sword": 1}), poor)


items = st.sampled_from(["bowl", "chest", "stick"])
some_conditions: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Has, item=items, count=st.integers(1, 3)),
    st.builds(Has, item=items).map(lambda has: Not(of=has)),
    st.sampled_from([FreeSlots(), Not(of=FreeSlots())]),
)
forbidden_patterns = st.one_of(
    st.builds(lambda item: SubgoalPattern.of("craft", item=item), items),
    st.builds(lambda item: SubgoalPattern.of("discard", item=item), items),
    st.builds(
        lambda item: SubgoalPattern.of("craft", item=item, station=None),
        items,
    ),
    st.builds(
        lambda a, b: Before(
            first=SubgoalPattern.of("craft", item=a), then=SubgoalPattern.of("craft", item=b)
        ),
        items,
        items,
    ),
    st.builds(
        lambda item, n: AtMost(count=n, pattern=SubgoalPattern.of("craft", item=item)),
        items,
        st.integers(1, 2),
    ),
)
remedies = st.one_of(
    st.none(),
    st.just(Remedy(drop=True)),
    st.builds(
        lambda value: Remedy(replace=(("station", value),)),
        st.sampled_from([None, "crafting_table"]),
    ),
    st.builds(lambda item, n: Remedy(replace=(("item", item), ("count", n))), items, st.just(2)),
    st.builds(lambda condition: Remedy(achieve=condition), some_conditions),
    st.builds(lambda item: Remedy(steps=(parse_subgoal(f'craft(item="{item}", count=1)'),)), items),
)
guardrails = st.builds(
    lambda number, pattern, trigger, exception, remedy, status: Guardrail.model_validate(
        {
            "id": f"guardrail-{number}",
            "scope": "test",
            "forbidden": pattern,
            "trigger": trigger,
            "exception": exception,
            "cause": "missing_material",
            "remedy": remedy,
            "status": status,
        }
    ),
    st.integers(0, 99),
    forbidden_patterns,
    st.none() | some_conditions,
    st.none() | some_conditions,
    remedies,
    st.sampled_from(["active", "active", "candidate"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rails=st.lists(guardrails, max_size=6),
    planned=st.lists(items, max_size=5),
    finished=st.integers(0, 2),
    held=st.dictionaries(items, st.sampled_from([1, 2, 3, 90, 200])),
    free=st.sampled_from([0, 36]),
)
def test_what_is_forbidden_is_never_next(
    rails: list[Guardrail],
    planned: list[str],
    finished: int,
    held: dict[str, int],
    free: int,
    skill: Callable[..., Skill],
) -> None:
    plan = plan_of(
        *(f'craft(item="{item}", count=1)' for item in planned),
        frozen=min(finished, len(planned)),
    )
    skills = [
        skill(f'has("{item}")', f'craft(item="{item}", count=1)', id=f"skill-{item}")
        for item in ("bowl", "stick")
    ]
    items_held = tuple(ItemCount(item=i, count=n) for i, n in sorted(held.items()))
    inventory = Inventory(items=items_held, free_slots=free)
    seen = View(State(tick=0, inventory=inventory), Tally(), vanilla_prior().vocabulary())

    enforced = enforce(plan, seen, rails, skills)

    assert enforced.plan.prefix == plan.prefix
    assert len(enforced.repaired) <= MAX_REPAIRS
    if enforced.violation is None and enforced.plan.unfinished:
        active = [rail for rail in rails if rail.status == "active"]
        assert not any(violates(enforced.plan, seen, rail) for rail in active)


def test_what_failed_here_is_done_elsewhere_by_another_side_each_time(
    guardrail: Callable[..., Guardrail], view: Callable[..., View]
) -> None:
    hunt = SubgoalPattern.of("hunt", entity="cow")
    lesson = guardrail(
        AtMost(count=1, pattern=hunt, within_blocks=48), remedy=Remedy(away_blocks=96)
    )
    plan, now = plan_of('hunt(entity="cow")'), view()
    here = now.state.position
    vain = [Tried(plan.current.subgoal, here)]
    lost = [Tried(parse_subgoal("go_to(x=99, z=-7)"), here)]

    first = enforce(plan, now, [lesson], (), vain)
    second = enforce(plan, now, [lesson], (), vain + lost)
    last = enforce(plan, now, [lesson], (), vain + lost * 4)

    assert enforce(plan, now, [lesson], ()).repaired == ()
    assert texts(first.plan) == ["go_to(x=99, z=-7, distance=16)", 'hunt(entity="cow", count=1)']
    assert texts(second.plan)[0] == "go_to(x=3, z=89, distance=16)"
    assert last.violation is not None


def called(subgoal: str, source: str) -> Plan:
    return Plan(steps=(Step(subgoal=parse_subgoal(subgoal), origin="skill", source=source),))


def test_what_a_called_skill_needs_is_brought_about_before_it(
    skill: Callable[..., Skill], view: Callable[..., View]
) -> None:
    planks = skill(
        'has("oak_planks", 4)', 'craft(item="oak_planks", count=4)',
        uses={"oak_log": 1}, batch=4, id="skill-planks", status="active",
    )  # fmt: skip
    bowls = skill(
        'has("bowl", 4)', 'craft(item="bowl", count=4)', needs='has("#planks", 3)',
        id="skill-bowls", status="active",
    )  # fmt: skip
    plan = called('craft(item="bowl", count=4)', "skill-bowls")

    enforced = enforce(plan, view({"oak_log": 1}), (), [bowls, planks])
    assert [(str(s.subgoal), s.source) for s in enforced.plan.rest] == [
        ('craft(item="oak_planks", count=4)', "skill-planks"),
        ('craft(item="bowl", count=4)', "skill-bowls"),
    ]

    # Without a way to it the step is handed back with what is lacking.
    alone = enforce(plan, view({"oak_log": 1}), (), [bowls])
    assert alone.violation is not None
    assert alone.violation.guardrail.id == "skill-bowls"
    assert alone.violation.guardrail.reason == (
        'The skill needs has("#planks", 3), which is lacking.'
    )


def test_the_tool_or_station_that_a_call_names_is_seen_to_as_well(
    skill: Callable[..., Skill], view: Callable[..., View]
) -> None:
    ore = skill(
        'has("iron_ore")', 'gather(item="iron_ore", count=1)', id="skill-ore", status="active",
        parameters=(
            Parameter(name="tool", default=None, uses=((0, "tool"),), among=("stone_pickaxe",)),
        ),
    )  # fmt: skip
    sticks = skill(
        'has("stick", 4)', 'craft(item="stick", count=4)', id="skill-sticks", status="active",
        parameters=(
            Parameter(name="station", default=None, uses=((0, "station"),), among=("anvil",)),
        ),
    )  # fmt: skip
    by_iron = called('gather(item="iron_ore", count=1, tool="iron_pickaxe")', "skill-ore")
    by_hand = called('gather(item="iron_ore", count=1, tool="none")', "skill-ore")
    at_anvil = called('craft(item="stick", count=4, station="anvil")', "skill-sticks")

    for plan, now, lacking in (
        (by_iron, view({"stone_pickaxe": 1}), 'has("iron_pickaxe")'),
        (by_iron, view({"iron_pickaxe": 1}), None),
        (by_hand, view(), None),
        (at_anvil, view(), 'near("anvil", 16)'),
    ):
        enforced = enforce(plan, now, (), [ore, sticks])
        # A station is gone to, or placed, by itself; the way to a tool isn't known here.
        violation = next(iter(enforced.repaired), enforced.violation)
        reason = None if violation is None else violation.guardrail.reason
        assert reason == (lacking and f"The skill needs {lacking}, which is lacking.")


def test_a_called_skill_whose_needs_are_met_unknown_or_doubtful_goes_on(
    skill: Callable[..., Skill], view: Callable[..., View], words: Vocabulary
) -> None:
    def bowls(**named: object) -> Skill:
        return skill(
            'has("bowl", 4)', 'craft(item="bowl", count=4)', needs='has("#planks", 3)',
            **{"id": "skill-bowls", "status": "active", **named},
        )  # fmt: skip

    plan = called('craft(item="bowl", count=4)', "skill-bowls")
    unseen = View(State(tick=0), Tally(), words)

    for now, known in (
        (view({"oak_planks": 3}), [bowls()]),
        (unseen, [bowls()]),
        (view(), [bowls(status="candidate")]),
        (view(), []),
    ):
        assert enforce(plan, now, (), known).plan == plan
    # A model's own step is the model's to answer for.
    own = plan_of('craft(item="bowl", count=4)')
    assert enforce(own, view(), (), [bowls()]).plan == own
