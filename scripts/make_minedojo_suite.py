"""Writes the suite `minedojo`: `python -m scripts.make_minedojo_suite PYTHON [--check]`.

PYTHON is one that MineDojo is installed in (`.venvs/minedojo/bin/python`). MineDojo states its
programmatic tasks as templates; so does the suite, in our words and with goals in our language of
conditions. What it makes is held against MineDojo's own list: the same ids, the same instructions,
the same biomes. With `--check` it writes nothing and exits with 1 if the file isn't what it would
write.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from envs.minedojo.worker import names
from envs.templates import expanded

TARGET = Path(__file__).resolve().parent.parent / "envs" / "suites" / "minedojo.yaml"

_DUMP = """
import json, sys
from omegaconf import OmegaConf
import minedojo.tasks as tasks
plain = lambda config: OmegaConf.to_container(config) if OmegaConf.is_config(config) else config
json.dump({
    "templates": plain(tasks._ALL_TASKS_SPECS_UNFILLED),
    "values": tasks._ALL_VARS,
    "tasks": {
        name: {**plain(tasks.ALL_TASKS_SPECS[name]), "prompt": entry["prompt"]}
        for name, entry in tasks.P_TASKS_PROMPTS_GUIDANCE.items()
    },
}, sys.stdout, default=plain)
"""

# To survive so many days is no condition on a state, and the playthrough no programmatic task.
_LEFT_OUT = ("survival", "survival_sword_food", "playthrough")

# Of these each variant is looked for; of what else has variants and no tag, the plain one.
_ANY_VARIANT = ("cooked_fish", "dye", "fish", "monster_egg", "skull")

_PLACED = (
    "activator_rail comparator detector_rail dispenser dropper observer piston redstone_block"
    " redstone_lamp redstone_torch repeater tnt"
).split()
_KEPT = ("clock", "compass")


class _Made:
    """The suite's templates, made of MineDojo's."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._templates: dict[str, dict[str, Any]] = told["templates"]
        self._values: dict[str, list[Any]] = told["values"]

    def templates(self) -> Iterator[dict[str, Any]]:
        for identity, spec in self._templates.items():
            if identity not in _LEFT_OUT:
                yield from self._of(identity, spec)

    def _of(self, identity: str, spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
        kind, thing = spec["__cls__"], str(spec.get("target_names") or spec.get("tech_item"))
        # MineDojo's leather tasks name one piece of armor in the id and another in the prompt.
        prompt = spec["prompt"].replace("leather {target_tools_armor}", "leather {target_armor}")
        used = list(dict.fromkeys(re.findall(r"\{(\w+)\}", identity)))
        each = {
            name: [self._value(name, v, thing, kind) for v in self._values[name]] for name in used
        }
        template = {
            "group": kind,
            "id": identity,
            "instruction": prompt,
            "goal": _goal(kind, thing, spec.get("target_quantities")),
        }
        if spec.get("specified_biome"):
            biome = str(spec["specified_biome"])
            template["biome"] = biome if biome.startswith("{") else _biome(biome)
        split = [n for n in used if kind == "harvest" and thing == f"{{{n}}}"]
        yield from _split(template, each, split[0] if split else None, kind)

    def _value(self, name: str, value: Any, thing: str, kind: str) -> Any:
        if name == "quantity" and value == 1:
            return {"id": 1, "instruction": ""}
        said: dict[str, Any] = {"id": value}
        if name.endswith(("_biomes", "biome_subset")):
            said["biome"] = _biome(value)
        if thing == f"{{{name}}}":
            said["goal"] = _entity(value) if kind == "combat" else _item(value)
        return value if set(said.values()) == {value} else said


def _split(
    template: dict[str, Any], each: dict[str, list[Any]], item: str | None, kind: str
) -> Iterator[dict[str, Any]]:
    """Yields the template, and one for each technology or item whose goal is of its own."""
    if kind == "techtree":
        yield from _techtree(template, each)
        return
    own = [v for v in each.get(item or "", ()) if _identity(v) in _ANY_VARIANT]
    plain = {
        n: [v for v in values if v not in own] if n == item else values
        for n, values in each.items()
    }
    yield {**template, "each": plain} if each else template
    for value in own:
        variants = sorted(set(names.variants(_identity(value))))
        goal = " or ".join(f'has("{variant}", {{quantity}})' for variant in variants)
        yield {**template, "goal": goal, "each": {**each, str(item): [_identity(value)]}}


def _techtree(template: dict[str, Any], each: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    things = each.get("redstone_list")
    if things is None:
        yield {**template, "each": each} if each else template
        return
    for some, goal in (
        (_PLACED, 'happened("placed", "{redstone_list}")'),
        (_KEPT, 'has("{redstone_list}")'),
    ):
        chosen = [thing for thing in things if thing in some]
        yield {**template, "goal": goal, "each": {**each, "redstone_list": chosen}}


def _goal(kind: str, thing: str, quantity: Any) -> str:
    if kind == "combat":
        return f'happened("killed", "{thing if thing.startswith("{") else _entity(thing)}")'
    if kind == "techtree":
        return f'happened("placed", "{thing}")' if thing in _PLACED else f'equipped("{thing}")'
    pattern = thing if thing.startswith("{") else _item(thing)
    return f'has("{pattern}")' if quantity == 1 else f'has("{pattern}", {quantity})'


def _identity(value: Any) -> str:
    return str(value["id"] if isinstance(value, dict) else value)


def _item(old: str) -> str:
    return names.pattern(old)


def _entity(old: str) -> str:
    return names.entity(old) or old


def _biome(old: str) -> str:
    return _BIOMES[old]


# MineDojo's names of the biomes that its tasks begin in (minedojo.sim.mc_meta.mc, BIOMES_MAP).
_BIOMES = {
    old: names.biome(number) or old
    for old, number in {
        "desert": 2,
        "extreme_hills": 3,
        "forest": 4,
        "jungle": 21,
        "mushroom_island": 14,
        "nether": 8,
        "ocean": 0,
        "plains": 1,
        "swampland": 6,
        "taiga": 5,
        "the_end": 9,
    }.items()
}


def _differences(templates: Sequence[dict[str, Any]], tasks: dict[str, Any]) -> list[str]:
    """Returns what differs from MineDojo's own list."""
    made = {entry["id"]: entry for t in templates for entry in expanded(t, "minedojo")}
    wanted = {name: spec for name, spec in tasks.items() if name not in _LEFT_OUT}
    found = [f"no {name}" for name in wanted if name not in made]
    found += [f"extra {name}" for name in made if name not in wanted]
    for name in made.keys() & wanted.keys():
        spec, entry = wanted[name], made[name]
        prompt = " ".join(str(spec["prompt"]).replace("_", " ").split())
        if "leather" not in name and entry["instruction"] != prompt:
            found.append(f"{name}: {entry['instruction']!r} is not {prompt!r}")
        biome = spec.get("specified_biome")
        if entry.get("biome") != (_biome(biome) if biome else None):
            found.append(f"{name}: begins in {entry.get('biome')}, not {biome}")
    return sorted(found)


_HEAD = """\
# MineDojo's programmatic tasks (arXiv 2206.08853): the 1,570 of 1,572 whose success is a condition.
# Written by scripts/make_minedojo_suite.py; docs/minedojo.md says what isn't carried over.
suite: minedojo
groups: {combat: , harvest: , techtree: }
templates:
"""


def main(arguments: Sequence[str]) -> int:
    """Writes the file, or with `--check` says whether it is what it should be."""
    said = subprocess.run(
        (arguments[0], "-W", "ignore", "-c", _DUMP), capture_output=True, text=True, check=True
    )
    told = json.loads(said.stdout)
    templates = list(_Made(told).templates())
    differences = _differences(templates, told["tasks"])
    for difference in differences:
        print(difference)
    if differences:
        return 1
    # JSON is YAML, and one template a line is short to read and fast to load.
    text = _HEAD + "".join(f"  - {json.dumps(t, ensure_ascii=False)}\n" for t in templates)
    if "--check" in arguments:
        return 0 if TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
