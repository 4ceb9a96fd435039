"""The JSON objects in a model's answer, whatever stands around them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

# How many opening braces of a reply are tried.
_MAX_TRIES = 1_000


def objects_in(text: str) -> Iterator[dict[str, Any]]:
    """Yields the JSON objects in `text` from left to right, those inside of others left out."""
    decoder = json.JSONDecoder()
    at = text.find("{")
    for _ in range(_MAX_TRIES):
        if at < 0:
            return
        try:
            found, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield found
        at = text.find("{", end)
