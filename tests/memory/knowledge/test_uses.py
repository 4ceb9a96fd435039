"""Skills of uses: what came of using something on something, and what it took."""

from typing import Any

from envs import Event, Has, ItemGained, ItemLost, Use, Used, parse
from memory import KnowledgeView, Skill, expand


def only(known: KnowledgeView, item: str) -> Skill:
    """Returns the one skill that gives an item."""
    (skill,) = [s for s in known.skills if isinstance(s.goal, Has) and s.goal.item == item]
    return skill


def exchanged(tick: int, gone: str, came: str) -> list[Event]:
    return [
        ItemLost(tick=tick, item=gone, count=1, way="use"),
        ItemGained(tick=tick, item=came, count=1, way="use"),
    ]


def test_what_came_of_a_use_makes_a_skill_of_it(life: Any) -> None:
    milking = life.episode().tries(
        'use(item="bucket", on="cow", count=2)',
        [*exchanged(5, "bucket", "milk_bucket"), *exchanged(9, "bucket", "milk_bucket")],
        carrying={"bucket": 3},
    )

    skill = only(life.learned(milking), "milk_bucket")

    assert skill.steps == (Use(item="bucket", on="cow"),)
    assert skill.preconditions == parse('has("bucket")')
    assert [(e.item, e.delta) for e in skill.effects] == [("bucket", -1), ("milk_bucket", 1)]
    assert (skill.batch, skill.cost_ticks) == (1, 50)
    assert expand(skill, {"count": 3}) == (Use(item="bucket", on="cow", count=3),)


def test_what_is_used_and_kept_must_be_carried_and_what_falls_is_what_came_of_it(
    life: Any,
) -> None:
    shearing = life.episode().tries(
        'use(item="shears", on="cow")',
        [ItemGained(tick=9, item="white_wool", count=2, way="pickup")],
        carrying={"shears": 1},
    )

    assert only(life.learned(shearing), "white_wool").preconditions == parse('has("shears")')


def test_a_use_at_a_station_or_on_what_is_carried_needs_that_too(life: Any) -> None:
    drawn = life.episode().tries(
        'use(item="bucket", on="furnace")',
        exchanged(5, "bucket", "coal"),
        carrying={"bucket": 1, "furnace": 1},
        near=("furnace",),
    )
    washed = life.episode().tries(
        'use(item="flint", on="stick")',
        [Used(tick=1, verb="washed", object="flint")],
        carrying={"flint": 1, "stick": 1},
    )

    repaired = life.episode().tries(
        'use(item="wooden_axe", on="wooden_axe")',
        [
            ItemLost(tick=1, item="wooden_axe", count=2, way="craft"),
            ItemGained(tick=1, item="wooden_axe", count=1, way="craft"),
            Used(tick=1, verb="repaired", object="wooden_axe"),
        ],
        carrying={"wooden_axe": 2},
    )

    known = life.learned(drawn, washed, repaired)

    assert only(known, "coal").preconditions == parse('has("bucket") and near("furnace", 16)')
    (deed,) = [s for s in known.skills if s.goal == parse('happened("washed", "flint")')]
    assert deed.preconditions == parse('has("flint") and has("stick")')
    (deed,) = [s for s in known.skills if s.goal == parse('happened("repaired", "wooden_axe")')]
    assert deed.preconditions == parse('has("wooden_axe") and has("wooden_axe", 2)')


def test_a_use_of_which_nothing_is_seen_to_come_makes_no_skill(life: Any) -> None:
    poured = life.episode().tries('use(item="bucket", on="furnace")', carrying={"bucket": 1})

    assert life.learned(poured).skills == ()


def test_what_was_got_on_the_way_to_a_use_did_not_come_of_it(life: Any, act: Any) -> None:
    found = ItemGained(tick=9, item="flint", count=1, way="pickup")
    fed = life.episode().tries(
        'use(item="beef", on="cow")',
        [ItemLost(tick=5, item="beef", count=1, way="use"), found],
        carrying={"beef": 1},
    )
    dug = life.episode().tries(
        'use(item="shears", on="cow")', act.broke("stone", "cobblestone"), carrying={"shears": 1}
    )
    fought = life.episode().tries(
        'use(item="shears", on="cow")', act.killed("zombie", "beef"), carrying={"shears": 1}
    )

    assert life.learned(fed, dug, fought).skills == ()
