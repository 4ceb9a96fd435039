import pytest

from envs import parse
from memory.signature import ATOMS
from memory.supposed import supposed


def said(condition: str) -> tuple[set[str], set[str]]:
    """The atoms that hold, and those that are known not to."""
    found = supposed(parse(condition))
    names = [(name, 1 << bit) for bit, name in enumerate(ATOMS)]
    true = {name for name, bit in names if found.true & bit}
    return true, {name for name, bit in names if found.known & bit and not found.true & bit}


@pytest.mark.parametrize(
    ("condition", "true"),
    [
        ('has("iron_ingot", 5)', {'has("iron_ingot")', 'has("iron_ingot", 3)'}),
        ('has("oak_log")', {'has("#logs")'}),
        ('tool("pickaxe", "stone")', {'tool("pickaxe", "wooden")', 'tool("pickaxe", "stone")'}),
        ('has("shears")', {'tool("shears")'}),
        ('near("furnace", 2)', {'near("furnace", 4)'}),
        ("free_slots(5)", {"free_slots(1)", "free_slots(4)"}),
        ('vital("food", 9)', {'vital("food", 7)'}),
        ('time("night")', {'time("night")'}),
        ('not time("day")', {'time("night")'}),
        ('not (has("stick") and time("day")) and has("diamond")', {'has("diamond")'}),
        ('has("oak_log", 3) or has("birch_log")', {'has("#logs")'}),
        ('near("furnace", 9)', set()),
        ('knows("village")', set()),
    ],
)
def test_what_a_condition_implies_holds(condition: str, true: set[str]) -> None:
    assert said(condition)[0] == true


def test_what_a_condition_rules_out_is_known_not_to_hold() -> None:
    assert said('time("day")') == (set(), {'time("night")'})
    true, false = said("height(6, 12)")
    assert true == {"height(5, 15)"}
    assert {"height(16, 31)", "height(-2048, 4)"} <= false
    assert 'biome("forest")' in said('biome("desert")')[1]


def test_who_has_not_one_has_not_three() -> None:
    assert said('not has("iron_ingot")') == (
        set(),
        {'has("iron_ingot")', 'has("iron_ingot", 3)'},
    )
    assert said('not has("iron_ingot", 2)') == (set(), {'has("iron_ingot", 3)'})


def test_of_either_only_what_both_imply_is_known() -> None:
    assert said('not (has("stick") or has("coal"))')[1] >= {'has("stick")', 'has("stick", 2)'}
    assert said('has("stick") or has("diamond")') == (set(), set())
