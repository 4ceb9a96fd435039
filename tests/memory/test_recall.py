from typing import Any

import pytest

from diagnosis import Cause
from envs import Position, Within, parse_subgoal
from memory import Filter, Hit, Query, Store
from memory.candidates import WEIGHTS
from memory.recall import Recaller
from memory.rows import tokens_in

STICK = 'craft(item="stick", count=4)'
ORDER = ("signature", "place", "tags", "outcome", "meaning")
TABLE = 'craft(item="crafting_table", count=1)'


def ask(world: Any, **fields: Any) -> Query:
    values = {"episode": world.key(round=5, seed=77), "task": world.task(), "state": world.state()}
    return Query.model_validate({**values, **fields})


def recalled(
    store: Store, query: Query, *, round_: int = 5, k: int = 10, token_budget: int = 2_000
) -> tuple[Hit, ...]:
    return Recaller(store, "vanilla", "full", round_).recall_hits(query, k, token_budget)


def ids(hits: tuple[Hit, ...]) -> set[str]:
    return {hit.experience for hit in hits}


@pytest.fixture
def lived(store: Store, world: Any) -> Store:
    """A store with failures and successes of two kinds, in two places."""
    far = world.state({"oak_log": 1}, x=500)
    attempts = [
        {"subgoal": STICK, "cause": Cause.missing_material},
        {"subgoal": STICK, "state": world.state({"oak_planks": 2})},
        {"subgoal": TABLE, "cause": Cause.missing_material},
        {"subgoal": 'gather(item="oak_log", count=3)', "state": far},
        {"subgoal": 'gather(item="cobblestone")', "cause": Cause.missing_tool, "state": far},
    ]
    world.lived(store, attempts)
    return store


def test_only_training_of_earlier_rounds_of_the_same_scope_and_arm_is_recalled(
    store: Store, world: Any
) -> None:
    mine = world.lived(store, [{}], round=1)
    world.lived(store, [{}], round=2)
    world.lived(store, [{}], phase="eval")
    world.lived(store, [{}], arm="no_skills")
    world.lived(store, [{}], scope="modpack", seed=3)
    world.lived(store, [{"cause": Cause.stuck}], seed=4, outcome="broken")
    store.add(world.experience(world.begun(store, seed=9)))

    assert ids(recalled(store, ask(world), round_=2)) == {f"{mine}/0/0000"}
    assert recalled(store, ask(world), round_=1) == ()


def test_what_failed_brings_up_how_it_went_well(lived: Store, world: Any) -> None:
    query = ask(world, failed=parse_subgoal(STICK), cause=Cause.missing_material)

    first, *_ = recalled(lived, query)

    assert first.text.startswith(f"{STICK} succeeded")
    outcome = next(reason for reason in first.reasons if reason.index == "outcome")
    assert (outcome.score, outcome.detail) == (1.0, "the same thing, and it succeeded")


def test_every_hit_says_index_by_index_why(lived: Store, world: Any) -> None:
    query = ask(world, failed=parse_subgoal(STICK), cause=Cause.missing_material)

    for hit in recalled(lived, query):
        names = [reason.index for reason in hit.reasons]
        assert names == [
            n for n in ("signature", "place", "tags", "outcome", "meaning") if n in names
        ]
        assert all(0 < reason.score <= 1 and reason.detail for reason in hit.reasons)
        total = sum(WEIGHTS[reason.index] * reason.score for reason in hit.reasons)
        assert hit.score == pytest.approx(total, abs=1e-3)


def test_the_weights_add_up_to_one() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_the_same_place_counts_in_the_same_world_alone(lived: Store, world: Any) -> None:
    here = world.state({"oak_log": 1}, x=500)

    def places(seed: int) -> set[str]:
        hits = recalled(lived, ask(world, state=here, episode=world.key(round=5, seed=seed)))
        return {r.detail for hit in hits for r in hit.reasons if r.index == "place"}

    assert "here" in places(0)
    assert places(1) == set()


def test_on_a_shared_map_places_count_whatever_the_seed(store: Store, world: Any) -> None:
    here = world.state({"oak_log": 1}, x=500)
    world.lived(store, [{"state": here, "shared_map": True}], seed=3)

    def details(**fields: Any) -> list[str]:
        asked = ask(world, state=here, episode=world.key(round=5, seed=8), **fields)
        return [
            r.detail for hit in recalled(store, asked) for r in hit.reasons if r.index == "place"
        ]

    assert details(shared_map=True) == ["here"]
    assert details() == []


def test_exactly_the_same_conditions_are_named(lived: Store, world: Any) -> None:
    state = world.state({"oak_planks": 2})

    first, *_ = recalled(lived, ask(world, state=state, failed=parse_subgoal(STICK)))

    (signature,) = (reason for reason in first.reasons if reason.index == "signature")
    assert signature.score == 1.0
    assert signature.detail == "the same conditions and the same subgoal"


@pytest.mark.parametrize(
    ("only", "found"),
    [
        (Filter(), {0, 1, 2, 3, 4}),
        (Filter(outcome="succeeded"), {1, 3}),
        (Filter(outcome="failed"), {0, 2, 4}),
        (Filter(causes=(Cause.missing_tool, Cause.stuck)), {4}),
        (Filter(tags=("kind:craft", "item:stick")), {0, 1}),
        (Filter(tags=("kind:eat",)), set()),
        (Filter(place=Within(x=505, z=8, distance=20)), {3, 4}),
        (Filter(place=Within(x=0, z=0, distance=5), outcome="failed"), {0, 2}),
    ],
)
def test_filters_are_part_of_the_question(
    lived: Store, world: Any, only: Filter, found: set[int]
) -> None:
    # With k=1 a filter that is applied afterwards would mostly leave nothing.
    one = recalled(lived, ask(world, only=only), k=1)
    hits = recalled(lived, ask(world, only=only))

    assert {int(hit.experience[-4:]) for hit in hits} == found
    assert len(one) == min(1, len(found))


def test_hits_stay_within_k_and_the_budget_of_tokens(lived: Store, world: Any) -> None:
    every = recalled(lived, ask(world))
    costs = sorted(tokens_in(hit.text) for hit in every)

    assert len(recalled(lived, ask(world), k=2)) == 2
    assert recalled(lived, ask(world), k=0) == ()
    assert recalled(lived, ask(world), token_budget=0) == ()
    few = recalled(lived, ask(world), token_budget=costs[0] + costs[1])
    assert 1 <= len(few) <= 2
    assert sum(tokens_in(hit.text) for hit in few) <= costs[0] + costs[1]


def test_a_token_is_taken_to_be_four_characters() -> None:
    assert [tokens_in("x" * n) for n in (0, 1, 4, 5)] == [0, 1, 1, 2]


def test_many_of_a_kind_do_not_crowd_out_the_others(store: Store, world: Any) -> None:
    same = [{"subgoal": STICK, "cause": Cause.missing_material}] * 20
    world.lived(store, [*same, {"subgoal": TABLE, "cause": Cause.missing_station}])
    query = ask(world, failed=parse_subgoal(STICK), cause=Cause.missing_material)

    hits = recalled(store, query, k=4)

    assert any("crafting_table" in hit.text for hit in hits)


def test_who_inserted_when_does_not_matter(tmp_path: Any, world: Any) -> None:
    lives = [
        (seed, [{"subgoal": STICK, "cause": cause, "ticks": 10 * seed}])
        for seed, cause in enumerate([None, Cause.stuck, Cause.missing_material, None])
    ]
    answers = []
    for name, order in (("a", lives), ("b", lives[::-1])):
        with Store.open(str(tmp_path / name)) as store:
            for seed, attempts in order:
                world.lived(store, attempts, seed=seed)
            answers.append(recalled(store, ask(world, failed=parse_subgoal(STICK))))

    assert answers[0] == answers[1]
    assert len(answers[0]) == 4


def test_a_kept_index_knows_what_a_fresh_one_would(store: Store, world: Any, path: str) -> None:
    query = ask(world)
    world.lived(store, [{}], round=0)
    assert len(recalled(store, query, round_=1)) == 1
    world.lived(store, [{"ticks": 3}], round=1)
    extended = recalled(store, query, round_=2)
    # A run that was cut off comes back and ends an episode of an earlier round.
    world.lived(store, [{"ticks": 5}], round=0, seed=8)
    late = recalled(store, query, round_=2)

    with Store.open(path) as fresh:
        assert recalled(fresh, query, round_=2) == late
        assert len(recalled(fresh, query, round_=1)) == 2
    assert (len(extended), len(late)) == (2, 3)


def test_states_with_absent_facets_can_be_asked_about(lived: Store, world: Any) -> None:
    blind = world.state().model_copy(update={"position": None, "inventory": None, "biome": None})

    assert recalled(lived, ask(world, state=blind, failed=parse_subgoal("sleep()")))


def test_heights_alone_do_not_break_the_distance(lived: Store, world: Any) -> None:
    high = world.state().model_copy(update={"position": Position(x=8, y=2048, z=8)})

    assert recalled(lived, ask(world, state=high, episode=world.key(round=5)))
