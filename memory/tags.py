"""Semantic tags: short `name:value` words by which experiences are filtered and compared."""

from __future__ import annotations

from envs import Damage, Died, State, Subgoal, Task, ToolBroke, WindowRejected, WindowStalled
from memory.experience import Experience

_FIELDS = ("container", "entity", "fuel", "item", "on", "source", "station", "target", "tool")


def subgoal_tags(subgoal: Subgoal) -> set[str]:
    """Returns the kind and the named things of a subgoal, such as `item:stick`."""
    named = ((field, getattr(subgoal, field, None)) for field in _FIELDS)
    return {f"kind:{subgoal.kind}"} | {f"{field}:{value}" for field, value in named if value}


def task_tags(task: Task) -> set[str]:
    """Returns the task's id, its group and what its goal names."""
    goal = (getattr(atom, "item", None) for atom in task.goal.atoms())
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
    if experience.plan.unfinished:
        tags.add(f"origin:{experience.plan.current.origin}")
    for event in attempt.trace:
        if isinstance(event, Damage):
            tags.add(f"hurt:{event.source}")
        elif isinstance(event, Died | ToolBroke | WindowRejected | WindowStalled):
            tags.add(f"event:{event.kind}")
    return tuple(sorted(tags))
