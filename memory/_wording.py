"""The plain sentences that entries and changes give as their reasons."""

from __future__ import annotations

from diagnosis import Cause, Need
from envs import Condition, Subgoal
from memory._recipes import Needs
from memory.patterns import Forbidden

_DOING = {
    "craft": "Crafting",
    "deposit": "Depositing",
    "discard": "Discarding",
    "eat": "Eating",
    "equip": "Equipping",
    "explore": "Exploring for",
    "gather": "Gathering",
    "hunt": "Hunting",
    "place": "Placing",
    "sleep": "Sleeping",
    "smelt": "Smelting",
    "trade": "Trading for",
    "use": "Using",
    "go_to": "Going to",
    "wait": "Waiting",
}

_FAILED = {
    Cause.target_not_found: "it was looked for in vain",
    Cause.target_unreachable: "no way led there",
    Cause.stuck: "the agent got nowhere",
    Cause.out_of_time: "the time ran out with nothing got",
    Cause.window_blocked: "the window refused",
    Cause.killed: "the agent was killed",
    Cause.hazard: "the agent came to harm",
}


def doing(subgoal: Subgoal) -> str:
    """Returns what a subgoal does, as the subject of a sentence."""
    about = next(
        (v for n in ("item", "entity", "target") if (v := getattr(subgoal, n, None)) is not None),
        "",
    )
    where = "".join(
        f" {word} {value}"
        for name, word in (("source", "from"), ("station", "at"))
        if isinstance(value := getattr(subgoal, name, None), str)
    )
    height = getattr(subgoal, "height", None)
    if subgoal.kind == "gather":
        where += " where it lies open" if height is None else f" at heights {height[0]}-{height[1]}"
    return f"{_DOING[subgoal.kind]} {about}{where}".strip()


def listed(needs: Needs) -> str:
    """Returns needs as words: `2 stick and 3 #planks`."""
    return " and ".join(f"{count} {name}" for name, count in needs)


def lacking(subgoal: Subgoal, need: Need, count: int) -> str:
    """Returns why a subgoal was refused for want of an item or fuel."""
    return f"{doing(subgoal)} needs {count} {need.name}; without that it is refused."


def usual_reason(forbidden: Forbidden, trigger: Condition | None, cause: Cause) -> str:
    """Returns what any guardrail says, for those whose own reason isn't to be had."""
    when = "" if trigger is None else f" while {trigger}"
    return f"{forbidden}{when} fails: {cause}."


def failing(subgoal: Subgoal, cause: Cause) -> str:
    """Returns how a subgoal went wrong by bad luck or bad judgement."""
    return f"{doing(subgoal)}: {_FAILED.get(cause, cause.value)}"
