"""Writes what the mineflayer worker knows of Minecraft 1.16, out of craftworld's data packs.

    python -m scripts.make_worker

These are tags, what is cooked of what, and what burns how long: what a player's recipe book and
the words of the game say, so that both worlds go by the same words.
"""

from __future__ import annotations

import json
from pathlib import Path

import envs

DATA = Path(__file__).parents[1] / "envs" / "mineflayer" / "worker" / "data"


def tables() -> dict[str, dict[str, object]]:
    """Returns the content of each file by its name."""
    world = envs.make("craftworld")
    vocabulary = world.vocabulary
    assert isinstance(world, envs.Solvable)
    rules = world.rules()
    cooked: dict[str, dict[str, set[str]]] = {}
    for rule in rules.smelting:
        sources = cooked.setdefault(rule.item, {}).setdefault(rule.station, set())
        sources.update(vocabulary.members(rule.source))
    return {
        "cooking.json": {
            output: {station: sorted(sources) for station, sources in sorted(stations.items())}
            for output, stations in sorted(cooked.items())
        },
        "fuel.json": {rule.item: rule.ticks for rule in rules.fuel},
        "tags.json": {tag: list(members) for tag, members in sorted(vocabulary.tags.items())},
    }


def written(table: dict[str, object]) -> str:
    """Returns a table as text, one line an entry."""
    lines = (f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in table.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    DATA.mkdir(exist_ok=True)
    for name, table in tables().items():
        (DATA / name).write_text(written(table), encoding="utf-8")
