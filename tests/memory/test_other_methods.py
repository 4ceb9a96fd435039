"""The memories of others: what each keeps, how it finds it, and what it leaves alone."""

from __future__ import annotations

from typing import Any

from diagnosis import Cause, Need
from envs import parse, parse_subgoal
from memory import Entry, Evidence, Guardrail, LogEntry, Query, Remedy, Skill, Store, SubgoalPattern
from memory.knowledge import knowledge_at, retired_at
from memory.method import MethodContext
from memory.other_methods import experience_pool, reflexion, text_knowledge
from memory.relevance import entry_text
from memory.rows import tokens_in


def context(store: Store, world: Any, round_: int = 1) -> MethodContext:
    return MethodContext(store, world.scope, world.arm, round_, world.vocabulary)


def ask(world: Any, **fields: Any) -> Query:
    values = {"episode": world.key(round=5), "task": world.task(), "state": world.state()}
    return Query.model_validate({**values, **fields})


def skill(name: str, goal: str, step: str, **fields: Any) -> Skill:
    return Skill(
        id=f"skill-{name}",
        scope="vanilla",
        goal=parse(goal),
        steps=(parse_subgoal(step),),
        verification=parse(goal),
        status="active",
        **fields,
    )


def guardrail(name: str, item: str, cause: Cause = Cause.missing_material) -> Guardrail:
    return Guardrail(
        id=f"guardrail-{name}",
        scope="vanilla",
        forbidden=SubgoalPattern.of("craft", item=item),
        cause=cause,
        remedy=Remedy(achieve=parse('has("stick")')),
        reason=f"Crafting {item} lacks something.",
        status="active",
    )


PICKAXE = skill("pickaxe", 'has("wooden_pickaxe")', 'craft(item="wooden_pickaxe")')
BOWL = skill("bowl", 'has("cobblestone")', 'gather(item="cobblestone")')


def learn(store: Store, *entries: Entry) -> None:
    changes = [LogEntry(round=0, change="created", entry=e, reason="Seen.") for e in entries]
    store.append_log(0, "vanilla", "full", changes)


def test_a_pool_recalls_successes_beside_failures(store: Store, world: Any) -> None:
    for seed in range(4):
        world.lived(store, [{"cause": Cause.missing_material}, {}, {}, {}], seed=seed)

    found = experience_pool(context(store, world)).recall(ask(world, k=6)).hits

    outcomes = [store.experience(hit.experience).diagnosis.succeeded for hit in found]
    assert outcomes == [True] * 3 + [False] * 3


def test_a_pool_takes_what_leads_to_the_goal_first_and_forbids_nothing(
    store: Store, world: Any
) -> None:
    learn(store, BOWL, PICKAXE, guardrail("pickaxe", "wooden_pickaxe"))

    found = experience_pool(context(store, world)).recall(ask(world))

    assert [s.id for s in found.skills] == ["skill-pickaxe", "skill-bowl"]
    assert found.guardrails == ()


def test_sentences_are_found_by_the_words_that_they_share(store: Store, world: Any) -> None:
    learn(store, PICKAXE, BOWL, guardrail("pickaxe", "wooden_pickaxe"))

    found = text_knowledge(context(store, world)).recall(ask(world))

    # Nothing of the bowl is said in "Craft a wooden pickaxe".
    assert [s.id for s in found.skills] == ["skill-pickaxe"]
    assert [g.id for g in found.guardrails] == ["guardrail-pickaxe"]


def test_what_just_went_wrong_counts_more_than_words(store: Store, world: Any) -> None:
    about = guardrail("other", "stick", Cause.out_of_time)
    learn(store, about, *(guardrail(f"{n}", "wooden_pickaxe") for n in range(30)))
    fields = {"failed": parse_subgoal('gather(item="oak_log")'), "cause": Cause.out_of_time}

    without = text_knowledge(context(store, world)).recall(ask(world))
    found = text_knowledge(context(store, world)).recall(ask(world, **fields))

    assert about.id not in {g.id for g in without.guardrails}
    assert found.guardrails[0].id == about.id


def test_confidence_weighs_words(store: Store, world: Any) -> None:
    sure = PICKAXE.model_copy(
        update={"id": "skill-sure", "evidence": Evidence(supporting=9, latest=(True,) * 8)}
    )
    doubtful = PICKAXE.model_copy(
        update={"id": "skill-doubtful", "evidence": Evidence(contradicting=9)}
    )
    learn(store, doubtful, sure)

    found = text_knowledge(context(store, world)).recall(ask(world))

    assert [s.id for s in found.skills] == ["skill-sure", "skill-doubtful"]


def test_sentences_take_at_most_512_tokens_and_are_at_most_16(store: Store, world: Any) -> None:
    learn(store, *(guardrail(f"{n:02}", "wooden_pickaxe") for n in range(90)))

    for budget in (100, 512, 5_000):
        found = text_knowledge(context(store, world)).recall(ask(world, token_budget=budget))
        tokens = sum(tokens_in(entry_text(g)) for g in found.guardrails)
        assert found.tokens == tokens <= min(budget, 512)
        assert 0 < len(found.guardrails) <= 16


FAILED: dict[str, Any] = {
    "cause": Cause.missing_material,
    "needs": (Need(kind="item", name="oak_planks", count=2),),
}


def reflected(store: Store, world: Any, round_: int, **fields: Any) -> None:
    """Lives a round of one failed trial, and reflects on it."""
    world.lived(store, [FAILED], outcome="failed", round=round_, seed=round_, **fields)
    reflexion(context(store, world, round_)).end_round()


def test_a_failed_trial_is_reflected_on_in_the_next_of_the_same_task(
    store: Store, world: Any
) -> None:
    reflected(store, world, 0)

    found = reflexion(context(store, world)).recall(ask(world))

    assert found.guardrails
    assert {(g.level, g.task, g.status) for g in found.guardrails} == {
        ("task", world.task().id, "candidate")
    }
    other = ask(world, task=world.task("cobblestone"))
    assert reflexion(context(store, world)).recall(other).guardrails == ()
    assert found.skills == ()


def test_a_trial_that_went_well_leaves_no_reflection(store: Store, world: Any) -> None:
    world.lived(store, [FAILED, {}], round=0)

    learned = reflexion(context(store, world, 0)).end_round()

    assert learned.guardrails == 0
    assert store.round_done("vanilla", "full", 0)


def test_the_last_three_trials_are_kept_the_latest_first(store: Store, world: Any) -> None:
    for round_ in range(5):
        reflected(store, world, round_)
    log = store.log("vanilla", "full")

    known = knowledge_at(log, "vanilla", 5)
    assert len(known.guardrails) == 3
    assert len(retired_at(log, "vanilla", 5)) == 2
    found = reflexion(context(store, world, 5)).recall(ask(world)).guardrails
    rounds = [int(g.evidence.supporting_ids[0].partition("/")[0]) for g in found]
    assert rounds == [4, 3, 2]


def test_reflections_keep_the_budget(store: Store, world: Any) -> None:
    reflected(store, world, 0)
    for budget in (0, 10, 1_000):
        found = reflexion(context(store, world)).recall(ask(world, token_budget=budget))
        assert found.tokens == sum(tokens_in(entry_text(g)) for g in found.guardrails) <= budget
