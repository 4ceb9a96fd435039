"""The best known way to a goal is found among all that gives what is wanted."""

from dataclasses import replace

from envs import Vocabulary, parse, parse_subgoal
from memory import Effect, Evidence, Parameter, Skill
from memory._leading import Leading

WORDS = Vocabulary(
    items=frozenset({"oak_log", "oak_planks", "stick", "crafting_table", "cobblestone"})
    | {f"{tier}_pickaxe" for tier in ("wooden", "stone", "diamond")}
    | {"iron_ingot", "iron_nugget", "iron_ore"},
    blocks=frozenset({"crafting_table", "stone"}),
    entities=frozenset({"villager"}),
    biomes=frozenset(),
    tags={"planks": ("oak_planks",)},
)


def skill(
    goal: str, step: str, *needs: str, ticks: int = 10, supporting: int = 8, name: str = ""
) -> Skill:
    wanted = parse(goal)
    given = (Effect(item=wanted.item, delta=1),) if hasattr(wanted, "item") else ()
    return Skill(
        id=name or "skill-" + "".join(c if c.isalnum() else "-" for c in goal),
        scope="vanilla",
        goal=wanted,
        preconditions=parse(" and ".join(needs)) if needs else None,
        steps=(parse_subgoal(step),),
        verification=wanted,
        effects=given,
        cost_ticks=ticks,
        status="active",
        evidence=Evidence(supporting=supporting),
    )


LOG = skill('has("oak_log")', 'gather(item="oak_log")', ticks=80)
PLANKS = skill('has("oak_planks", 4)', 'craft(item="oak_planks")', 'has("oak_log")')
STICK = skill('has("stick", 4)', 'craft(item="stick")', 'has("#planks", 2)')
TABLE = skill('has("crafting_table")', 'craft(item="crafting_table")', 'has("#planks", 4)')
BACK = skill(
    'has("crafting_table")',
    'gather(item="crafting_table")',
    'near("crafting_table", 16)',
    name="skill-back",
)
PLACED = skill('near("crafting_table")', 'place(item="crafting_table")', 'has("crafting_table")')
WOOD = skill(
    'has("wooden_pickaxe")',
    'craft(item="wooden_pickaxe")',
    'has("#planks", 3) and has("stick", 2) and near("crafting_table", 16)',
)
DIAMOND = skill(
    'has("diamond_pickaxe")', 'craft(item="diamond_pickaxe")', 'has("stick", 2)', ticks=90_000
)
STONE = skill('has("cobblestone")', 'gather(item="cobblestone", source="stone")', 'tool("pickaxe")')
ALL = (LOG, PLANKS, STICK, TABLE, BACK, PLACED, WOOD, DIAMOND, STONE)


def way(goal: str, *skills: Skill) -> list[str]:
    return [s.id for s in Leading(skills or ALL, WORDS).to(parse(goal))]


def test_the_way_to_a_goal_has_all_that_it_takes_and_nothing_else() -> None:
    found = way('has("cobblestone", 8)')

    assert found[:2] == [STONE.id, WOOD.id]
    assert set(found) == {s.id for s in (STONE, WOOD, STICK, PLANKS, LOG, TABLE, PLACED)}


def test_the_cheapest_of_several_tools_that_serve_is_taken() -> None:
    assert DIAMOND.id not in way('has("cobblestone")')


def test_a_way_round_in_a_circle_is_no_way() -> None:
    ingots = skill('has("iron_ingot")', 'craft(item="iron_ingot")', 'has("iron_nugget", 9)')
    nuggets = skill('has("iron_nugget", 9)', 'craft(item="iron_nugget")', 'has("iron_ingot")')
    smelted = skill(
        'has("iron_ingot")', 'smelt(item="iron_ingot")', 'has("iron_ore")', name="skill-smelted"
    )
    ore = skill('has("iron_ore")', 'gather(item="iron_ore")', ticks=2_000)

    assert way('has("iron_ingot")', ingots, nuggets, smelted, ore) == ["skill-smelted", ore.id]
    assert way('has("iron_nugget")', ingots, nuggets, smelted, ore)[1] == "skill-smelted"


def test_a_doubtful_way_gives_place_to_a_reliable_one() -> None:
    doubtful = skill('has("stick", 4)', 'gather(item="stick")', supporting=0, ticks=90, name="a")
    sure = skill('has("stick", 4)', 'craft(item="stick")', supporting=18, ticks=90, name="b")

    assert way('has("stick")', doubtful, sure) == ["b"]


def test_a_deed_is_done_by_the_skill_of_that_deed() -> None:
    traded = skill(
        'has("iron_ingot")', 'trade(item="iron_ingot")', 'near("villager", 64)', name="skill-traded"
    )
    smelted = skill(
        'has("iron_ingot")', 'smelt(item="iron_ingot")', 'has("iron_ore")', name="skill-smelted"
    )

    assert way('happened("traded", "iron_ingot")', traded, smelted) == ["skill-traded"]
    assert way('happened("smelted", "iron_ingot")', traded, smelted) == ["skill-smelted"]


def test_what_nobody_knows_how_to_get_leads_nowhere() -> None:
    assert way('has("iron_ingot")') == []
    assert way('time("night")') == []


def test_what_is_for_any_of_a_tag_leads_where_nothing_else_does() -> None:
    words = replace(WORDS, tags={**WORDS.tags, "logs": ("oak_log", "spruce_log")})
    given = Parameter(name="item", default="oak_log", uses=((0, "item"),), among=("#logs",))
    any_log = skill('has("#logs")', 'gather(item="oak_log")', ticks=10, supporting=30, name="any")
    any_log = any_log.model_copy(update={"parameters": (given,)})
    leading = Leading((LOG, any_log), words)

    for goal, best in (
        ('has("spruce_log")', "any"),
        ('has("oak_log")', LOG.id),
        ('has("#logs")', LOG.id),
    ):
        assert [s.id for s in leading.to(parse(goal))] == [best]
