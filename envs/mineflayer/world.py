"""`Mineflayer`: the world of a Minecraft server, over the bridge."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from platformdirs import user_data_path

from envs.bridge import BridgedWorld, Patience, WorkerFault
from envs.mapping import MapPicture, MapRegion
from envs.mineflayer import installing, nodes
from envs.mineflayer.options import ServerOptions, read_options
from envs.mineflayer.picture import Land, asked_of, nothing_of, picture_of
from envs.mineflayer.seats import Seat
from envs.mineflayer.vanilla import rules_for
from envs.rules import GameRules

ID = "mineflayer-v1"

_JOINING_S = 30
_SIGNING_IN_S = 900
"""How long a person may take to enter the code of a Microsoft account, in seconds."""


class Mineflayer(BridgedWorld):
    """A server that somebody runs; its map is the same whatever the seed, and it never rests."""

    persistent = True
    live = True

    def __init__(self, options: ServerOptions) -> None:
        """Says which server is meant; nobody joins it yet.

        Args:
            options: Which server, as whom, and what the bot may do.
        """
        self._signs_in = options.auth == "microsoft"
        joining_s = _SIGNING_IN_S if self._signs_in else _JOINING_S
        super().__init__(
            ID,
            patience=Patience(open_s=joining_s + 60, tries=5),
            # The code of a Microsoft account has to reach the person who signs in.
            say=_tell if self._signs_in else None,
        )
        self.options = options
        self._joining_s = joining_s
        self._seat: Seat | None = None

    @property
    def scope(self) -> str:
        """The server's address: what is learned there belongs there."""
        return self.options.address

    def command(self) -> Sequence[str]:
        """Returns how the worker is started.

        Raises:
            InputError: If the worker or Node isn't installed.
        """
        return (str(nodes.node()), str(installing.entry()))

    def configuration(self) -> Mapping[str, Any]:
        """Returns what the worker is told; takes the player's name.

        Raises:
            InputError: If the account is in use by another bot.
        """
        options = self.options
        if self._seat is None:
            self._seat = Seat(options.address, options.username, numbered=not self._signs_in)
        return options.model_dump(mode="json") | {
            "username": self._seat.name,
            "profiles_folder": str(user_data_path("steve-evolving") / "accounts"),
            "connect_timeout_s": self._joining_s,
        }

    def rules(self) -> GameRules:
        """Returns vanilla's rules, which the server may play by; see `envs.mineflayer.vanilla`."""
        return rules_for(self.vocabulary)

    def picture(self, region: MapRegion) -> MapPicture:
        """Returns how a region looks from above, as far as the client has its land.

        Of a region of more than 256 columns a side its middle is shown. Of a world that broke
        nothing is known: whoever goes on with the episode is told of the fault.

        Raises:
            ContractError: If `reset` was never called.
            EnvironmentFault: If the world breaks, and an attempt lasts.
        """
        bridge = self._of_episode()
        asked = asked_of(region)
        try:
            land = self._asked_any_time("picture", asdict(asked), Land)
            if len(land.kinds) != asked.width * asked.height:
                found = f"{len(land.kinds)} columns of {asked.width * asked.height}"
                raise bridge.condemned(f"was expected to show a whole region, found {found}")
        except WorkerFault:
            if bridge.is_calling:
                raise
            return nothing_of(region)
        return picture_of(land, region)

    def close(self) -> None:
        """Leaves the server."""
        super().close()
        if self._seat is not None:
            self._seat.leave()
            self._seat = None


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def make(**options: str) -> Mineflayer:
    """Returns the world of a server.

    Args:
        **options: As text: `host`, `port`, `version`, `username`, `auth`, `allow`, `deny`, `area`,
            `home`, `recipe_book`; see `ServerOptions`.

    Raises:
        InputError: If an option isn't one of these, or has another value.
    """
    return Mineflayer(read_options(options))
