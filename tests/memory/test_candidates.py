"""Where there are too many experiences to score every one; here from nine on."""

from typing import Any

import pytest

from diagnosis import Cause
from envs import Within, parse_subgoal
from memory import Filter, Hit, Query, Store, candidates
from memory.recall import Recaller

ITEMS = ("stick", "oak_planks", "crafting_table", "wooden_pickaxe")
CAUSES = (None, None, Cause.missing_material, Cause.missing_station, None, Cause.stuck)


@pytest.fixture
def lived(store: Store, world: Any) -> Store:
    for seed in range(12):
        attempts = [
            {
                "subgoal": f'craft(item="{ITEMS[(seed + n) % 4]}", count={n % 3 + 1})',
                "cause": CAUSES[(seed * 5 + n) % 6],
                "state": world.state({"oak_log": n} if n else {}, x=seed * 40 + n * 8),
                "ticks": 10 * seed + n,
            }
            for n in range(8)
        ]
        world.lived(store, attempts, seed=seed, round=seed // 4)
    return store


@pytest.fixture(params=[8, 10**9], ids=["proposed", "all scored"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(candidates, "FEW_ROWS", request.param)
    return int(request.param)


def query(world: Any, **fields: Any) -> Query:
    asked = {
        "episode": world.key(round=9, seed=3),
        "task": world.task(),
        "state": world.state({"oak_log": 3}, x=130),
        "failed": parse_subgoal('craft(item="stick", count=2)'),
        "cause": Cause.missing_material,
    }
    return Query.model_validate({**asked, **fields})


def recalled(store: Store, asked: Query, round_: int = 9) -> tuple[Hit, ...]:
    return Recaller(store, "vanilla", "full", round_).recall_hits(asked, 10, 5_000)


def test_few_are_proposed_and_the_answer_is_as_if_all_were_scored(
    lived: Store, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = recalled(lived, query(world))
    monkeypatch.setattr(candidates, "FEW_ROWS", 8)
    # As a few hundred would be of a million.
    monkeypatch.setattr(candidates, "_BY_SORT", 40)
    monkeypatch.setattr(candidates, "_BY_MEANING", 8)

    assert recalled(lived, query(world)) == every


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    "only",
    [
        Filter(outcome="succeeded"),
        Filter(causes=(Cause.stuck,)),
        Filter(tags=("item:oak_planks",)),
        Filter(place=Within(x=200, z=8, distance=60)),
        Filter(place=Within(x=200, z=8, distance=200), outcome="failed", tags=("kind:craft",)),
    ],
)
def test_a_filter_leaves_as_many_as_fit_it(lived: Store, world: Any, only: Filter) -> None:
    fitting = {
        stored.row.id
        for stored in lived.experience_rows(scope="vanilla", arm="full")
        if _fits(only, lived.experience(stored.row.id))
    }

    hits = recalled(lived, query(world, only=only))

    assert len(hits) == min(10, len(fitting))
    assert {hit.experience for hit in hits} <= fitting


def _fits(only: Filter, experience: Any) -> bool:
    attempt, diagnosis = experience.attempt, experience.diagnosis
    x = attempt.pre_state.position.x
    return (
        (only.outcome is None or diagnosis.succeeded == (only.outcome == "succeeded"))
        and (not only.causes or diagnosis.cause in only.causes)
        and ("item:oak_planks" not in only.tags or attempt.subgoal.item == "oak_planks")
        and (only.place is None or _cell_distance(x, only.place.x) <= only.place.distance)
    )


def _cell_distance(x: int, wanted: int) -> int:
    low = x // 16 * 16
    return max(low - wanted, wanted - (low + 15), 0)


@pytest.mark.usefixtures("few")
def test_what_came_after_a_round_changes_nothing_of_what_was_known_then(
    lived: Store, world: Any, path: str
) -> None:
    with Store.open(path) as fresh:
        before = recalled(fresh, query(world), round_=2)
        recalled(fresh, query(world), round_=3)

        assert recalled(fresh, query(world), round_=2) == before


@pytest.mark.usefixtures("few")
def test_a_question_of_place_alone_is_answered(lived: Store, world: Any) -> None:
    blind = world.state(x=130).model_copy(update={"inventory": None, "biome": None})
    task = world.task("stone").model_copy(update={"id": "else", "group": "else"})
    asked = query(world, state=blind, failed=None, cause=None, task=task)

    places = [
        reason.detail
        for h in recalled(lived, asked)
        for reason in h.reasons
        if reason.index == "place"
    ]

    assert "here" in places
