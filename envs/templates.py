"""Many tasks of a suite file from one template.

    templates:
      - group: harvest
        id: harvest_{quantity}_{item}
        instruction: obtain {quantity} {item}
        goal: has("{item}", {quantity})
        each:
          quantity: [{id: 1, instruction: ""}, 8]
          item: [bone, {id: log, goal: "#logs"}]

Each combination of the values of `each` is a task: here four. A value is text or a number, or a
mapping of the fields in which it is spelled its own way (`id`, which must be there, `instruction`,
`goal`, `biome`). In instructions underscores are blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from envs.errors import SuiteError

_FILLED = ("id", "instruction", "goal", "biome")


def expanded(template: object, where: str) -> Iterator[dict[str, Any]]:
    """Yields the tasks of a template as they would stand in the list `tasks`.

    Args:
        template: One entry of the list `templates`.
        where: The suite file, for errors.

    Raises:
        SuiteError: If the template lacks a field or a value, or names one that isn't there.
    """
    if not isinstance(template, Mapping) or not isinstance(template.get("id"), str):
        raise SuiteError(f"{where}: templates: expected entries with id, found {template!r}.")
    place = f"{where}: template {template['id']}"
    each = template.get("each", {})
    if not isinstance(each, Mapping) or not all(isinstance(v, list) and v for v in each.values()):
        raise SuiteError(f"{place}: each: expected lists of values by name, found {each!r}.")
    unfilled = {k: v for k, v in template.items() if k != "each"}
    for values in product(*each.values()):
        chosen = dict(zip(each, values, strict=True))
        filled = {f: _filled(str(unfilled[f]), f, chosen, place) for f in _FILLED if f in unfilled}
        yield unfilled | filled


def _filled(text: str, field: str, chosen: Mapping[str, object], place: str) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name not in chosen:
            raise SuiteError(f"{place}: {field}: no values are given for {{{name}}} in each.")
        said = chosen[name]
        if isinstance(said, Mapping):
            if "id" not in said:
                raise SuiteError(f"{place}: each: {name}: expected a value with id, found {said}.")
            said = said.get(field, said["id"])
        return str(said)

    text = re.sub(r"\{(\w+)\}", value, text)
    return " ".join(text.replace("_", " ").split()) if field == "instruction" else text
