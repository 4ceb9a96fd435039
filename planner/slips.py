"""Slips: the ways in which real models spoil an answer that they had right in mind.

They say things by everyday names, make items up, miscount, leave a step out, and wrap their JSON
in prose. Each has its rate; what is drawn depends on the seed, the whole conversation and the
place in the answer, so that whoever is asked again may get it right.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from envs import Frozen
from planner.beliefs import INVENTED_ITEMS, Chance, Draws
from planner.chat import Message

_ALIASES = {
    "cobblestone": "cobble",
    "crafting_table": "workbench",
    "iron_ingot": "iron",
    "oak_log": "oak wood",
    "oak_planks": "oak wood planks",
    "stick": "sticks",
}
"""What people call some things; all others they call by their id's words."""

_PROSE = (
    "Sure! Here is the plan:\n\n```json\n{}\n```\n\nLet me know if anything is unclear.",
    "First I think about what is missing {{so much}}, then I act.\n{}",
    "{}\n\nThis plan follows the guardrails.",
    "<think>\nThe goal needs some items.\n</think>\n{}",
)


class SlipRates(Frozen):
    """How often an answer is spoiled, by kind of slip; from step to step, or once an answer."""

    alias: Chance = 0.04
    """A step's item is called by an everyday name, such as `oak wood`."""
    invented_item: Chance = 0.02
    """A step's item is a made-up one."""
    wrong_count: Chance = 0.04
    """A step's count is one too few, where it is more than one."""
    forgotten_step: Chance = 0.03
    """A step but the last is left out."""
    prose: Chance = 0.25
    """Words stand around the JSON; once an answer."""

    def scaled(self, factor: float) -> SlipRates:
        """Returns the rates times `factor`, none above 1."""
        return SlipRates(**{k: min(1.0, v * factor) for k, v in self.model_dump().items()})


NO_SLIPS = SlipRates().scaled(0)
"""The rates of who never slips."""


def answered(
    steps: Sequence[dict[str, Any]], asked: Sequence[Message], seed: int, rates: SlipRates
) -> str:
    """Returns the answer with these steps as a model with these rates would give it.

    Args:
        steps: The steps as data, as they were meant.
        asked: The whole conversation.
        seed: What is drawn from.
        rates: How often it slips.
    """
    draws = Draws(seed)
    digest = sha256("\n".join(m.content for m in asked).encode()).hexdigest()
    said = []
    for number, step in enumerate(steps):
        about = (digest, str(number))
        last = number == len(steps) - 1
        if not last and draws.happens(rates.forgotten_step, "slip", "forgotten", *about):
            continue
        said.append(_spoiled(step, draws, about, rates))
    text = json.dumps({"steps": said})
    if draws.happens(rates.prose, "slip", "prose", digest):
        return draws.one_of(_PROSE, "slip", "prose", digest).format(text)
    return text


def _spoiled(
    step: dict[str, Any], draws: Draws, about: tuple[str, ...], rates: SlipRates
) -> dict[str, Any]:
    item, count = step.get("item"), step.get("count")
    changed = dict(step)
    if isinstance(item, str) and draws.happens(rates.invented_item, "slip", "invented", *about):
        changed["item"] = draws.one_of(INVENTED_ITEMS, "slip", "invented", *about)
    elif isinstance(item, str) and draws.happens(rates.alias, "slip", "alias", *about):
        changed["item"] = _ALIASES.get(item, item.removeprefix("#").replace("_", " "))
    if isinstance(count, int) and count > 1 and draws.happens(
        rates.wrong_count, "slip", "count", *about
    ):  # fmt: skip
        changed["count"] = count - 1
    return changed
