"""What all executors say in the same way: that a word makes no sense, that a tool is wanting."""

from __future__ import annotations

from collections.abc import Container

from envs.crafter.body import Body
from envs.events import Invalid, Refused


def refuse_as_invalid(body: Body, field: str, value: str) -> None:
    """Says that a field of the subgoal makes no sense here."""
    body.emit(Invalid(tick=body.tick, field=field, value=value))
    body.give_up("invalid_subgoal", f"{field}={value}")


def understood(body: Body, field: str, value: str | None, known: Container[str]) -> bool:
    """Returns whether a name is one of those that are known; says so if not."""
    if value is None or value in known:
        return True
    refuse_as_invalid(body, field, value)
    return False


def tool_carried(body: Body, tool: str | None) -> bool:
    """Returns whether the tool that is asked for is at hand; says so if not."""
    if tool in (None, "none") or body.carried(str(tool)):
        return True
    body.emit(Refused(tick=body.tick, need="tool", name=str(tool)))
    body.give_up("missing_tool", str(tool))
    return False
