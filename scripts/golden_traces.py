"""Golden traces: episodes of craftworld as text, one line an event.

A file names the world, the task and the seed, and then holds for each attempt its subgoal (`>`),
its events with their ticks, and the state after it (`=`). `replayed` plays the file's own
subgoals once more; `tests/envs/craftworld/test_golden.py` compares the two as text.

A rule that changes changes traces: it gets a new version of the world's id, and the files are
written anew by `python -m scripts.make_golden`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from envs import (
    Attempt,
    Environment,
    Event,
    Lack,
    State,
    Subgoal,
    Task,
    load_suite,
    make,
    parse_subgoal,
)

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "envs" / "craftworld" / "golden"

BUDGET_TICKS = 4_000
"""What an attempt may take whose subgoal names no budget."""

NextSubgoal = Callable[[Attempt | None, State], Subgoal | None]
"""Says what to try next, after an attempt (`None` at first) and in a state; `None` to end."""


def task_of(task_id: str) -> Task:
    """Returns a task of `mcu70`."""
    (task,) = load_suite("mcu70").chosen(ids=(task_id,))
    return task


def told(task: Task, seed: int, following: NextSubgoal, world: Environment | None = None) -> str:
    """Plays an episode and returns it as a golden file's text."""
    world = world or make("craftworld")
    state = world.reset(task, seed)
    lines = [f"world {world.id}", f"task {task.id}", f"seed {seed}", f"= {_state(state)}"]
    attempt = None
    while (subgoal := following(attempt, state)) is not None:
        attempt = world.attempt(subgoal, subgoal.budget_ticks or BUDGET_TICKS)
        state = attempt.post_state
        lines += ["", f"> {subgoal}", *map(_event, attempt.trace)]
        if attempt.trace_dropped:
            lines.append(f"  and {attempt.trace_dropped} events from the middle")
        lines.append(f"= {_state(state)}")
    world.close()
    return "\n".join(lines) + "\n"


def replayed(text: str) -> str:
    """Returns what a golden file would be if it were written now, of the same subgoals."""
    head = dict(line.split(maxsplit=1) for line in text.splitlines()[:3])
    return told(task_of(head["task"]), int(head["seed"]), scripted(subgoals_in(text)))


def subgoals_in(text: str) -> Iterator[str]:
    """Yields the subgoals of a golden file."""
    return (line[2:] for line in text.splitlines() if line.startswith("> "))


def scripted(subgoals: Iterable[str]) -> NextSubgoal:
    """Returns what tries these subgoals in turn, whatever comes of them."""
    left = iter(tuple(subgoals))
    return lambda _attempt, _state: next((parse_subgoal(text) for text in left), None)


def _event(event: Event) -> str:
    fields = type(event).model_fields
    said = {
        name: getattr(event, name)
        for name in fields
        if name not in {"kind", "tick"} and getattr(event, name) is not None
    }
    words = " ".join(f"{name}={_value(value)}" for name, value in said.items())
    return f"{event.tick:>7} {event.kind} {words}".rstrip()


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(_value(part) for part in value) or "nothing"
    return f"{value.count}:{value.item}" if isinstance(value, Lack) else str(value)


def _state(state: State) -> str:
    """Returns where the agent is, how it is and what it carries; the rest as a digest."""
    where, vitals = state.position, state.vitals
    assert where is not None  # craftworld sees all facets
    assert vitals is not None
    carried = state.inventory.items if state.inventory else ()
    items = ", ".join(f"{held.count} {held.item}" for held in carried) or "nothing"
    digest = sha256(state.model_dump_json().encode()).hexdigest()[:8]
    return (
        f"{state.tick} at {where.x} {where.y} {where.z} in {where.dimension}, "
        f"health {vitals.health:g}, food {vitals.food:g}, carries {items}; {digest}"
    )
