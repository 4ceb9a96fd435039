"""Condition signatures: what held when a subgoal was begun, as a bitset of fixed atoms.

A bit is *true* where its atom is known to hold and *known* where it can be told at all, so
that an absent facet neither agrees nor disagrees. The atoms are conditions in the one language;
those of the subgoal's own are made from its fields. They are read with words of our own and not
with the world's vocabulary, so that a signature can be re-derived from its document alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from envs import (
    State,
    Subgoal,
    Tally,
    View,
    parse,
)
from memory._atoms import StateAtoms
from memory._subgoal_atoms import OF_THE_SUBGOAL
from memory.own_words import WORDS

VERSION = 1
"""Counts up whenever an atom, here or of a subgoal, is changed, added or removed."""


_OF_THE_STATE = (
    'time("night")',
    "sky()",
    'vital("health", 7)',
    'vital("health", 15)',
    'vital("food", 7)',
    'vital("air", 100)',
    "free_slots(1)",
    "free_slots(4)",
    "free_slots(16)",
    'tool("pickaxe", "wooden")',
    'tool("pickaxe", "stone")',
    'tool("pickaxe", "iron")',
    'tool("pickaxe", "diamond")',
    'tool("axe")',
    'tool("axe", "iron")',
    'tool("shovel")',
    'tool("hoe")',
    'tool("shears")',
    'tool("sword")',
    'tool("sword", "iron")',
    'has("#logs")',
    'has("#logs", 3)',
    'has("#planks")',
    'has("#planks", 4)',
    'has("#wool")',
    'has("#wool", 3)',
    'has("stick")',
    'has("stick", 2)',
    'has("cobblestone")',
    'has("cobblestone", 3)',
    'has("cobblestone", 8)',
    'has("#coals")',
    'has("iron_ore")',
    'has("iron_ingot")',
    'has("iron_ingot", 3)',
    'has("gold_ingot")',
    'has("redstone")',
    'has("diamond")',
    'has("string")',
    'has("#foods")',
    'has("torch")',
    'has("bucket")',
    'has("water_bucket")',
    'has("crafting_table")',
    'has("furnace")',
    'has("chest")',
    'near("crafting_table", 4)',
    'near("furnace", 4)',
    'near("chest", 4)',
    'near("#beds", 16)',
    'near("#logs", 16)',
    'near("stone", 8)',
    'near("coal_ore", 16)',
    'near("iron_ore", 16)',
    'near("water", 8)',
    'near("lava", 8)',
    'near("#hostile", 16)',
    'near("#livestock", 32)',
    'near("villager", 32)',
    "height(-2048, 4)",
    "height(5, 15)",
    "height(16, 31)",
    "height(32, 50)",
    "height(51, 62)",
    "height(63, 80)",
    "height(81, 2048)",
    'dimension("the_nether")',
    'dimension("the_end")',
    'biome("desert")',
    'biome("forest")',
    'biome("jungle")',
    'biome("mountains")',
    'biome("ocean")',
    'biome("plains")',
    'biome("river")',
    'biome("savanna")',
    'biome("swamp")',
    'biome("taiga")',
)


ATOMS = (*_OF_THE_STATE, *(name for name, _ in OF_THE_SUBGOAL))
"""What each bit says, from bit 0: a condition's text, or plain words about the subgoal."""

WIDTH = 128
"""Bits that a signature is stored in."""

STATE_MASK = (1 << len(_OF_THE_STATE)) - 1
"""The bits that a state has without a subgoal."""

SITUATION_ATOMS = (
    'time("night")',
    "sky()",
    'vital("health", 15)',
    "free_slots(1)",
    "its tool is carried",
    "it names a tool",
    "its station is in reach",
    "it names a station",
    "its source is in view",
    "it names heights",
)
"""The few bits by which summaries are grouped, so that there are few groups."""


@dataclass(frozen=True)
class Signature:
    """What held, and what could be told.

    Attributes:
        true: The atoms known to hold, bit i for `ATOMS[i]`.
        known: The atoms that could be told; `true` is a subset.
    """

    true: int
    known: int

    def packed(self) -> bytes:
        """Returns 32 bytes: `true` and `known`, 16 each, little-endian."""
        return self.true.to_bytes(WIDTH // 8, "little") + self.known.to_bytes(WIDTH // 8, "little")

    @classmethod
    def unpacked(cls, data: bytes) -> Signature:
        """Returns the signature that `packed` made `data` of."""
        half = WIDTH // 8
        return cls(int.from_bytes(data[:half], "little"), int.from_bytes(data[half:], "little"))

    def exact(self, kind: str, about: str) -> str:
        """Returns 16 hex digits that two attempts share if kind, object and all bits agree."""
        said = f"{VERSION}|{kind}|{about}|".encode() + self.packed()
        return blake2b(said, digest_size=8).hexdigest()

    @property
    def situation(self) -> int:
        """The true bits of `SITUATION_ATOMS`, bit i for the i-th of them."""
        return sum(1 << i for i, bit in enumerate(_SITUATION_BITS) if self.true >> bit & 1)

    def texts(self) -> tuple[str, ...]:
        """Returns what held, in words."""
        return tuple(name for i, name in enumerate(ATOMS) if self.true >> i & 1)


_SITUATION_BITS = tuple(ATOMS.index(name) for name in SITUATION_ATOMS)


def situation_texts(situation: int) -> tuple[str, ...]:
    """Returns what `Signature.situation` says, in words."""
    return tuple(name for i, name in enumerate(SITUATION_ATOMS) if situation >> i & 1)


@lru_cache(maxsize=1)
def _state_atoms() -> StateAtoms:
    return StateAtoms(tuple(map(parse, _OF_THE_STATE)), WORDS)


@lru_cache
def _told_by(
    kind: type[Subgoal],
) -> tuple[list[tuple[int, Callable[[Subgoal, View], bool | None]]], int]:
    """Returns the atoms that a kind of subgoal tells, and those known of it to be false."""
    told, known = [], 0
    for number, (_, atom) in enumerate(OF_THE_SUBGOAL, start=len(_OF_THE_STATE)):
        if atom.field in kind.model_fields:
            told.append((1 << number, atom.holds))
        elif atom.absent is not None:
            known |= 1 << number
    return told, known


def signature(state: State, subgoal: Subgoal | None) -> Signature:
    """Returns the signature of `state`, and of `subgoal` in it where one is given."""
    view = View(state, Tally(), WORDS)
    true, known = _state_atoms().read(view)
    if subgoal is not None:
        told, told_known = _told_by(type(subgoal))
        known |= told_known
        for bit, holds in told:
            value = holds(subgoal, view)
            true |= bit if value else 0
            known |= 0 if value is None else bit
    return Signature(true, known)


ABOUT = ("item", "entity", "target")
"""The fields that may say what a subgoal is about, the first that is set."""


def about(subgoal: Subgoal) -> str:
    """Returns the one thing that `subgoal` is about: its item, entity or target; "" for none."""
    fields = vars(subgoal)
    for field in ABOUT:
        if name := fields.get(field):
            return str(name)
    return ""
