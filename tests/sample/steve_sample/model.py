"""A parrot: no language model, but it keeps the contract of one.

It knows that juice is crafted at a press and comes of apples, and not of how many. It takes that
number from what the prompt says of earlier failures, such as `needs 3 apple`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from envs import InputError
from planner import Message, ModelContext, Reply, Usage

_NEEDED = re.compile(r"needs (\d+) apple")


class Parrot:
    """Says the same plan again and again, with the number of apples that it last read of."""

    def __init__(self, name: str, apples: int) -> None:
        """Makes a parrot that says `apples` as long as it has read of no number."""
        self.name = name
        self._apples = apples

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:
        """Returns a plan as JSON, whatever was asked."""
        prompt = "\n".join(message.content for message in messages)
        read = _NEEDED.findall(prompt)
        steps = [
            {"kind": "gather", "item": "apple", "count": int(read[-1]) if read else self._apples},
            {"kind": "craft", "item": "juice", "count": 1, "station": "press"},
        ]
        text = json.dumps({"steps": steps})
        # A real model reports its own counts; a token is about four characters.
        usage = Usage(input_tokens=len(prompt) // 4, output_tokens=len(text) // 4, cost_usd=0.0)
        return Reply(text=text, usage=usage)


def parrot(context: ModelContext) -> Parrot:
    """Returns a parrot: what the entry point names.

    Args:
        context: The part after `parrot:` is its name and means nothing else; the option
            `-M apples=N` is how many apples it takes juice to need, 1 to 9; 1 by default.

    Raises:
        InputError: If there is another option, or `apples` is none of these.
    """
    options = dict(context.options)
    apples = options.pop("apples", "1")
    if options:
        raise InputError(f"parrot takes the option apples, found {min(options)!r}.")
    if not (len(apples) == 1 and apples in "123456789"):
        raise InputError(f"parrot: expected apples from 1 to 9, found {apples!r}.")
    return Parrot(f"parrot:{context.model}" if context.model else "parrot", int(apples))
