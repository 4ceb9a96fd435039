"""What somebody tries who doesn't know: a model never says that it doesn't, it guesses."""

from __future__ import annotations

from envs import (
    And,
    Condition,
    Craft,
    Gather,
    Happened,
    Has,
    HasTool,
    Hunt,
    Near,
    Or,
    Place,
    Smelt,
    Subgoal,
    Trade,
    parse,
)


def guess(what: str) -> Craft | Gather | Trade | None:
    """Returns how somebody who doesn't know would try to come by `what`."""
    if "(" in what:
        match parse(what):
            case HasTool(tool=kind, tier=tier):
                return Craft(item=f"{tier}_{kind}", station="crafting_table")
            case Happened(verb="traded", object=str(item)) if not item.startswith("#"):
                return Trade(item=item)
            case _:
                return None
    if what.startswith("#"):
        return Gather(item=what)
    return Craft(item=what) if what.replace("_", "").isalnum() else None


def bare_plan(goal: Condition) -> tuple[Subgoal, ...]:
    """Returns a plan that names the goal itself and nothing that leads to it."""
    match goal:
        case And() | Or():
            return tuple(step for part in goal.of for step in bare_plan(part))
        case Has():
            if goal.item.startswith("#"):
                return (Gather(item=goal.item, count=goal.count),)
            return (Craft(item=goal.item, count=goal.count),)
        case Happened(object=str(thing)):
            return _bare_deed(goal.verb, thing, goal)
        case Near():
            return (Place(item=goal.name),) if not goal.name.startswith("#") else ()
        case _:
            return ()


def _bare_deed(verb: str, thing: str, goal: Happened) -> tuple[Subgoal, ...]:
    match verb:
        case "mined":
            tool = goal.tool if goal.tool and not goal.tool.startswith("#") else None
            return (Gather(item=thing, count=goal.count, tool=tool),)
        case "killed" if not thing.startswith("#"):
            return (Hunt(entity=thing, count=goal.count),)
        case "crafted" if not thing.startswith("#"):
            return (Craft(item=thing, count=goal.count),)
        case "smelted" if not thing.startswith("#"):
            return (Smelt(item=thing, count=goal.count),)
        case "traded" if not thing.startswith("#"):
            return (Trade(item=thing, count=goal.count),)
        case _:
            return ()
