"""What a condition says of a situation, as a condition signature.

An atom of the signature holds where the condition implies it: who carries 5 iron ingots carries
3, and who is at height 11 is at none but 5 to 15. It is known not to hold where the condition
implies its opposite. Of `or` only what all its parts imply is known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from envs import (
    And,
    AtTime,
    Condition,
    FreeSlots,
    Has,
    HasTool,
    Height,
    InBiome,
    InDimension,
    Near,
    Not,
    Or,
    Vital,
    parse,
    tier_rank,
    tool_of,
)
from memory.own_words import WORDS
from memory.signature import ATOMS, STATE_MASK, Signature


def supposed(condition: Condition) -> Signature:
    """Returns which atoms of a state's signature a condition says to hold, and which not."""
    true, false = _bits(condition)
    return Signature(true, true | false)


def _bits(condition: Condition) -> tuple[int, int]:
    """Returns the bits of the atoms that hold, and of those that don't."""
    match condition:
        case And(of=parts):
            return _in_any(parts)
        case Or(of=parts):
            return _in_all(parts)
        case Not(of=Not(of=part)):
            return _bits(part)
        case Not(of=And(of=parts)):
            return _in_all(tuple(Not(of=part) for part in parts))
        case Not(of=Or(of=parts)):
            return _in_any(tuple(Not(of=part) for part in parts))
        case Not(of=AtTime(phase=phase)):
            return _bits(AtTime(phase="night" if phase == "day" else "day"))
        case Not(of=denied):
            # Who hasn't one log hasn't three: what implies it doesn't hold either.
            return 0, _where(lambda atom: _implies(atom, denied))
    return (
        _where(lambda atom: _implies(condition, atom)),
        _where(lambda atom: _excludes(condition, atom)),
    )


def _in_any(parts: Sequence[Condition]) -> tuple[int, int]:
    true = false = 0
    for part in parts:
        more_true, more_false = _bits(part)
        true, false = true | more_true, false | more_false
    return true, false


def _in_all(parts: Sequence[Condition]) -> tuple[int, int]:
    true = false = STATE_MASK
    for part in parts:
        own_true, own_false = _bits(part)
        true, false = true & own_true, false & own_false
    return true, false


def _where(holds: Callable[[Condition], bool]) -> int:
    return sum(1 << bit for bit, atom in enumerate(_state_atoms()) if holds(atom))


@lru_cache(maxsize=1)
def _state_atoms() -> tuple[Condition, ...]:
    return tuple(parse(text) for text in ATOMS[: STATE_MASK.bit_length()])


def _implies(one: Condition, other: Condition) -> bool:
    match one, other:
        case Has(), Has():
            return WORDS.covers(other.item, one.item) and one.count >= other.count
        case Has(), HasTool():
            tools = [tool_of(name) for name in WORDS.members(one.item)]
            return bool(tools) and all(
                t is not None and t[0] == other.tool and _at_least(t[1], other.tier) for t in tools
            )
        case HasTool(), HasTool():
            return one.tool == other.tool and _at_least(one.tier, other.tier)
        case Near(), Near():
            return WORDS.covers(other.name, one.name) and one.distance <= other.distance
        case Height(), Height():
            return other.low <= one.low and one.high <= other.high
        case FreeSlots(), FreeSlots():
            return one.count >= other.count
        case Vital(), Vital():
            return one.name == other.name and one.least >= other.least
    return one == other


def _excludes(one: Condition, other: Condition) -> bool:
    match one, other:
        case Height(), Height():
            return one.high < other.low or other.high < one.low
        case InBiome(), InBiome():
            return one.name != other.name
        case InDimension(), InDimension():
            return one.name != other.name
        case AtTime(), AtTime():
            return one.phase != other.phase
    return False


def _at_least(tier: str, least: str) -> bool:
    return tier_rank(tier) >= tier_rank(least)
