"""How a lesson is put into a guardrail, and when a subgoal goes against one."""

from __future__ import annotations

from collections.abc import Sequence

from diagnosis import Cause
from envs import Condition, Gather, Plan, Smelt, Subgoal, View
from memory.entries import Guardrail, Remedy, entry_id
from memory.patterns import Forbidden, SubgoalPattern, Tried, forbids_next


def guardrail(
    scope: str,
    cause: Cause,
    about: str,
    forbidden: Forbidden,
    trigger: Condition | None,
    remedy: Remedy | None,
    reason: str,
    key: Forbidden | None = None,
) -> Guardrail:
    """Returns a candidate whose id depends on what it is `about`, not on counts and tiers.

    So the same lesson has one id however its numbers come to be known better. Where a number
    stands in the forbidden pattern itself, `key` is the pattern without it.
    """
    content = {"forbidden": key or forbidden, "about": about}
    return Guardrail(
        id=entry_id("guardrail", content),
        scope=scope,
        trigger=trigger,
        forbidden=forbidden,
        cause=cause,
        remedy=remedy,
        reason=reason,
    )


def violates(
    guardrail: Guardrail, subgoal: Subgoal, plan: Plan, view: View, vain: Sequence[Tried] = ()
) -> bool:
    """Returns whether `subgoal`, the plan's current step, went against `guardrail` in `view`.

    Args:
        guardrail: The guardrail.
        subgoal: What was tried.
        plan: It is the current step of this.
        view: What guardrails are evaluated on.
        vain: What the episode had tried in vain before.
    """
    if guardrail.trigger is not None and not guardrail.trigger.holds(view):
        return False
    if guardrail.exception is not None and guardrail.exception.holds(view):
        return False
    if isinstance(guardrail.forbidden, SubgoalPattern):
        return guardrail.forbidden.matches(subgoal, view.vocabulary)
    return plan.unfinished and forbids_next(guardrail.forbidden, plan, view, vain)


def target_pattern(subgoal: Subgoal) -> SubgoalPattern:
    """Returns the pattern of what a subgoal is after, with only the fields that matter."""
    match subgoal:
        case Gather(source=None, item=item):
            return SubgoalPattern.of("gather", item=item, source=None)
        case Gather(source=source):
            return SubgoalPattern.of("gather", source=source)
        case Smelt(item=item, source=source):
            return SubgoalPattern.of("smelt", item=item, source=source)
        case _:
            fields = type(subgoal).model_fields
            names = [n for n in ("item", "entity", "target") if n in fields]
            return SubgoalPattern.of(subgoal.kind, **{n: getattr(subgoal, n) for n in names})
