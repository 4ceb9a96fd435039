"""`Craftworld`: the environment, as agents meet it; `make` is its entry point."""

from __future__ import annotations

from contextlib import suppress

from envs._turns import TurnTaking
from envs.craftworld._ledger import Ledger
from envs.craftworld.body import AttemptOver, Body
from envs.craftworld.episode import Episode, EpisodeSnapshot
from envs.craftworld.executors import execute
from envs.craftworld.game.datapack import read_packs, rules_of
from envs.craftworld.game.rules import Rules
from envs.craftworld.land.scenery import overworld_of
from envs.craftworld.noise import scatter, stream
from envs.craftworld.observe import observed
from envs.craftworld.picture import picture_of
from envs.craftworld.solvable import game_rules
from envs.datapacks import DataPack
from envs.environment import Monitor
from envs.errors import ContractError, InputError
from envs.events import Event
from envs.mapping import MapPicture, MapRegion
from envs.rules import GameRules
from envs.state import State
from envs.subgoals import Subgoal
from envs.task import Task
from envs.vocabulary import Vocabulary

_SWITCH = {"on": True, "off": False}

_FALTERS_TICKS = (1, 100)
"""How long an attempt that fails for no reason takes, least and most: up to 5 seconds."""


class Craftworld(TurnTaking[Episode]):
    """Is a deterministic survival world on Minecraft 1.16's own data; see the package.

    Nothing happens between two attempts: time stands still while an agent thinks, so that
    preludes are empty.
    """

    deterministic = True
    id = "craftworld-v4"

    def __init__(
        self,
        rules: Rules,
        *,
        recipe_book: bool = True,
        noise: float = 0.0,
        datapacks: tuple[DataPack, ...] = (),
    ) -> None:
        """Prepares a world without an episode.

        Args:
            rules: The rules in force, from `datapack.load`.
            recipe_book: Whether a refused window says what is lacking.
            noise: The share of attempts that fail for no reason, in [0, 1).
            datapacks: The packs that the rules come from, besides vanilla's.
        """
        super().__init__()
        self._rules = rules
        self._recipe_book = recipe_book
        self._noise = noise
        self._datapacks = datapacks
        self._no_ledger = Ledger()

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of this world."""
        return self._rules.vocabulary

    @property
    def datapacks(self) -> tuple[DataPack, ...]:
        """The packs that are laid over vanilla, in order."""
        return self._datapacks

    @property
    def _ledger(self) -> Ledger:
        return self._episode.ledger if self._episode else self._no_ledger

    def reset(self, task: Task, seed: int) -> State:
        """Starts an episode and returns its first state.

        Raises:
            UnknownNameError: If no episode can start in the task's biome.
        """
        started = Episode(
            self._rules,
            overworld_of(self._rules, seed),
            seed,
            biome=task.biome,
            recipe_book=self._recipe_book,
        )
        self.close()
        self._episode = started
        return self.observe()

    def close(self) -> None:
        """Forgets the episode."""
        if self._episode is not None:
            self._episode.close()
        super().close()

    def snapshot(self) -> EpisodeSnapshot:
        """Returns all there is to know of the episode.

        Raises:
            ContractError: If `reset` was never called.
        """
        return self._running().snapshot()

    def restore(self, snapshot: object) -> None:
        """Puts the episode back to where `snapshot` was taken.

        Raises:
            ContractError: If it isn't a snapshot of a craftworld, or of another seed's.
        """
        if not isinstance(snapshot, EpisodeSnapshot):
            raise ContractError(
                f"Expected a snapshot of a craftworld, found {type(snapshot).__name__}."
            )
        self._running().restore(snapshot)
        self._seen = None

    def picture(self, region: MapRegion) -> MapPicture:
        """Returns how a region looks from above; for people, and not for the agent.

        Raises:
            ContractError: If `reset` was never called.
        """
        return picture_of(self._running(), region)

    def rules(self) -> GameRules:
        """Returns the rules in force, as the data packs say them."""
        return game_rules(self._rules)

    def _look(self, episode: Episode) -> State:
        return observed(episode)

    def _carry_out(
        self, episode: Episode, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None
    ) -> list[Event]:
        episode.ledger.open()
        body = Body(episode, budget_ticks, monitor)
        with suppress(AttemptOver):  # the trace says why
            if not self._falters(body):
                execute(body, subgoal)
        return body.events

    def _falters(self, body: Body) -> bool:
        """Lets the attempt come to nothing, with nothing to be seen of why, if it is its turn.

        By the seed and the tick alone, so that a restored episode goes on as it did.
        """
        if not self._noise:
            return False
        draw, wait = scatter(stream(body.episode.seed, "faltering"), body.tick, 0, (0, 1)).tolist()
        if draw >= self._noise * 2**64:
            return False
        least, most = _FALTERS_TICKS
        body.give_up("unknown", "noise")
        body.spend(least + wait % (most - least + 1))
        return True


def make(**options: str) -> Craftworld:
    """Returns a new craftworld.

    Args:
        **options: As text: `recipe_book`, `on` (the default) or `off`, is whether a window
            that refuses shows what is lacking; `noise`, from 0 (the default) to below 1, is the
            share of attempts that fail for no reason; `datapack` names data packs to lay over
            vanilla, by path or by the name of a shipped one, separated by commas, later ones
            winning.

    Raises:
        InputError: If an option isn't one of these, or has another value.
        DataPackError: If a data pack can't be used.
    """
    known = {"datapack", "noise", "recipe_book"}
    if unknown := sorted(options.keys() - known):
        raise InputError(
            f"Unknown option {unknown[0]!r} of craftworld: expected {' or '.join(sorted(known))}."
        )
    book = options.get("recipe_book", "on")
    if book not in _SWITCH:
        raise InputError(f"Expected recipe_book=on or recipe_book=off, found {book!r}.")
    noise = _share(options.get("noise", "0"))
    packs = read_packs([name for name in options.get("datapack", "").split(",") if name])
    return Craftworld(
        rules_of(packs),
        recipe_book=_SWITCH[book],
        noise=noise,
        datapacks=tuple(DataPack(name=pack.name, digest=pack.digest) for pack in packs),
    )


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share < 1:
        raise InputError(f"Expected noise from 0 to below 1, such as noise=0.05, found {text!r}.")
    return share
