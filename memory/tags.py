"""Semantic tags: short `name:value` words by which experiences are filtered and compared."""

from __future__ import annotations

from envs import Damage, State, Subgoal, Task
from memory.experience import Experience

SHARED_MAP = "map:shared"
"""The tag of what was lived through on a map that all episodes of a scope share."""

_TELLING = {"damage", "died", "tool_broke", "window_rejected", "window_stalled"}
_FIELDS = ("container", "entity", "fuel", "item", "on", "source", "station", "target", "tool")


def subgoal_tags(subgoal: Subgoal) -> set[str]:
    """Returns the kind and the named things of a subgoal, such as `item:stick`."""
    fields = vars(subgoal)
    named = ((field, fields.get(field)) for field in _FIELDS)
    return {f"kind:{subgoal.kind}"} | {f"{field}:{value}" for field, value in named if value}


def task_tags(task: Task) -> set[str]:
    """Returns the task's id, its group and what its goal names."""
    goal = (vars(atom).get("item") for atom in task.goal.atoms())
    return {f"task:{task.id}", f"group:{task.group}"} | {f"goal:{item}" for item in goal if item}


def state_tags(state: State) -> set[str]:
    """Returns where it is: biome and dimension."""
    tags = set()
    if state.biome is not None:
        tags.add(f"biome:{state.biome}")
    if state.position is not None:
        tags.add(f"dimension:{state.position.dimension}")
    return tags


def tags_of(experience: Experience) -> tuple[str, ...]:
    """Returns all tags of an experience, sorted."""
    attempt = experience.attempt
    tags = subgoal_tags(attempt.subgoal) | task_tags(experience.task)
    tags |= state_tags(attempt.pre_state) | {f"world:{experience.world}"}
    if experience.shared_map:
        tags.add(SHARED_MAP)
    if experience.plan.unfinished:
        tags.add(f"origin:{experience.plan.current.origin}")
    for event in attempt.trace:
        # By its kind first: traces are long, and asking a model for its class is slow.
        if event.kind in _TELLING:
            said = f"hurt:{event.source}" if isinstance(event, Damage) else f"event:{event.kind}"
            tags.add(said)
    return tuple(sorted(tags))
