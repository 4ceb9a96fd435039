"""`Episode`: all there is to know of one episode of Crafter."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from envs._true_causes import Ledger
from envs.crafter.game import Game
from envs.crafter.sight import Sight

STEP_TICKS = 6
"""Ticks that one step counts for: who walks covers a block in about so many, as in Minecraft
(4.3 blocks a second), so that bounds on time mean the same in both worlds."""


@dataclass(frozen=True)
class Snapshot:
    """Is an episode as it stood."""

    episode: Episode


class Episode:
    """One episode.

    Attributes:
        game: The game itself.
        sight: What the player sees and remembers.
        ledger: Why attempts failed.
        recipe_book: Whether a refusal says what is lacking.
        died_of: What the player died of; `None` while it lives.
    """

    def __init__(self, seed: int, *, dark: bool, recipe_book: bool) -> None:
        self.game = Game(seed)
        self.sight = Sight(dark=dark)
        self.ledger = Ledger()
        self.recipe_book = recipe_book
        self.died_of: str | None = None
        self.sight.look(self.game)

    @property
    def tick(self) -> int:
        """Ticks since the episode began."""
        return self.game.steps * STEP_TICKS

    def snapshot(self) -> Snapshot:
        """Returns all there is, independent of what follows."""
        return Snapshot(copy.deepcopy(self))

    @staticmethod
    def restored(snapshot: Snapshot) -> Episode:
        """Returns the episode as it stood; the snapshot can be used again."""
        return copy.deepcopy(snapshot.episode)
