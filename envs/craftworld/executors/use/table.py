"""The table of uses, and how a subgoal goes through it."""

from __future__ import annotations

from envs.craftworld.body import Body
from envs.craftworld.executors.use import buckets, dyeing, feeding, obsidian, repairing, shearing
from envs.craftworld.executors.use.acts import Act
from envs.craftworld.executors.words import has_carried, known_item, refuse_as_invalid
from envs.subgoals import Use

ACTS: tuple[Act, ...] = (
    *obsidian.ACTS,
    *dyeing.ACTS,
    *buckets.ACTS,
    *repairing.ACTS,
    *shearing.ACTS,
    *feeding.ACTS,
)
"""All ways of using something, in the order in which they are tried."""


def run(body: Body, subgoal: Use) -> None:
    """Uses the item as often as the subgoal says, or until it can't be used any more."""
    act = _understood(body, subgoal)
    if act is None:
        return
    for _ in range(subgoal.count):
        if not has_carried(body, subgoal.item) or not act.do(body, subgoal):
            return


def _understood(body: Body, subgoal: Use) -> Act | None:
    """Returns the way in which the item is used; says which word is wrong if there is none."""
    if not known_item(body, "item", subgoal.item):
        return None
    rules = body.episode.rules
    acts = [act for act in ACTS if act.takes(rules, subgoal.item)]
    act = next((act for act in acts if act.suits(rules, subgoal)), None)
    if act is None:
        field, value = ("on", str(subgoal.on)) if acts else ("item", subgoal.item)
        refuse_as_invalid(body, field, value)
    return act
