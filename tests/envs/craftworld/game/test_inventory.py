"""The bag: 36 slots, stacks, tools that don't stack."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from envs.craftworld.game.inventory import SLOTS, Bag

SIZES = {"ender_pearl": 16, "iron_axe": 1}
USES = {"iron_axe": 250, "iron_helmet": 165}


def _bag() -> Bag:
    return Bag(SIZES, USES)


def test_stacks_fill_before_empty_slots() -> None:
    bag = _bag()
    bag.add("dirt", 60)
    bag.add("stone", 1)
    assert bag.add("dirt", 10) == 0
    assert [(s.item, s.count) for s in bag.stacks] == [("dirt", 64), ("stone", 1), ("dirt", 6)]


def test_stack_sizes_are_the_items_own() -> None:
    bag = _bag()
    bag.add("ender_pearl", 40)
    assert [s.count for s in bag.stacks] == [16, 16, 8]


def test_tools_do_not_stack_and_wear_one_by_one() -> None:
    bag = _bag()
    bag.add("iron_axe", 2)
    bag.hold("iron_axe")
    assert bag.wear_out(1) is None
    assert sorted(s.uses or 0 for s in bag.stacks) == [249, 250]


def test_a_tool_breaks_with_its_last_use() -> None:
    bag = _bag()
    bag.add("iron_axe", 1, uses=1)
    bag.hold("iron_axe")
    assert bag.wear_out(1) == "iron_axe"
    assert bag.free_slots == SLOTS


def test_full_means_full() -> None:
    bag = _bag()
    assert bag.add("dirt", SLOTS * 64 + 5) == 5
    assert bag.add("stone", 3) == 3
    assert bag.room_for("dirt") == 0


def test_the_hand_can_be_emptied_while_a_slot_is_free() -> None:
    bag = _bag()
    bag.add("iron_axe", 1)
    bag.hold("iron_axe")
    bag.hold(None)
    assert bag.held_name == "none"


def test_what_is_not_carried_cannot_be_held() -> None:
    assert not _bag().hold("iron_axe")


def test_armor_is_swapped_for_what_was_worn() -> None:
    bag = _bag()
    bag.add("iron_helmet", 1, uses=3)
    bag.put_on("iron_helmet")
    bag.add("iron_helmet", 1)
    assert bag.put_on("iron_helmet")
    assert [s.uses for s in bag.stacks] == [3]
    assert bag.counts() == {"iron_helmet": 2}


@given(
    st.lists(
        st.tuples(st.sampled_from(["dirt", "ender_pearl", "iron_axe"]), st.integers(1, 200)),
        max_size=30,
    )
)
def test_what_went_in_is_what_is_there(adds: list[tuple[str, int]]) -> None:
    bag = _bag()
    expected: dict[str, int] = {}
    for item, count in adds:
        left = bag.add(item, count)
        expected[item] = expected.get(item, 0) + count - left
    assert bag.counts() == {item: n for item, n in expected.items() if n}
    assert len(bag.stacks) + bag.free_slots == SLOTS
    for item, count in bag.counts().items():
        bag.remove(item, count)
    assert bag.free_slots == SLOTS


def test_a_copy_is_independent() -> None:
    bag = _bag()
    bag.add("dirt", 3)
    twin = bag.copy()
    twin.remove("dirt", 3)
    assert bag.count("dirt") == 3


def test_the_most_worn_is_taken_first() -> None:
    bag = _bag()
    for uses in (165, 7, 40):
        bag.add("iron_helmet", 1, uses)
    assert bag.take_most_worn("iron_helmet").uses == 7
    assert [s.uses for s in bag.stacks] == [165, 40]


def test_what_is_dyed_joins_no_stack_that_is_not() -> None:
    bag = _bag()
    bag.add("leather_horse_armor", 1)
    bag.add("leather_horse_armor", 1, dyed=True)
    assert [(s.count, s.dyed) for s in bag.stacks] == [(1, False), (1, True)]
    assert bag.change("leather_horse_armor", lambda s: None if s.dyed else replace(s, dyed=True))
    assert [s.dyed for s in bag.stacks] == [True, True]
    assert not bag.change("leather_horse_armor", lambda _: None)
