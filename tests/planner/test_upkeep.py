"""What the oracle sees to before it goes on: food, room, another place."""

from collections.abc import Callable

from diagnosis import Diagnosis, History
from envs import (
    Attempt,
    Discard,
    Eat,
    FoodRule,
    GameRules,
    Gather,
    GoTo,
    Hunt,
    HuntingRule,
    Inventory,
    ItemCount,
    Nearby,
    PathFailed,
    Position,
    Refused,
    State,
    Vitals,
    Vocabulary,
    parse,
    parse_subgoal,
)
from planner.upkeep import clearances, elsewhere, hunt_for_food, meals, surplus

FOOD = (FoodRule(item="apple", points=4), FoodRule(item="beef", points=3))
RULES = GameRules(
    food=FOOD,
    hunting=(
        HuntingRule(item="beef", entity="cow", expected_kills=0.5),
        HuntingRule(item="leather", entity="cow"),
    ),
)


def hungry(food: int, **carried: int) -> State:
    items = tuple(ItemCount(item=i, count=n) for i, n in sorted(carried.items()))
    cow = Nearby(name="cow", count=2, x=4, y=64, z=0, distance=4)
    return State(
        tick=0,
        inventory=Inventory(items=items),
        vitals=Vitals(health=20, food=food),
        entities=(cow,),
    )


def test_who_is_hungry_eats_until_full_the_most_filling_first() -> None:
    assert meals(hungry(12, apple=1, beef=5), FOOD, frozenset()) == (
        Eat(item="apple"),
        Eat(item="beef"),
        Eat(item="beef"),
    )


def test_nobody_eats_who_is_hardly_hungry() -> None:
    assert meals(hungry(15, apple=3), FOOD, frozenset()) == ()


def test_what_is_needed_for_something_else_is_not_eaten() -> None:
    assert meals(hungry(3, apple=3), FOOD, frozenset({"apple"})) == ()


def test_who_starves_hunts_what_is_in_view_and_eats_it() -> None:
    hunt, *eaten = hunt_for_food(hungry(6), RULES)

    assert hunt == Hunt(entity="cow", item="beef", count=2)
    assert eaten == [Eat(item="beef"), Eat(item="beef")]


def test_nobody_hunts_for_food_who_can_still_sprint() -> None:
    assert hunt_for_food(hungry(7), RULES) == ()


def test_rubble_goes_when_room_gets_scarce_and_what_is_wanted_stays(words: Vocabulary) -> None:
    held = {"andesite": 40, "cobblestone": 300, "diamond_pickaxe": 1, "iron_ore": 90}
    items = tuple(ItemCount(item=i, count=n) for i, n in held.items())
    way = (parse_subgoal('gather(item="iron_ore", count=80)'),)
    rubble = frozenset({"andesite", "cobblestone"})

    thrown = clearances(Inventory(items=items, free_slots=2), rubble, way, words)

    # One kind of rubble fills holes, so that a stack of it stays.
    assert list(thrown) == [
        Discard(item="andesite", count=40),
        Discard(item="cobblestone", count=236),
        Discard(item="iron_ore", count=10),
    ]


def surplus_of(
    held: dict[str, int], words: Vocabulary, *plan: str, goal: str | None = None
) -> list[str]:
    items = tuple(ItemCount(item=i, count=n) for i, n in held.items())
    way = [parse_subgoal(step) for step in plan]
    bag = Inventory(items=items, free_slots=0)
    return [str(d) for d in surplus(bag, way, None if goal is None else parse(goal), words)]


def test_surplus_is_what_frees_slots_and_is_neither_planned_with_nor_asked_for(
    words: Vocabulary,
) -> None:
    assert surplus_of({"cobblestone": 90}, words) == ['discard(item="cobblestone", count=26)']
    assert surplus_of({"ender_pearl": 20}, words) == ['discard(item="ender_pearl", count=4)']
    assert surplus_of({"iron_chestplate": 3, "stone": 64}, words) == []
    # 80 of 90 take two slots as 90 do.
    assert surplus_of({"iron_ore": 90}, words, 'gather(item="iron_ore", count=80)') == []
    assert surplus_of({"stone": 90}, words, 'deposit(item="stone", count=90)') == []
    assert surplus_of({"oak_log": 90}, words, goal='has("#logs", 70)') == []


def test_surplus_is_thrown_away_the_most_first_until_there_is_room(words: Vocabulary) -> None:
    held = {"iron_ingot": 70, "cobblestone": 64 * 14, "dirt": 65}

    assert surplus_of(held, words) == ['discard(item="cobblestone", count=832)']


def test_nothing_is_thrown_away_while_there_is_room(words: Vocabulary) -> None:
    full = Inventory(items=(ItemCount(item="cobblestone", count=300),), free_slots=20)

    assert list(clearances(full, frozenset({"cobblestone"}), (), words)) == []


Lived = Callable[..., tuple[Attempt, Diagnosis]]
HERE = State(tick=0, position=Position(x=10, y=20, z=30))


def test_who_got_stuck_goes_elsewhere_first(lived: Lived, words: Vocabulary) -> None:
    no_room = Refused(tick=1, need="room", name="nether_portal")
    history = History(words).extended(*lived('place(item="nether_portal")', no_room))

    assert elsewhere(HERE, history, None) == (GoTo(x=10, z=62, distance=12),)


def test_who_found_no_way_elsewhere_does_not_try_that_again(
    lived: Lived, words: Vocabulary
) -> None:
    no_way = PathFailed(tick=1, target="column", x=1, y=2, z=3)
    history = History(words).extended(*lived("go_to(x=1, z=2)", no_way))

    assert history.pairs[-1][1].cause == "target_unreachable"
    assert elsewhere(HERE, history, None) == ()


def test_nobody_goes_elsewhere_for_want_of_material(lived: Lived, words: Vocabulary) -> None:
    lacking = Refused(tick=1, need="item", name="chest")
    history = History(words).extended(*lived('place(item="chest")', lacking))

    assert elsewhere(HERE, history, None) == ()


def test_who_is_stuck_under_ground_digs_on(lived: Lived, words: Vocabulary) -> None:
    no_way = PathFailed(tick=1, target="column", x=1, y=2, z=3)
    history = History(words).extended(*lived("go_to(x=1, z=2)", no_way))
    below = HERE.model_copy(
        update={
            "position": Position(x=10, y=20, z=30, sky=False),
            "inventory": Inventory(items=(ItemCount(item="cobblestone", count=5),)),
        }
    )
    dig = Gather(item="cobblestone", source="stone", height=(5, 58))

    assert [str(step) for step in elsewhere(below, history, dig)] == [
        'gather(item="cobblestone", count=45, source="stone", height=(19, 21))'
    ]
    thrown = (Discard(item="cobblestone", count=3),)
    assert "count=42" in str(elsewhere(below, history, dig, thrown)[0])
