"""Checks that a subgoal's words make sense in this world, before anything is done."""

from __future__ import annotations

from envs.craftworld.body import Body
from envs.events import Invalid, Refused
from envs.vocabulary import tool_of


def refuse_as_invalid(body: Body, field: str, value: str) -> None:
    """Says that a field of the subgoal makes no sense."""
    body.emit(Invalid(tick=body.tick, field=field, value=value))
    body.give_up("invalid_subgoal", f"{field} {value}")


def known_item(body: Body, field: str, pattern: str) -> bool:
    """Returns whether `pattern` names an item, or a tag with items in it; says so if not."""
    vocabulary = body.episode.rules.vocabulary
    if any(member in vocabulary.items for member in vocabulary.members(pattern)):
        return True
    refuse_as_invalid(body, field, pattern)
    return False


def known_block(body: Body, field: str, pattern: str) -> bool:
    """Returns whether `pattern` names a block, or a tag with blocks in it; says so if not."""
    vocabulary = body.episode.rules.vocabulary
    if any(member in vocabulary.blocks for member in vocabulary.members(pattern)):
        return True
    refuse_as_invalid(body, field, pattern)
    return False


def known_entity(body: Body, field: str, name: str) -> bool:
    """Returns whether `name` names an entity; says so if not."""
    if name in body.episode.rules.vocabulary.entities:
        return True
    refuse_as_invalid(body, field, name)
    return False


def carried(body: Body, pattern: str) -> int:
    """Returns how many items that `pattern` names lie in the slots."""
    named = body.episode.rules.vocabulary.named(pattern)
    counts = body.episode.bag.slot_counts()
    return sum([n for item, n in counts.items() if item in named])


def carried_names(body: Body, pattern: str) -> tuple[str, ...]:
    """Returns the items in the slots that `pattern` names, in slot order."""
    vocabulary = body.episode.rules.vocabulary
    counts = body.episode.bag.slot_counts()
    return tuple(item for item in counts if vocabulary.matches(pattern, item))


def has_carried(body: Body, pattern: str) -> bool:
    """Returns whether what `pattern` names lies in the slots; says so if not."""
    if carried(body, pattern):
        return True
    body.emit(Refused(tick=body.tick, need="item", name=pattern))
    body.give_up("missing_material" if tool_of(pattern) is None else "missing_tool", pattern)
    return False
