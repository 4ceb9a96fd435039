"""Writes the novice's priors: `python -m scripts.make_prior [--check]`.

`planner/prior/crafter.json` is what a well-read player knows of Crafter, by its data file and code.
`planner/prior/vanilla.json` is what a well-read player knows of vanilla Minecraft 1.16, as far as
the shipped suites' goals lead back to it: recipes, smelting, drops and fuels of the shipped vanilla
pack, and where players look for things. It is a file of its own, so that no running world's rules
reach a novice. With `--check` it writes nothing and exits with 1 if a file isn't what it
would write.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import TypeVar

from envs import (
    CraftingRule,
    GameRules,
    GatheringRule,
    Happened,
    Has,
    Heights,
    HuntingRule,
    RaisingRule,
    SmeltingRule,
    Task,
    TradingRule,
    UsingRule,
    Vocabulary,
    load_suite,
)
from envs.crafter.solvable import game_rules as crafter_rules
from envs.craftworld.game.datapack import load, shipped_packs
from envs.craftworld.solvable import game_rules
from planner import Prior

FOLDER = Path(__file__).resolve().parent.parent / "planner" / "prior"

# Oak first: where two ways cost the same, players take the one they know best.
WOODS = ("oak", "birch", "spruce", "jungle", "acacia", "dark_oak")
# One leaf block in so many drops a sapling (Minecraft Wiki, Sapling: 5 %, jungle 2.5 %).
LEAVES_A_SAPLING = {wood: 40.0 if wood == "jungle" else 20.0 for wood in WOODS}
# The suites that the novice is tried on; `minedojo` is another game's version.
_SUITES = ("mcu70", "mcu70-shifted", "optimus67")

# Forms that a tag of ingredients also takes and that nobody makes in order to use them up.
DETOURS = ("stripped_", "_wood", "_hyphae", "crimson_", "warped_", "infested_", "blackstone")
# Players plan with the furnace that they have: the other stations only save time.
SMELTER = "furnace"
# A golem gives iron, but nobody sets out against one with bare hands.
NOT_HUNTED = ("iron_golem",)
# No vanilla villager sells an iron ingot (Minecraft Wiki, Trading).
NO_VANILLA_OFFERS = ("iron_ingot",)

# Where any wool will do, nobody dyes it first.
WOOL = "white_wool"

# Any dye will do, and players take the flowers that grow everywhere.
DYES = ("red_dye", "yellow_dye")

# The layers in which players of 1.16 dig for things (Minecraft Wiki, Ore and Altitude; bedrock
# reaches up to y 4, ground begins at about y 60).
HEIGHTS: dict[str, Heights | None] = {
    "coal_ore": (5, 58),
    "diamond_ore": (5, 15),
    "gold_ore": (5, 31),
    "iron_ore": (5, 58),
    # Players look for gravel on the surface, though it lies in the stone too.
    "gravel": None,
    "lapis_ore": (5, 30),
    "nether_quartz_ore": (32, 116),
    "redstone_ore": (5, 15),
    "stone": (5, 58),
    "andesite": (5, 58),
    "diorite": (5, 58),
    "granite": (5, 58),
}

_Rule = TypeVar(
    "_Rule", CraftingRule, SmeltingRule, GatheringRule, HuntingRule, TradingRule, RaisingRule
)


def vanilla() -> GameRules:
    """Returns what can be known of vanilla, wanted or not."""
    rules = game_rules(load())
    return rules.model_copy(
        update={
            "crafting": tuple(r for r in rules.crafting if r.ingredients),
            "smelting": tuple(r for r in rules.smelting if r.station == SMELTER),
            "hunting": tuple(_hunting(rules.hunting)),
            "gathering": (*_of_trees(), *_without_trees(rules.gathering)),
            "trading": tuple(r for r in rules.trading if r.item not in NO_VANILLA_OFFERS),
            "using": tuple(r for r in rules.using if r.leaves != "dyed" or r.use in DYES),
        }
    )


def _of_trees() -> Iterator[GatheringRule]:
    for wood in WOODS:
        yield GatheringRule(item=f"{wood}_log", source=f"{wood}_log")
        yield GatheringRule(
            item=f"{wood}_sapling",
            source=f"{wood}_leaves",
            expected_blocks=LEAVES_A_SAPLING[wood],
        )


def _without_trees(rules: Iterable[GatheringRule]) -> Iterator[GatheringRule]:
    for rule in rules:
        of_tree = rule.source.endswith("_log") or rule.item.endswith("_sapling")
        if not of_tree and (rule.height is None or rule.source in HEIGHTS):
            blocks = _roughly(rule.expected_blocks)
            changes = {"height": HEIGHTS.get(rule.source), "expected_blocks": blocks}
            yield rule.model_copy(update=changes)


def _hunting(rules: Iterable[HuntingRule]) -> Iterator[HuntingRule]:
    for rule in rules:
        if rule.entity not in NOT_HUNTED:
            yield rule.model_copy(update={"expected_kills": _roughly(rule.expected_kills)})


def _roughly(value: float) -> float:
    """Returns `value` as players remember it: to one significant digit."""
    return float(f"{value:.1g}")


def wanted_by(tasks: Iterable[Task]) -> set[str]:
    """Returns the names and tags that goals ask for."""
    found: set[str] = set()
    for task in tasks:
        for atom in task.goal.atoms():
            if isinstance(atom, Has):
                found.add(atom.item)
            elif isinstance(atom, Happened):
                found |= {name for name in (atom.object, atom.tool) if name and name != "none"}
    return found


def deeds_of(tasks: Iterable[Task]) -> set[tuple[str, str]]:
    """Returns (verb, object) of what goals ask to be done."""
    atoms = (atom for task in tasks for atom in task.goal.atoms())
    return {(a.verb, a.object) for a in atoms if isinstance(a, Happened) and a.object}


class Closure:
    """All that goals lead back to.

    Args:
        rules: What leads to what.
        words: The words of the rules.
        deeds: (verb, object) of what is to be done by using something.
    """

    def __init__(
        self, rules: GameRules, words: Vocabulary, deeds: Set[tuple[str, str]] = frozenset()
    ) -> None:
        self._rules = rules
        self._words = words
        self._deeds = deeds
        asked = [use for use in rules.using if (use.verb, use.use) in deeds]
        self._states = {pair for u in asked for pair in ((u.use_state, u.use), (u.on_state, u.on))}
        self.items: set[str] = set()
        self.tags: set[str] = set()

    def add(self, pattern: str) -> None:
        """Takes in what `pattern` names and all that leads to it."""
        if pattern.startswith("#"):
            self.tags.add(pattern[1:])
        for item in self._words.members(pattern):
            if item not in self.items and not _is_detour(item):
                self.items.add(item)
                for source in self._sources(item):
                    self.add(source)

    def _sources(self, item: str) -> Iterator[str]:
        rules = self._rules
        for craft in _for(item, rules.crafting):
            yield from (ingredient.item for ingredient in craft.ingredients)
            yield from filter(None, [craft.station])
        for smelt in _for(item, rules.smelting):
            yield from (smelt.source, smelt.station)
        for gather in _for(item, rules.gathering):
            yield from filter(None, [gather.tool])
            for structure in rules.structures:
                if structure.leads_to == gather.dimension:
                    yield from (ingredient.item for ingredient in structure.ingredients)
                    yield from structure.tools
        for use in rules.using:
            if self.wants(use) and item in (use.item, use.use, use.on):
                yield from (ingredient.item for ingredient in (*use.consumes, *use.needs))
                yield from filter(None, [use.use, use.tool])
                yield from [use.on] if use.on and use.on_is == "placed" else []
        for raise_ in _for(item, rules.raising):
            yield raise_.food
        for trade in _for(item, rules.trading):
            yield from (ingredient.item for ingredient in trade.price)

    def wants(self, use: UsingRule) -> bool:
        """Returns whether a use leads to what is wanted, or is itself the deed."""
        if use.verb is not None:
            return (use.verb, use.use) in self._deeds
        if use.leaves is not None:
            return (use.leaves, use.on) in self._states
        return use.item in self.items


def _is_detour(item: str) -> bool:
    dyed = item.endswith("_wool") and item != WOOL
    return dyed or any(part in item for part in DETOURS)


def taken_elsewhere() -> set[str]:
    """Returns what recipes of the shipped packs take: a player knows where things come from."""
    known = set(vanilla().crafting)
    packs = (game_rules(load([pack])) for pack in shipped_packs())
    changed = (rule for rules in packs for rule in rules.crafting if rule not in known)
    return {ingredient.item for rule in changed for ingredient in rule.ingredients}


def _for(item: str, rules: Iterable[_Rule]) -> list[_Rule]:
    return [rule for rule in rules if rule.item == item]


def prior() -> Prior:
    """Returns the prior."""
    rules, words = vanilla(), load().vocabulary
    tasks = [task for suite in _SUITES for task in load_suite(suite).tasks]
    closure = Closure(rules, words, deeds_of(tasks))
    for pattern in sorted(wanted_by(tasks) | taken_elsewhere()):
        closure.add(pattern)
    fuel = [f for f in rules.fuel if closure.items & set(words.members(f.item))]
    tags = closure.tags | {f.item[1:] for f in fuel if f.item.startswith("#")}
    return Prior(
        source="Minecraft 1.16.5, from the shipped vanilla data pack; heights as players know them",
        rules=GameRules(
            crafting=_kept(rules.crafting, closure),
            smelting=_kept(rules.smelting, closure),
            gathering=_kept(rules.gathering, closure),
            hunting=_kept(rules.hunting, closure),
            trading=_kept(rules.trading, closure),
            using=tuple(use for use in rules.using if closure.wants(use)),
            structures=rules.structures,
            raising=_kept(rules.raising, closure),
            fuel=tuple(sorted(fuel, key=lambda f: _wood(f.item))),
        ),
        tags=tuple((tag, words.members(f"#{tag}")) for tag in sorted(tags)),
    )


def prior_of_crafter() -> Prior:
    """Returns the prior of Crafter: all of its rules, as they are few.

    What is seen to in passing is left out where it rests on recipes, which a novice may have
    wrong: nothing of that is to be known to it without fault.
    """
    rules = crafter_rules()
    kept = tuple(rule for rule in rules.upkeep if not rule.of_recipes)
    return Prior(
        source="Crafter 1.8.3, from its data file and code",
        rules=rules.model_copy(update={"upkeep": kept}),
        tags=(),
    )


def _kept(rules: tuple[_Rule, ...], closure: Closure) -> tuple[_Rule, ...]:
    """Returns the rules for what is wanted, common woods first, else as they stand."""
    return tuple(sorted((r for r in rules if r.item in closure.items), key=lambda r: _wood(r.item)))


def _wood(item: str) -> int:
    return next((n for n, wood in enumerate(WOODS) if item.startswith(f"{wood}_")), 0)


def as_text(prior: Prior) -> str:
    """Returns the prior as JSON, one rule a line, so that a change can be reviewed."""
    data = prior.model_dump(mode="json", exclude_defaults=True)
    for table in ("deeds", "upkeep"):
        # Their subgoals and conditions are told apart by a field that is a default.
        rows = getattr(prior.rules, table)
        if rows:
            data["rules"][table] = [row.model_dump(mode="json", exclude_none=True) for row in rows]
    for row, rule in zip(data["rules"].get("structures", ()), prior.rules.structures, strict=True):
        if rule.then:
            row["then"] = [step.model_dump(mode="json", exclude_none=True) for step in rule.then]
    rules = ",\n".join(
        f"    {json.dumps(name)}: [\n{_lines(table, 6)}\n    ]"
        for name, table in data["rules"].items()
    )
    return (
        f'{{\n  "source": {json.dumps(data["source"])},\n  "rules": {{\n{rules}\n  }},\n'
        f'  "tags": [\n{_lines(data["tags"], 4)}\n  ]\n}}\n'
    )


def _lines(rows: Iterable[object], indent: int) -> str:
    return ",\n".join(" " * indent + json.dumps(row) for row in rows)


def main(arguments: Sequence[str]) -> int:
    """Writes or checks the file; returns the exit code."""
    stale = 0
    for name, made in (("vanilla", prior()), ("crafter", prior_of_crafter())):
        target, text = FOLDER / f"{name}.json", as_text(made)
        if "--check" not in arguments:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8", newline="\n")
        elif not target.is_file() or target.read_text("utf-8") != text:
            print(f"{target.name} isn't what scripts/make_prior.py writes; run it again.")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
