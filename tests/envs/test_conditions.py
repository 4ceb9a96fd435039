"""The language of conditions: two notations, one meaning, three truth values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envs import (
    And,
    AtTime,
    BlockBroken,
    Condition,
    EquippedWith,
    FreeSlots,
    Happened,
    Has,
    HasTool,
    Height,
    InBiome,
    InDimension,
    Inventory,
    ItemCount,
    Knows,
    Near,
    Nearby,
    Not,
    NotationError,
    Or,
    Position,
    State,
    Tally,
    UnderSky,
    View,
    Vital,
    Vitals,
    Vocabulary,
    Within,
    condition_adapter,
    parse,
    unknown_words,
)

names = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
patterns = st.one_of(names, names.map("#{}".format))
counts = st.integers(1, 999)
atoms = st.one_of(
    st.builds(Has, item=patterns, count=counts),
    st.builds(FreeSlots, count=counts),
    st.builds(EquippedWith, item=patterns),
    st.builds(
        HasTool, tool=st.sampled_from(["axe", "pickaxe"]), tier=st.sampled_from(["wooden", "iron"])
    ),
    st.builds(Near, name=patterns, distance=st.integers(0, 512)),
    st.tuples(st.integers(-64, 320), st.integers(-64, 320)).map(
        lambda pair: Height(low=min(pair), high=max(pair))
    ),
    st.builds(InBiome, name=names),
    st.builds(InDimension, name=st.sampled_from(["overworld", "the_nether"])),
    st.builds(AtTime, phase=st.sampled_from(["day", "night"])),
    st.builds(Vital, name=st.sampled_from(["health", "food"]), least=st.integers(0, 20)),
    st.builds(Knows, place=names),
    st.builds(
        Within, x=st.integers(-999, 999), z=st.integers(-999, 999), distance=st.integers(0, 99)
    ),
    st.just(UnderSky()),
    st.builds(
        Happened,
        verb=st.sampled_from(["mined", "killed", "slept"]),
        object=st.none() | patterns,
        tool=st.none() | patterns,
        count=counts,
    ),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        inner.map(lambda c: Not(of=c)),
        st.lists(inner, min_size=2, max_size=4).map(lambda cs: And(of=tuple(cs))),
        st.lists(inner, min_size=2, max_size=4).map(lambda cs: Or(of=tuple(cs))),
    ),
    max_leaves=8,
)


@given(conditions)
def test_the_text_form_reads_back_as_the_same_condition(condition: Condition) -> None:
    assert parse(str(condition)) == condition


@given(conditions)
def test_the_json_form_reads_back_as_the_same_condition(condition: Condition) -> None:
    assert condition_adapter.validate_json(condition_adapter.dump_json(condition)) == condition


@given(conditions)
def test_equal_conditions_have_equal_hashes(condition: Condition) -> None:
    assert hash(parse(str(condition))) == hash(condition)


def test_defaults_are_left_out_of_the_text() -> None:
    assert str(Has(item="stick")) == 'has("stick")'
    assert str(Near(name="furnace")) == 'near("furnace")'
    assert parse('near("furnace", 4)') == Near(name="furnace")


def test_nested_and_is_one_and() -> None:
    assert parse('has("a1") and (has("b1") and has("c1"))') == parse(
        'has("a1") and has("b1") and has("c1")'
    )


def test_white_space_around_a_condition_is_stripped() -> None:
    assert parse('  has("stick", 2)\n') == Has(item="stick", count=2)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('has("stick"', "Expected an expression"),
        ('hass("stick")', "Did you mean 'has'?"),
        ('has("stick", count)', "string or a whole number"),
        ('has("stick", 2.5)', "string or a whole number"),
        ('has("stick", True)', "string or a whole number"),
        ('has("stick") + 1', "Expected a call"),
        ("__import__('os')", "Unknown condition"),
        ("has(*x)", "string or a whole number"),
        ("has(**x)", "name=value"),
        ('has("stick", 0)', "greater than or equal to 1"),
        ('has("stick", item="log")', "got item twice"),
        ('has("stick", 1, 2)', "at most 2 positional"),
        ("height(9, 3)", "low <= high"),
        ('has("a\\x41")', "no backslash"),
        ("has('a') " + "and has('a') " * 400, "at most 4096 characters"),
        ("not " * 70 + 'has("a")', "at most 64 levels"),
        ("(" * 300 + 'has("a")' + ")" * 300, "Expected an expression"),
        ("", "Expected an expression"),
        ('has("a")\x00', "Expected an expression"),
        ('f"{x}"', "Expected a call"),
        ('has("Stick; drop")', "item"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_place(text: str, says: str) -> None:
    with pytest.raises(NotationError, match="At character") as refused:
        parse(text)
    assert says in str(refused.value)


def test_json_deeper_than_64_levels_is_refused() -> None:
    data: dict[str, object] = {"kind": "has", "item": "stick"}
    for _ in range(70):
        data = {"kind": "not", "of": data}
    with pytest.raises(ValueError, match="at most 64 levels"):
        condition_adapter.validate_python(data)


def seen(words: Vocabulary, **facets: object) -> View:
    return View(State.model_validate({"tick": 0, **facets}), Tally(), words)


def test_carried_items_are_counted_by_name_and_tag(words: Vocabulary) -> None:
    items = (ItemCount(item="birch_log", count=2), ItemCount(item="oak_log", count=1))
    view = seen(words, inventory=Inventory(items=items))
    assert parse('has("#logs", 3)').holds(view)
    assert not parse('has("oak_log", 2)').holds(view)
    assert parse('not has("stick")').holds(view)


def test_an_absent_facet_makes_an_atom_unknown_and_unknown_does_not_hold(words: Vocabulary) -> None:
    view = seen(words)
    for text in (
        'has("stick")',
        "free_slots(2)",
        'equipped("stick")',
        'tool("pickaxe", "stone")',
        'near("stone")',
        "height(0, 5)",
        'biome("forest")',
        'dimension("overworld")',
        'time("night")',
        'vital("health", 6)',
        'knows("village")',
        "within(0, 0, 5)",
        "sky()",
    ):
        condition = parse(text)
        assert condition.evaluate(view) is None
        assert not condition.holds(view)
        assert Not(of=condition).evaluate(view) is None


def test_logic_over_the_unknown_is_kleenes(words: Vocabulary) -> None:
    view = seen(words, inventory=Inventory())
    assert parse('has("stick") and sky()').evaluate(view) is False
    assert parse('not has("stick") and sky()').evaluate(view) is None
    assert parse('not has("stick") or sky()').evaluate(view) is True
    assert parse('has("stick") or sky()').evaluate(view) is None


def test_a_better_tool_serves_and_a_weaker_does_not(words: Vocabulary) -> None:
    view = seen(words, inventory=Inventory(items=(ItemCount(item="stone_pickaxe", count=1),)))
    assert parse('tool("pickaxe", "wooden")').holds(view)
    assert parse('tool("pickaxe", "golden")').holds(view)
    assert parse('tool("pickaxe", "stone")').holds(view)
    assert not parse('tool("pickaxe", "iron")').holds(view)
    assert not parse('tool("axe", "wooden")').holds(view)


def test_near_looks_at_blocks_stations_and_entities(words: Vocabulary) -> None:
    cow = Nearby(name="cow", count=1, x=5, y=64, z=0, distance=5)
    view = seen(words, blocks=(), entities=(cow,))
    assert parse('near("cow", 5)').holds(view)
    assert not parse('near("cow", 4)').holds(view)
    assert not parse('near("stone", 64)').holds(view)


def test_night_is_when_mobs_spawn(words: Vocabulary) -> None:
    assert parse('time("night")').holds(seen(words, time=18_000))
    assert parse('time("day")').holds(seen(words, time=12_500))


def test_place_and_body(words: Vocabulary) -> None:
    view = seen(
        words,
        position=Position(x=3, y=11, z=4, sky=False),
        vitals=Vitals(health=6.5),
        biome="forest",
    )
    assert parse("height(5, 12)").holds(view)
    assert parse("within(0, 0, 5)").holds(view)
    assert not parse("within(0, 0, 4)").holds(view)
    assert parse('vital("health", 6) and not vital("health", 7)').holds(view)
    assert parse('vital("food", 1)').evaluate(view) is None
    assert parse('not sky() and biome("forest") and dimension("overworld")').holds(view)


def test_deeds_are_told_apart_by_the_tool(words: Vocabulary) -> None:
    bare = BlockBroken(tick=1, block="oak_log", tool="none", x=0, y=64, z=0)
    view = View(State(tick=2), Tally.of([bare]), words)
    assert parse('happened("mined", "#logs", tool="none")').holds(view)
    assert not parse('happened("mined", "#logs", tool="stone_pickaxe")').holds(view)
    assert parse('happened("mined")').holds(view)
    assert not parse('happened("mined", "oak_log", count=2)').holds(view)


def test_words_that_the_world_does_not_know_are_named(words: Vocabulary) -> None:
    condition = parse('has("iron_bar") and happened("mined", "#logs", tool="none") and near("cow")')
    assert unknown_words(condition, words) == ("iron_bar",)
