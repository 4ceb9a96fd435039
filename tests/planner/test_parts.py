"""What is near is planned first; what refused and what was waited for change what that is."""

from diagnosis import Cause, Diagnosis, History, diagnose
from envs import Attempt, Gather, Place, Task, UpkeepRule, parse, parse_subgoal
from envs.crafter import make
from envs.crafter.environment import Crafter
from envs.crafter.game import IDS
from planner.books import ChainedStep
from planner.operators import Knowhow, Operator
from planner.operators_of_rules import from_rules
from planner.parts import (
    first_due,
    in_vain,
    outcomes_of,
    set_up_since,
    ways,
    wearied,
    without_refused,
)

TASK = Task(id="look", instruction="Look around", goal=parse("free_slots(1)"))
SEED = 500
BUDGET = 3_000


def given(**items: int) -> Crafter:
    """Returns a fresh episode with things in the bag."""
    world = make()
    assert isinstance(world, Crafter)
    world.reset(TASK, SEED)
    assert world._episode is not None
    world._episode.game.inventory.update(items)
    world._seen = None
    return world


def lived(world: Crafter, history: History, *subgoals: str) -> History:
    for text in subgoals:
        attempt: Attempt = world.attempt(parse_subgoal(text), BUDGET)
        history = history.extended(attempt, diagnose(attempt, history, budget_ticks=BUDGET))
    return history


def stations(world: Crafter, history: History) -> set[str]:
    state = without_refused(world.observe(), outcomes_of(history))
    return {thing.name for thing in state.stations or ()}


def test_a_station_that_refused_counts_again_once_it_is_set_up_anew() -> None:
    world = given(wood=6, stone=9, coal=1, iron=1)
    history = lived(
        world, History(world.vocabulary), 'place(item="table")', 'place(item="furnace")'
    )
    assert stations(world, history) == {"furnace", "table"}

    # An arrow breaks the table: the furnace alone makes nothing.
    assert world._episode is not None
    for ground in (world._episode.game.ground, world._episode.sight.known):
        ground[ground == IDS["table"]] = IDS["path"]
    history = lived(world, history, 'craft(item="iron_pickaxe", station="furnace")')
    assert not history.pairs[-1][1].succeeded
    assert stations(world, history) == set()

    history = lived(world, history, 'place(item="table")')
    assert stations(world, history) == {"table"}


def test_what_was_waited_for_already_costs_less() -> None:
    world = given(sapling=1)
    knowhow = from_rules(world.rules())

    def price(history: History) -> int:
        (cost,) = (
            op.cost
            for op in wearied(knowhow, outcomes_of(history), set_up_since(history)).operators
            if op.deed == ("eaten", "plant")
        )
        return cost

    planted = lived(world, History(world.vocabulary), 'place(item="plant")')
    later = lived(world, planted, "wait(ticks=600)")

    waited = later.pairs[-1][0].ticks
    assert waited > 0
    assert price(planted) - price(later) == waited


def way(text: str) -> tuple[ChainedStep, ...]:
    return (ChainedStep(parse_subgoal(text)),)


def test_what_a_rule_spares_is_gone_on_with_and_nothing_else() -> None:
    world = given(energy=5)
    view = History(world.vocabulary).view(world.observe())
    tired = UpkeepRule(
        when=parse('not vital("energy", 9)'), steps=(parse_subgoal("sleep()"),), spares=("iron",)
    )
    wood, iron = way('gather(item="wood", source="tree")'), way('gather(item="iron")')

    assert first_due((tired,), view, [wood]) == tired.steps
    assert first_due((tired,), view, [wood, iron]) == (iron[0].subgoal,)
    assert first_due((tired,), view, [wood, iron], vain=[iron[0].subgoal]) == tired.steps
    assert first_due((), view, [wood, iron]) == (wood[0].subgoal,)
    assert first_due((), view, []) == ()


def test_what_failed_is_in_vain_until_something_succeeds_and_blows_say_nothing() -> None:
    world = given()
    history = lived(world, History(world.vocabulary), 'place(item="table")')
    (failed,) = in_vain(outcomes_of(history))
    assert str(failed) == 'place(item="table")'

    # Who is struck while it tries may well try again.
    (attempt, diagnosis), *_ = history.pairs
    assert diagnosis.primary is not None
    struck = diagnosis.primary.model_copy(update={"cause": Cause.hazard})
    hurt: Diagnosis = diagnosis.model_copy(update={"primary": struck})
    assert in_vain(outcomes_of(History(world.vocabulary).extended(attempt, hurt))) == []

    assert in_vain(outcomes_of(lived(world, history, "wait(ticks=6)"))) == []


def test_what_was_measured_in_view_costs_more_where_it_has_to_be_looked_for() -> None:
    world = given(wood=3)
    view = History(world.vocabulary).view(world.observe())
    assert view.distances is not None
    assert "coal" not in view.distances
    coal = Operator("coal", 1, (), Gather(item="coal"), cost=40, skill="skill-1")
    table = Operator("table", 1, (), Place(item="table"), cost=60, skill="skill-2")
    goal = parse('happened("mined", "coal") and happened("placed", "table")')

    first, *_ = ways(goal, view, Knowhow((coal, table)))

    assert str(first[0].subgoal) == 'place(item="table")'
