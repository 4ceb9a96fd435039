"""`Meadow`: a craftworld on flat land, the public fake for whoever acts in one.

    meadow = Meadow()
    meadow.give("oak_planks", 4)
    meadow.put((2, 64, 0), "furnace")
    attempt = meadow.attempt(parse_subgoal('craft(item="crafting_table")'), 100)

The agent begins at `FEET` on grass; three blocks of dirt are below it, then stone, then nothing
but bedrock at y 0. Nobody lives there but whom `Meadow.bring` brings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple

from envs.craftworld.beings.flock import Creature
from envs.craftworld.environment import Craftworld
from envs.craftworld.episode import Episode
from envs.craftworld.footing import Cell
from envs.craftworld.game.datapack import load
from envs.craftworld.game.rules import Rules
from envs.craftworld.land.flatworld import FlatWorld
from envs.craftworld.land.scenery import block_table, overworld_veins
from envs.craftworld.land.villages import Village
from envs.craftworld.land.worldgen import Overworld

GROUND = 63
"""Height of the grass."""

FEET: Cell = (0, GROUND + 1, 0)
"""Where the agent begins."""

_FIRST_ID = 1 << 60


class FlatOverworld(Overworld):
    """Is flat, has no trees and no villages but those it is told of."""

    def __init__(self, rules: Rules, villages: Sequence[Village] = ()) -> None:
        table = block_table(rules)
        super().__init__(0, table, overworld_veins(rules))
        self._flat = FlatWorld(table, ground=GROUND, biome="the_void")
        self._sites = tuple(villages)
        self.chunk = self._flat.chunk  # type: ignore[method-assign]

    def biome(self, x: int, z: int) -> str:
        """Returns a biome in which nothing lives."""
        return self._flat.biome(x, z)

    def ground(self, x: int, z: int) -> int:
        """Returns `GROUND`."""
        del x, z
        return GROUND

    def villages_near(self, x: int, z: int, radius: int = 400) -> tuple[Village, ...]:
        """Returns the villages that it was told of, if they are within `radius` blocks."""
        return tuple(v for v in self._sites if (v.x - x) ** 2 + (v.z - z) ** 2 <= radius**2)

    def spawn(self, biome: str | None = None) -> Cell:
        """Returns `FEET`."""
        del biome
        return FEET


class Meadow(Craftworld):
    """Is a craftworld in the middle of an episode on flat land.

    Args:
        recipe_book: As `Craftworld` has it.
        villages: Where villages are; only their people, no houses.
        rules: The rules in force; vanilla's if `None`.

    Attributes:
        episode: The episode, to be looked at and changed by a test.
    """

    def __init__(
        self,
        *,
        recipe_book: bool = True,
        villages: Sequence[Village] = (),
        rules: Rules | None = None,
    ) -> None:
        rules = rules or load()
        super().__init__(rules, recipe_book=recipe_book)
        overworld = FlatOverworld(rules, villages)
        self.episode = self._episode = Episode(rules, overworld, 0, recipe_book=recipe_book)
        self._brought = 0

    def give(self, item: str, count: int = 1, uses: int | None = None) -> None:
        """Puts items into the agent's bag."""
        self.episode.bag.add(item, count, uses)
        self._seen = None

    def put(self, cell: Cell, block: str) -> None:
        """Sets a block."""
        self.episode.set_block(cell, block)
        self._seen = None

    def name(self, cell: Cell) -> str:
        """Returns the name of the block of a cell."""
        return self.episode.terrain.name(*cell)

    def stand(self, cell: Cell) -> None:
        """Puts the agent somewhere."""
        self.episode.stand(cell)
        self._seen = None

    def bring(self, kind: str, cell: Cell) -> Creature:
        """Brings a creature to life and returns it as it was then."""
        self._brought += 1
        mob, creatures = self.episode.rules.mobs[kind], self.episode.creatures
        creature = Creature(_FIRST_ID + self._brought, kind, *cell, 10 * mob.health)
        before = creatures.snapshot()
        hostile = (creature.id,) if mob.temper == "hostile" else ()
        creatures.restore(
            before._replace(rows=(*before.rows, astuple(creature)), foes=(*before.foes, *hostile))
        )
        self._seen = None
        return creature

    @property
    def cause(self) -> tuple[str, str] | None:
        """Why the last attempt failed, as (cause, detail); `None` if it came to its end."""
        ledger = self.episode.ledger
        if not ledger.entries or ledger.entries[-1].attempt != ledger.attempts - 1:
            return None
        return ledger.entries[-1].cause, ledger.entries[-1].detail
