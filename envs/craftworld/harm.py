"""What harms a body: what creatures and surroundings do, and the hurt that came of it."""

from __future__ import annotations

from typing import NamedTuple

from envs.craftworld.game.effects import Effect


class Hurt(NamedTuple):
    """Says that something hurt, how much, and what."""

    amount_tenths: int
    """Tenths of a health point that it took, at least 1."""
    source: str
    """As `envs.events.Damage` names it."""
    blow_tenths: int = 0
    """What it would have taken from someone without armor; 0 for what wears no armor."""


class Harm(NamedTuple):
    """What a creature does to a player, before armor and all that may hold it off."""

    amount_tenths: int
    """Tenths of a health point; 0 where a blast didn't reach anybody."""
    source: str
    tick: int = 0
    """The world's time at which it does."""
    effect: Effect | None = None
    """The status effect that comes with it."""
    blast: tuple[int, int, int] | None = None
    """The cell from which it tears up blocks."""


class Touch(NamedTuple):
    """What the body is in or on, and what that does each tick, the shield aside."""

    amount_tenths: int
    source: str


class Surroundings(NamedTuple):
    """Where the body is, as far as that bears on its condition."""

    under_water: bool = False
    """Whether the head is."""
    wet: bool = False
    """Whether water or rain puts out what burns."""
    touches: tuple[Touch, ...] = ()
    """What it is in or on that hurts."""
    alight_ticks: int = 0
    """How long it goes on burning once it is out of there."""


DRY = Surroundings()
"""Nothing about the body does anything to it."""
