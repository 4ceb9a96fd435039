"""Vanilla's rules as the world `mineflayer` tells them: to the oracle and the evaluation alone.

A server doesn't tell its rules. What is told here are those of vanilla Minecraft 1.16, as the
world `craftworld` has them from the game's own data, and what changed since where the server's
words show that it is newer. A server that plays by other rules isn't known by them.
"""

from __future__ import annotations

from collections.abc import Iterator

from envs.environment import Solvable
from envs.errors import ContractError
from envs.registry import make
from envs.rules import GameRules, GatheringRule, SmeltingRule
from envs.subgoals import Heights
from envs.vocabulary import Vocabulary

# Since 1.17 these ores drop raw metal (Minecraft Wiki, Java Edition 1.17), and there is copper.
_RAW = {"gold_ore": "raw_gold", "iron_ore": "raw_iron"}
_COPPER = GatheringRule(
    item="raw_copper",
    source="copper_ore",
    tool="stone_pickaxe",
    height=(44, 52),
    expected_blocks=1 / 3.5,
)
_COPPER_INGOT = (
    SmeltingRule(item="copper_ingot", source="raw_copper"),
    SmeltingRule(item="copper_ingot", source="raw_copper", station="blast_furnace", ticks=100),
)

# Since 1.18 the ores are elsewhere: where most of each are that a tunnel meets (Minecraft Wiki,
# Ore, "Distribution" of Java Edition 1.18).
_BANDS_SINCE_1_18: dict[str, Heights] = {
    "coal_ore": (5, 54),
    "copper_ore": (44, 52),
    "diamond_ore": (-59, -54),
    "emerald_ore": (100, 140),
    "gold_ore": (-20, -12),
    "iron_ore": (12, 20),
    "lapis_ore": (-4, 4),
    "redstone_ore": (-59, -54),
}
# A biome and an item that came with them.
_OF_1_17, _OF_1_18 = "raw_iron", "meadow"


def rules_for(words: Vocabulary) -> GameRules:
    """Returns vanilla's rules for a server of these words.

    Trades are left out: a villager's are drawn when it takes up its work.
    """
    vanilla = make("craftworld")
    if not isinstance(vanilla, Solvable):
        raise ContractError("Expected a craftworld that tells its rules, found one that doesn't.")
    rules = vanilla.rules()
    vanilla.close()
    return rules.model_copy(
        update={
            "trading": (),
            "gathering": tuple(_gathering(rules, words)),
            "smelting": tuple(_smelting(rules, words)),
        }
    )


def _gathering(rules: GameRules, words: Vocabulary) -> Iterator[GatheringRule]:
    moved = _BANDS_SINCE_1_18 if _OF_1_18 in words.biomes else {}
    raw = _RAW if _OF_1_17 in words.items else {}
    copper = (_COPPER,) if "raw_copper" in words.items else ()
    for rule in (*rules.gathering, *copper):
        changed = {
            "item": raw.get(rule.source, rule.item),
            "height": moved.get(rule.source, rule.height),
        }
        yield rule.model_copy(update=changed)


def _smelting(rules: GameRules, words: Vocabulary) -> Iterator[SmeltingRule]:
    yield from rules.smelting
    if _OF_1_17 in words.items:
        for rule in rules.smelting:
            ore = "gold_ore" if rule.source == "#gold_ores" else rule.source
            if ore in _RAW and rule.item.endswith("_ingot"):
                yield rule.model_copy(update={"source": _RAW[ore]})
    if "raw_copper" in words.items:
        yield from _COPPER_INGOT
