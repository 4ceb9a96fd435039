"""What any player knows to be words: names, tags, kinds and tiers of tools, stack sizes.

It holds no recipe, no drop and no place, so everyone above `envs` may read it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

TIERS = ("wooden", "golden", "stone", "iron", "diamond", "netherite")
"""Vanilla's tool tiers from weakest to strongest (Minecraft Wiki, Tiers).

Gold mines what wood mines; it stands above wood since it is faster. The order is the
players' common word for it, whatever a data pack makes of the tiers.
"""

_MATERIALS = {"gold": "golden", "wood": "wooden"}

TOOL_KINDS = ("axe", "hoe", "pickaxe", "shears", "shovel", "sword")
"""The kinds of tool that a subgoal or a condition can name."""


@dataclass(frozen=True)
class Vocabulary:
    """The words of one world.

    Attributes:
        items: Names of items.
        blocks: Names of blocks.
        entities: Names of kinds of entity.
        biomes: Names of biomes.
        tags: The members of each tag; the tag's name without `#`, members sorted.
        stack_sizes: How many of an item fit one slot; absent means 64.
    """

    items: frozenset[str]
    blocks: frozenset[str]
    entities: frozenset[str]
    biomes: frozenset[str]
    tags: Mapping[str, tuple[str, ...]]
    stack_sizes: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def _members(self) -> dict[str, frozenset[str]]:
        return {tag: frozenset(members) for tag, members in self.tags.items()}

    @cached_property
    def _tags_of(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for tag in sorted(self.tags):
            for member in self.tags[tag]:
                found.setdefault(member, []).append(tag)
        return {member: tuple(tags) for member, tags in found.items()}

    def matches(self, pattern: str, name: str) -> bool:
        """Returns whether `name` is what `pattern` names: itself, or a member of the `#tag`."""
        return name in self.named(pattern)

    def named(self, pattern: str) -> Collection[str]:
        """Returns the names that `pattern` stands for, to look names up in; none for no tag."""
        return self._members.get(pattern[1:], ()) if pattern.startswith("#") else (pattern,)

    def members(self, pattern: str) -> tuple[str, ...]:
        """Returns the names that `pattern` stands for, sorted; itself if it is no tag."""
        return tuple(self.tags.get(pattern[1:], ())) if pattern.startswith("#") else (pattern,)

    def tags_of(self, name: str) -> tuple[str, ...]:
        """Returns the tags (without `#`) that `name` belongs to, sorted."""
        return self._tags_of.get(name, ())

    def covers(self, wide: str, narrow: str) -> bool:
        """Returns whether everything that `narrow` names is also named by `wide`."""
        members = self.members(narrow)
        return bool(members) and all(self.matches(wide, member) for member in members)

    def smallest_tag(self, names: Iterable[str]) -> str | None:
        """Returns the `#tag` with fewest members that covers all of `names`, or `None`."""
        wanted = frozenset(names)
        fitting = [(len(m), t) for t, m in self._members.items() if wanted and wanted <= m]
        return f"#{min(fitting)[1]}" if fitting else None

    def knows(self, pattern: str) -> bool:
        """Returns whether `pattern` is a word here at all: an item, block, entity or tag."""
        if pattern.startswith("#"):
            return pattern[1:] in self.tags
        return pattern in self.items or pattern in self.blocks or pattern in self.entities

    def stack_size(self, item: str) -> int:
        """Returns how many of `item` fit one inventory slot."""
        return self.stack_sizes.get(item, 64)


def tool_of(item: str) -> tuple[str, str] | None:
    """Returns (kind, tier) of a tool's name as Minecraft builds it, or `None` if it is no tool.

    `tool_of("stone_pickaxe") == ("pickaxe", "stone")`; shears have the tier `"iron"`, of
    which they are made. Worlds that name a tool after its material mean the same tier:
    `tool_of("wood_pickaxe") == ("pickaxe", "wooden")`.
    """
    if item == "shears":
        return ("shears", "iron")
    tier, _, kind = item.partition("_")
    tier = _MATERIALS.get(tier, tier)
    return (kind, tier) if tier in TIERS and kind in TOOL_KINDS else None


def tier_rank(tier: str) -> int:
    """Returns the place of `tier` in `TIERS`, 0 for the weakest.

    Raises:
        ValueError: If `tier` is none of `TIERS`.
    """
    return TIERS.index(tier)
