"""A diagnosis as one plain sentence, for prompts and for people."""

from __future__ import annotations

from diagnosis.models import ANY_FUEL, Cause, Diagnosis, Finding, Need

_SURE = 0.75

_MEANING: dict[Cause, str] = {
    Cause.tool_broke: "the tool broke",
    Cause.target_not_found: "it did not come into view",
    Cause.target_unreachable: "no way led to it",
    Cause.stuck: "the agent got nowhere",
    Cause.inventory_full: "there was no room for it",
    Cause.window_blocked: "it was refused though nothing seems to be lacking",
    Cause.out_of_time: "the time was up",
    Cause.invalid_subgoal: "this makes no sense here",
    Cause.environment_fault: "the world broke",
    Cause.starving: "from hunger",
}


def describe(diagnosis: Diagnosis) -> str:
    """Returns the diagnosis in one sentence, without a full stop at its end.

    `craft wooden_pickaxe failed: missing_material, lacking 2 more stick`. What isn't certain
    says "probably"; loops and stagnation are named at the end.
    """
    if diagnosis.primary is None:
        return f"{diagnosis.subject} succeeded"
    primary = diagnosis.primary
    parts = [f"{diagnosis.subject} failed: {_sure(primary)}{primary.cause.value}"]
    parts += filter(None, [_detail(primary)])
    if diagnosis.stagnant:
        parts.append("with nothing new for a long time")
    if diagnosis.loop == "state_action_cycle":
        parts.append("going round in circles")
    elif diagnosis.loop == "repeated_cause":
        parts.append("the same cause as the last times")
    return ", ".join(parts)


def _sure(finding: Finding) -> str:
    return "" if finding.certainty >= _SURE or finding.cause is Cause.unknown else "probably "


def _detail(finding: Finding) -> str:
    if finding.needs and finding.needs[0].kind != "room":
        return "lacking " + " and ".join(_lack(need) for need in finding.needs)
    if finding.hazard is not None:
        return f"by {'a mob' if finding.hazard == 'mob' else finding.hazard}"
    return _MEANING.get(finding.cause, "")


def _lack(need: Need) -> str:
    if need.kind == "item":
        return f"{need.lacking} more {need.name}"
    if need.kind == "fuel" and need.name == ANY_FUEL:
        return "anything to burn"
    article = "an" if need.name[:1] in "aeiou" else "a"
    above = "" if need.tier_above is None else f" better than {need.tier_above}"
    return f"{article} {need.name}{above}"
