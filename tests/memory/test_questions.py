from typing import Any

import pytest

from diagnosis import Cause
from envs import InputError, Within, parse, parse_subgoal
from memory import Filter, Hit, Question, Spot, Store, recall_experiences

STICK = 'craft(item="stick", count=4)'
PICKAXE = 'craft(item="wooden_pickaxe", count=1, station="crafting_table")'


def answers(store: Store, **fields: Any) -> tuple[Hit, ...]:
    return recall_experiences(store, Question(**fields), scope="vanilla", arm="full")


def numbers(hits: tuple[Hit, ...]) -> list[int]:
    return [int(hit.experience[-4:]) for hit in hits]


def shares(hit: Hit) -> dict[str, float]:
    return {reason.index: reason.score for reason in hit.reasons}


@pytest.fixture
def lived(store: Store, world: Any) -> Store:
    far = world.state({"oak_log": 1}, x=500, time=15_000)
    attempts = [
        {"subgoal": STICK, "cause": Cause.missing_material},
        {"subgoal": STICK, "state": world.state({"oak_planks": 4})},
        {"subgoal": PICKAXE, "cause": Cause.missing_station},
        {"subgoal": 'gather(item="oak_log", count=3)', "state": far},
        {"subgoal": 'gather(item="cobblestone")', "cause": Cause.missing_tool, "state": far},
    ]
    world.lived(store, attempts)
    store.append_log(0, "vanilla", "full", ())
    return store


def test_words_are_compared_by_meaning_and_by_the_tags_they_name(lived: Store) -> None:
    first, *_ = answers(lived, text="how was cobblestone lacking a tool")

    assert numbers((first,)) == [4]
    assert shares(first)["meaning"] > 0
    (tags,) = (reason for reason in first.reasons if reason.index == "tags")
    assert (tags.score, tags.detail) == (1.0, "item:cobblestone")


def test_a_subgoal_brings_up_how_it_went_well(lived: Store) -> None:
    first, *_ = answers(lived, subgoal=parse_subgoal('craft(item="stick")'))

    assert numbers((first,)) == [1]
    assert shares(first)["outcome"] == 1.0


def test_what_is_given_is_compared_with_what_held(lived: Store) -> None:
    first, *_ = answers(lived, given=parse('has("#planks", 4)'))

    assert numbers((first,)) == [1]
    assert shares(first)["signature"] == 1.0
    night = answers(lived, given=parse('time("night") and has("oak_log")'), k=2)
    assert set(numbers(night)) == {3, 4}


def test_what_no_signature_tells_is_refused(lived: Store) -> None:
    with pytest.raises(InputError, match="village"):
        answers(lived, given=parse('knows("village")'))


def test_nearer_comes_first_on_any_map_or_on_one(lived: Store) -> None:
    far = answers(lived, near=Spot(x=505, z=8), k=2)
    assert set(numbers(far)) == {3, 4}
    assert all(shares(hit)["place"] == 1.0 for hit in far)
    assert all("place" in shares(hit) for hit in answers(lived, near=Spot(x=505, z=8, seed=0), k=2))
    elsewhere = answers(lived, near=Spot(x=505, z=8, seed=1))
    assert all("place" not in shares(hit) for hit in elsewhere)
    nether = answers(lived, near=Spot(x=505, z=8, dimension="the_nether"))
    assert all("place" not in shares(hit) for hit in nether)


def test_the_filter_says_what_may_come_at_all(lived: Store) -> None:
    only = Filter(causes=(Cause.missing_station,))
    assert numbers(answers(lived, text="oak log", only=only)) == [2]
    within = Filter(place=Within(x=505, z=8, distance=20), outcome="failed")
    assert numbers(answers(lived, text="stick", only=within)) == [4]


def test_it_sees_what_stood_when_a_round_began_and_leaves_no_record(
    lived: Store, world: Any
) -> None:
    world.lived(lived, [{"subgoal": STICK}], round=1, seed=5)
    lived.append_log(1, "vanilla", "full", ())
    asked = Question(text="stick")

    now = recall_experiences(lived, asked, scope="vanilla", arm="full")
    then = recall_experiences(lived, asked, scope="vanilla", arm="full", before_round=1)

    assert len(now) == len(then) + 1
    assert recall_experiences(lived, asked, scope="vanilla", arm="other") == ()
    assert list(lived.damaged_records()) == []


def test_every_part_of_a_question_may_be_left_out(lived: Store) -> None:
    latest = answers(lived, k=1)

    assert numbers(latest) == [4]
    assert (latest[0].score, latest[0].reasons) == (0.0, ())
    assert len(answers(lived)) == 5


def test_what_is_not_asked_takes_nothing_of_the_score(lived: Store) -> None:
    first, *_ = answers(lived, near=Spot(x=505, z=8))

    assert first.score == 1.0
    assert shares(first) == {"place": 1.0}
