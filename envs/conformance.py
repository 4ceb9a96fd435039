"""The contract of `Environment` as a suite of checks that ships with it.

    from envs.conformance import check_environment
    check_environment(lambda: MyWorld(), task)          # in your tests

Each check makes a world of its own, and says with `ContractError` which requirement isn't met.
A world that declares itself `Deterministic` is also run in a second process, where it is known
by the name under which it is registered:

    python -m envs.conformance craftworld
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

from envs.attempt import Attempt
from envs.conditions import parse
from envs.environment import Deterministic, Environment, Forkable, Live, Mappable
from envs.errors import ContractError, SteveError
from envs.events import Event, Invalid, ItemGained, ItemLost, Stopped
from envs.mapping import MapCreature, MapPicture, MapRegion, MapStation
from envs.registry import make
from envs.state import State
from envs.subgoals import Craft, Explore, Gather, Subgoal, Wait
from envs.tally import Tally
from envs.task import Task

Factory = Callable[[], Environment]

LOOK_AROUND = Task(id="conformance", instruction="Look around", goal=parse("free_slots(1)"))
"""A task that any world can start."""

_NO_SUCH_ITEM = "no_such_item_anywhere"
_VERSIONED = re.compile(r"[a-z][a-z0-9_-]*-v\d+")
# One act (a block's digging, a fight's blow, a furnace's item) may begin just inside a budget.
_ONE_ACT_TICKS = 1_000


def _require(holds: bool, requirement: str, found: object = None) -> None:
    if not holds:
        tail = "" if found is None else f" Found: {str(found)[:300]}."
        raise ContractError(f"{requirement}{tail}")


def check_identity(factory: Factory, task: Task) -> None:
    """Checks the id, the vocabulary, and that `close` may be called twice."""
    world = factory()
    _require(
        _VERSIONED.fullmatch(world.id) is not None,
        "An environment's id must end in its version, such as craftworld-v4.",
        world.id,
    )
    words = world.vocabulary
    world.reset(task, 0)
    _require(world.vocabulary == words, "The vocabulary must be the same before and after reset.")
    known = words.items | words.blocks | words.entities
    strays = sorted({m for ms in words.tags.values() for m in ms} - known)
    _require(not strays, "Every member of a tag must be an item, block or entity.", strays[:5])
    world.close()
    world.close()


def check_begins_with_reset(factory: Factory, task: Task) -> None:
    """Checks that looking before `reset` is refused, and what the first state says."""
    world = factory()
    try:
        world.observe()
    except ContractError:
        pass
    else:
        raise ContractError("observe() before reset() must raise ContractError.")
    state = world.reset(task, 3)
    _require(state.tick == 0, "The first state must be of tick 0.", state.tick)
    carried = state.inventory.items if state.inventory else ()
    _require(not carried, "An episode must start with nothing carried.", carried)
    same = _same(world, state, world.observe())
    _require(same, "reset() must return what observe() then returns.")
    world.close()


def check_states(factory: Factory, task: Task) -> None:
    """Checks that states are sorted and speak the world's own words."""
    world = factory()
    for state in (world.reset(task, 1), world.attempt(Wait(ticks=20), 20).post_state):
        words = world.vocabulary
        things = (*(state.blocks or ()), *(state.entities or ()), *(state.stations or ()))
        strays = sorted({t.name for t in things if not words.knows(t.name)})
        _require(not strays, "What a state names must be a word of the vocabulary.", strays[:5])
        for facet in ("blocks", "entities", "stations", "places"):
            seen = getattr(state, facet) or ()
            names = [thing.name for thing in seen]
            _require(
                names == sorted(names), f"The facet {facet} must be sorted by name.", names[:8]
            )
        items = [held.item for held in state.inventory.items] if state.inventory else []
        _require(
            items == sorted(set(items)), "Inventory items must be sorted, one entry each.", items
        )
        _require(
            State.model_validate_json(state.model_dump_json()) == state,
            "A state must survive JSON.",
        )
    world.close()


def check_attempts(factory: Factory, task: Task, subgoals: Sequence[Subgoal]) -> None:
    """Checks that an attempt's parts agree with each other and with the world."""
    world = factory()
    before = world.reset(task, 2)
    for subgoal in subgoals:
        budget = 2_000
        attempt = world.attempt(subgoal, budget)
        if not attempt.prelude:
            _require(
                _same(world, before, attempt.pre_state),
                "The pre-state must be the state before the attempt.",
            )
        before = attempt.post_state
        same = _same(world, before, world.observe())
        _require(same, "The post-state must be what observe() then returns.")
        _require(attempt.subgoal == subgoal, "An attempt must carry its subgoal.")
        _check_ticks(attempt, budget)
        _check_books(attempt)
        _require(
            Attempt.model_validate_json(attempt.model_dump_json()) == attempt,
            "An attempt must survive JSON.",
        )
    world.close()


def _same(world: Environment, first: State, then: State) -> bool:
    """Returns whether a look agrees with an earlier one; in a `Live` world time may have passed."""
    if not isinstance(world, Live):
        return first == then
    carried = first.inventory == then.inventory and first.equipment == then.equipment
    return carried and first.tick <= then.tick


def _check_ticks(attempt: Attempt, budget: int) -> None:
    start, end = attempt.pre_state.tick, attempt.post_state.tick
    _require(attempt.ticks == end - start, "Ticks must be the time from pre-state to post-state.")
    _require(
        attempt.ticks <= budget + _ONE_ACT_TICKS,
        "An attempt must not overrun its budget by more than one act.",
        attempt.ticks,
    )
    ticks = [event.tick for event in attempt.trace]
    _require(ticks == sorted(ticks), "A trace must be in the order of time.")
    inside = all(start <= tick <= end for tick in ticks)
    _require(inside, "Every event of a trace must lie between pre-state and post-state.")


def _check_books(attempt: Attempt) -> None:
    if attempt.trace_dropped:
        return
    _require(attempt.tally == Tally.of(attempt.trace), "The tally must count what the trace shows.")
    pre, post = attempt.pre_state.inventory, attempt.post_state.inventory
    if pre is None or post is None:
        return
    expected = Counter({held.item: held.count for held in pre.items})
    for event in attempt.trace:
        if isinstance(event, ItemGained):
            expected[event.item] += event.count
        elif isinstance(event, ItemLost):
            expected[event.item] -= event.count
    found = {held.item: held.count for held in post.items}
    _require(
        {item: n for item, n in expected.items() if n} == found,
        "What was carried, gained and lost must add up to what is carried.",
        f"{attempt.subgoal}: {dict(expected)} against {found}",
    )


def check_nonsense(factory: Factory, task: Task) -> None:
    """Checks that a subgoal that makes no sense fails in the trace and changes nothing."""
    world = factory()
    before = world.reset(task, 4)
    for subgoal in (Craft(item=_NO_SUCH_ITEM), Gather(item=_NO_SUCH_ITEM)):
        attempt = world.attempt(subgoal, 2_000)
        said = any(isinstance(event, Invalid) for event in attempt.trace)
        _require(said, "A subgoal that names no word must leave an Invalid event.", attempt.trace)
        same = attempt.post_state.inventory == before.inventory
        _require(same, "A subgoal that names no word must change nothing that is carried.")
    world.close()


def check_no_more_than_asked(factory: Factory, task: Task) -> None:
    """Checks that nothing is fetched, made or placed for a craft that lacks everything."""
    world = factory()
    world.reset(task, 5)
    for item in ("wooden_pickaxe", "stone_pickaxe"):
        if item not in world.vocabulary.items:
            continue
        attempt = world.attempt(Craft(item=item), 2_000)
        _require(
            not attempt.tally.deeds,
            "An executor must do what the subgoal says and no more.",
            attempt.tally.deeds,
        )
    world.close()


class _Stop:
    """Stops at the first thing it sees."""

    def __init__(self) -> None:
        self.heard = 0

    def on_event(self, event: Event) -> str | None:  # noqa: ARG002
        self.heard += 1
        return "seen enough"

    def on_state(self, state: State) -> str | None:  # noqa: ARG002
        self.heard += 1
        return "seen enough"


def check_stops(factory: Factory, task: Task) -> None:
    """Checks that budgets and monitors stop an attempt, and that it says so."""
    world = factory()
    world.reset(task, 6)
    attempt = world.attempt(Wait(ticks=5_000), 400)
    _require(_stopped_by(attempt) == "budget", "A used-up budget must leave a Stopped event.")
    monitor = _Stop()
    attempt = world.attempt(Wait(ticks=2_000), 4_000, monitor)
    _require(monitor.heard > 0, "A monitor must be shown events or states while an attempt lasts.")
    _require(
        _stopped_by(attempt) == "monitor", "A monitor's word must stop the attempt, and be told."
    )
    _require(attempt.ticks < 2_000, "A stopped attempt must end early.", attempt.ticks)
    world.close()


def _stopped_by(attempt: Attempt) -> str | None:
    stops = [event.by for event in attempt.trace if isinstance(event, Stopped)]
    return stops[-1] if stops else None


def check_looking_changes_nothing(
    factory: Factory, task: Task, subgoals: Sequence[Subgoal]
) -> None:
    """Checks that `observe` leaves no trace in what follows."""
    world = factory()
    world.reset(task, 7)
    first = world.observe()
    same = all(_same(world, first, world.observe()) for _ in range(3))
    _require(same, "Looking must change nothing.")
    if isinstance(world, Deterministic):
        plain = [_played(factory, task, 7, subgoals, looks) for looks in (0, 5)]
        _require(plain[0] == plain[1], "Looking must change nothing that follows.")
    world.close()


def check_repeatable(factory: Factory, task: Task, subgoals: Sequence[Subgoal]) -> None:
    """Checks, where it is promised, that one seed and one list of subgoals give one trace."""
    world = factory()
    world.close()
    if isinstance(world, Deterministic):
        first, second = (_played(factory, task, 11, subgoals, 0) for _ in range(2))
        _require(first == second, "A Deterministic world must repeat itself.")
        other = _played(factory, task, 12, subgoals, 0)
        _require(first != other, "Another seed must give another episode.")


def check_forks(factory: Factory, task: Task, subgoals: Sequence[Subgoal]) -> None:
    """Checks, where it is promised, that a restored episode goes on exactly as before."""
    world = factory()
    if isinstance(world, Forkable):
        world.reset(task, 8)
        there = world.snapshot()
        seen = world.observe()
        first = [world.attempt(subgoal, 1_000) for subgoal in subgoals]
        world.restore(there)
        _require(world.observe() == seen, "restore() must bring back what snapshot() saw.")
        second = [world.attempt(subgoal, 1_000) for subgoal in subgoals]
        _require(first == second, "A restored episode must go on exactly as before.")
    world.close()


def check_pictures(factory: Factory, task: Task, subgoals: Sequence[Subgoal]) -> None:
    """Checks, where it is promised, that a world can be seen from above and looking is free."""
    world = factory()
    if isinstance(world, Mappable):
        state = world.reset(task, 9)
        region = _about(state)
        _check_picture(world.picture(region), region)
        first, second = world.picture(region), world.picture(region)
        same = bool((first.pixels == second.pixels).all()) and first.creatures == second.creatures
        # In a live world something may have happened.
        _require(
            same or isinstance(world, Live), "A map must look the same as long as nothing happens."
        )
        _require(_same(world, state, world.observe()), "Looking from above must change nothing.")
        if isinstance(world, Deterministic):
            plain = [_played(factory, task, 9, subgoals, looks) for looks in (0, 1)]
            _require(plain[0] == plain[1], "Looking from above must change nothing that follows.")
    world.close()


def _about(state: State) -> MapRegion:
    position = state.position
    x, z = (position.x, position.z) if position else (0, 0)
    return MapRegion.around(x, z, 48, 32)


def _check_picture(picture: MapPicture, region: MapRegion) -> None:
    _require(picture.region == region, "A map must show the region that was asked for.")
    shape = (region.height, region.width)
    pixels, known = picture.pixels, picture.known
    _require(
        pixels.shape == (*shape, 3) and pixels.dtype == "uint8",
        "A map's pixels must be uint8 of shape (height, width, 3).",
        f"{pixels.dtype} of shape {pixels.shape}",
    )
    _require(
        known.shape == shape and known.dtype == "bool",
        "A map's known columns must be bool of shape (height, width).",
        f"{known.dtype} of shape {known.shape}",
    )
    _require(not pixels[~known].any(), "What a map doesn't know must be black.")
    _require(bool(known.any()), "A map must know the ground about the agent.")
    marks: tuple[MapCreature | MapStation, ...] = (*picture.creatures, *picture.stations)
    inside = all(
        0 <= mark.x - region.x < region.width and 0 <= mark.z - region.z < region.height
        for mark in marks
    )
    _require(inside, "What stands on a map must lie in its region.")


def _played(
    factory: Factory, task: Task, seed: int, subgoals: Sequence[Subgoal], looks: int
) -> str:
    """Returns a digest of all that was seen, looking so many times before each attempt."""
    world = factory()
    digest = sha256(world.reset(task, seed).model_dump_json().encode())
    for subgoal in subgoals:
        for _ in range(looks):
            state = world.observe()
            if isinstance(world, Mappable):
                world.picture(_about(state))
        digest.update(world.attempt(subgoal, 1_500).model_dump_json().encode())
    world.close()
    return digest.hexdigest()


def usual_subgoals(world: Environment) -> tuple[Subgoal, ...]:
    """Returns subgoals that exercise any world a little, in its own words."""
    logs = "#logs" if "logs" in world.vocabulary.tags else min(world.vocabulary.blocks)
    return (Gather(item=logs, count=2), Explore(target=logs), Wait(ticks=50))


Check = Callable[[], None]


def checks_of(
    factory: Factory, task: Task = LOOK_AROUND, subgoals: Sequence[Subgoal] = ()
) -> dict[str, Check]:
    """Returns the checks on worlds from `factory` by name, in order; each can be run by itself.

    Args:
        factory: Returns a new world each time; worlds may share what doesn't change.
        task: Where the checks' episodes start.
        subgoals: What is tried; `usual_subgoals` if empty.
    """

    def tried() -> tuple[Subgoal, ...]:
        if subgoals:
            return tuple(subgoals)
        world = factory()
        usual = usual_subgoals(world)
        world.close()
        return usual

    return {
        "identity": lambda: check_identity(factory, task),
        "begins with reset": lambda: check_begins_with_reset(factory, task),
        "states": lambda: check_states(factory, task),
        "nonsense": lambda: check_nonsense(factory, task),
        "no more than asked": lambda: check_no_more_than_asked(factory, task),
        "stops": lambda: check_stops(factory, task),
        "attempts": lambda: check_attempts(factory, task, tried()),
        "looking changes nothing": lambda: check_looking_changes_nothing(factory, task, tried()),
        "repeatable": lambda: check_repeatable(factory, task, tried()),
        "forks": lambda: check_forks(factory, task, tried()),
        "pictures": lambda: check_pictures(factory, task, tried()),
    }


def check_environment(
    factory: Factory, task: Task = LOOK_AROUND, subgoals: Sequence[Subgoal] = ()
) -> None:
    """Runs all checks on worlds from `factory`; see `checks_of`.

    Raises:
        ContractError: With the first requirement that isn't met.
    """
    for check in checks_of(factory, task, subgoals).values():
        check()


def check_two_processes(name: str, options: Mapping[str, str], task: Task = LOOK_AROUND) -> None:
    """Checks that a registered world repeats itself in another process.

    Raises:
        ContractError: If it promises to and doesn't.
    """
    if not isinstance(make(name, **options), Deterministic):
        return
    pairs = [f"{key}={value}" for key, value in sorted(options.items())]
    command = [sys.executable, "-m", "envs.conformance", "--digest", name, *pairs]
    other = subprocess.run(command, capture_output=True, text=True, check=False)
    _require(other.returncode == 0, "A world must run in another process.", other.stderr[-300:])
    here = _digest(name, task, options)
    _require(
        here == other.stdout.strip(),
        "A Deterministic world must give the same traces in every process.",
    )


def _digest(name: str, task: Task, options: Mapping[str, str]) -> str:
    def factory() -> Environment:
        return make(name, **options)

    return _played(factory, task, 11, usual_subgoals(factory()), 0)


def main(arguments: Sequence[str]) -> int:
    """Runs the checks on a registered world; returns 0 if it keeps the contract, else 1."""
    only_digest = arguments[:1] == ["--digest"]
    name, *pairs = arguments[1:] if only_digest else arguments
    options = dict(pair.split("=", 1) for pair in pairs)
    if only_digest:
        sys.stdout.write(_digest(name, LOOK_AROUND, options) + "\n")
        return 0
    try:
        check_environment(lambda: make(name, **options))
        check_two_processes(name, options)
    except SteveError as error:
        sys.stderr.write(f"{name}: {error}\n")
        return 1
    sys.stdout.write(f"{name} keeps the contract.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
