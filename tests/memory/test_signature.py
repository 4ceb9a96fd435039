from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envs import Nearby, State, Tally, View, parse, parse_subgoal
from memory.own_words import WORDS
from memory.signature import (
    ATOMS,
    SITUATION_ATOMS,
    STATE_MASK,
    WIDTH,
    Signature,
    about,
    signature,
    situation_texts,
)

bits = st.integers(0, 2**WIDTH - 1)


def held(found: Signature, atom: str) -> bool | None:
    """Returns whether an atom is so; `None` if that isn't known."""
    bit = ATOMS.index(atom)
    return bool(found.true >> bit & 1) if found.known >> bit & 1 else None


@given(bits, bits)
def test_a_signature_is_read_back_from_its_bytes(true: int, known: int) -> None:
    assert Signature.unpacked(Signature(true, known).packed()) == Signature(true, known)


def test_all_atoms_fit_and_differ() -> None:
    assert len(set(ATOMS)) == len(ATOMS) <= WIDTH
    assert set(SITUATION_ATOMS) <= set(ATOMS)


@given(
    st.dictionaries(
        st.sampled_from(
            ["oak_log", "birch_log", "stick", "stone_pickaxe", "golden_axe", "shears", "bread"]
        ),
        st.integers(1, 9),
    ),
    st.dictionaries(st.sampled_from(["oak_log", "zombie", "lava", "dirt"]), st.integers(0, 40)),
    st.integers(-60, 200),
    st.sampled_from(["desert", "forest", "dripstone_caves"]),
    st.integers(0, 23_999),
    st.sets(st.sampled_from(["inventory", "blocks", "position", "biome", "vitals", "time"])),
)
def test_bits_of_the_state_say_what_the_conditions_say(
    items: dict[str, int],
    things: dict[str, int],
    y: int,
    biome: str,
    time: int,
    unseen: set[str],
) -> None:
    from_items = [{"item": item, "count": count} for item, count in sorted(items.items())]
    near = [
        {"name": name, "count": 1, "x": 0, "y": y, "z": 0, "distance": distance}
        for name, distance in sorted(things.items())
    ]
    facets = {
        "inventory": {"items": from_items},
        "blocks": near,
        "position": {"x": 0, "y": y, "z": 0},
        "biome": biome,
        "vitals": {"health": 9, "food": 3},
        "time": time,
    }
    seen = {name: facet for name, facet in facets.items() if name not in unseen}
    state = State.model_validate({"tick": 0, **seen})

    found = signature(state, None)

    view = View(state, Tally(), WORDS)
    for atom in ATOMS[: STATE_MASK.bit_length()]:
        assert held(found, atom) == parse(atom).evaluate(view)


def test_absent_facets_are_neither_true_nor_known() -> None:
    subgoal = parse_subgoal('craft(item="stick", station="crafting_table")')

    found = signature(State(tick=0), subgoal)

    assert held(found, "sky()") is None
    assert held(found, "its item is carried") is None
    assert held(found, "it names a station") is True


@pytest.mark.parametrize(
    ("subgoal", "atom", "expected"),
    [
        ('craft(item="stick", count=4)', "its item is carried", True),
        ('craft(item="stick", count=4)', "enough of its item is carried", False),
        ('craft(item="a", station="furnace")', "its station is in reach", True),
        ('craft(item="a", station="crafting_table")', "its station is in reach", False),
        ('craft(item="a")', "its station is in reach", None),
        ('gather(item="#logs", tool="none")', "its tool is carried", True),
        ('gather(item="#logs")', "its item is carried", True),
        ('gather(item="#ores")', "its item is carried", None),
        ('smelt(item="a", count=9)', "more than eight are asked for", True),
    ],
)
def test_bits_of_the_subgoal_say_what_it_asks_for(
    world: Any, subgoal: str, atom: str, expected: bool | None
) -> None:
    state = world.state({"stick": 2, "oak_log": 1}, near=("furnace",))

    assert held(signature(state, parse_subgoal(subgoal)), atom) is expected


def test_exact_hashes_tell_subgoals_apart_and_same_conditions_together(world: Any) -> None:
    day, later = (signature(world.state(time=t), None) for t in (100, 200))
    night = signature(world.state(time=15_000), None)

    assert day.exact("craft", "stick") == later.exact("craft", "stick")
    assert day.exact("craft", "stick") != day.exact("craft", "bowl")
    assert day.exact("craft", "stick") != night.exact("craft", "stick")


def test_a_situation_says_its_atoms(world: Any) -> None:
    found = signature(world.state(time=15_000), parse_subgoal('gather(item="a", height=(5, 12))'))

    texts = situation_texts(found.situation)

    assert 'time("night")' in texts
    assert "it names heights" in texts
    assert "it names a tool" not in texts


def test_a_subgoal_is_about_its_item_or_else_its_entity_or_target() -> None:
    assert about(parse_subgoal('hunt(entity="cow", item="beef")')) == "beef"
    assert about(parse_subgoal('hunt(entity="cow")')) == "cow"
    assert about(parse_subgoal('explore(target="village")')) == "village"
    assert about(parse_subgoal("sleep()")) == ""


def test_hostile_mobs_in_view_are_seen_by_tag(world: Any) -> None:
    near = (Nearby(name="zombie", count=1, x=0, y=0, z=0, distance=3),)

    found = signature(world.state().model_copy(update={"entities": near}), None)

    assert held(found, 'near("#hostile", 16)') is True
