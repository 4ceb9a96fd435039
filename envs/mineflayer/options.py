"""The options of a server, out of texts, each wrong one told in a sentence."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError, field_validator, model_validator

from envs._frozen import Coordinate, Frozen
from envs.errors import InputError, UnknownNameError

USUAL = ("commands", "dig", "place")
"""What a bot may do without a word, and can be denied."""

BESIDES = ("attack_players",)
"""What it may do only if that is allowed."""

_SWITCH = {"on": True, "off": False}
_LISTS = ("allow", "deny")
_NUMBERS = {"area": 4, "home": 3}

Permission = Literal["attack_players", "commands", "dig", "place"]


class ServerOptions(Frozen):
    """Which server, as whom, and what the bot may do there."""

    host: Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^\S+$")] = (
        "localhost"
    )
    """The server's name or address."""
    port: Annotated[int, Field(ge=1, le=65_535)] = 25_565
    version: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+){1,3}$")] | None = None
    """The game's version, such as `1.20.4`; `None` to ask the server."""
    username: Annotated[str, StringConstraints(min_length=1, max_length=255)] = "Steve"
    """The player's name; for a Microsoft account, the address that one signs in with."""
    auth: Literal["offline", "microsoft"] = "offline"
    """The kind of account."""
    allow: tuple[Permission, ...] = ()
    """What the bot may do besides the usual."""
    deny: tuple[Permission, ...] = ()
    """What of all that it may not do."""
    area: tuple[Coordinate, Coordinate, Coordinate, Coordinate] | None = None
    """x and z of two corners; the bot stays between them."""
    home: tuple[Coordinate, int, Coordinate] | None = None
    """Where episodes start, with operator rights; `None` for where the bot first joined."""
    recipe_book: bool = True
    """Whether a refused window says what is lacking, as a client's recipe book shows."""

    @field_validator("username")
    @classmethod
    def _a_player(cls, username: str) -> str:
        if "@" not in username and not re.fullmatch(r"[A-Za-z0-9_]{1,16}", username):
            raise ValueError("expected 1 to 16 letters, digits and underscores")
        return username

    @model_validator(mode="after")
    def _one_account(self) -> ServerOptions:
        if self.auth == "offline" and "@" in self.username:
            raise ValueError("expected a player's name, or auth=microsoft with an address")
        return self

    @property
    def address(self) -> str:
        """The server, as it is written."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def read_options(given: dict[str, str]) -> ServerOptions:
    """Returns the options that texts say.

    Raises:
        InputError: If one isn't known or has another value; the sentence names it.
    """
    if password := sorted(key for key in given if "password" in key.lower()):
        raise InputError(
            f"Expected no {password[0]} on the command line: offline accounts have none, and with "
            "auth=microsoft one signs in with a code."
        )
    known = sorted(ServerOptions.model_fields)
    for key in given:
        if key not in known:
            raise UnknownNameError("option of mineflayer:", key, known, _listing(known))
    try:
        return ServerOptions.model_validate({key: _read(key, text) for key, text in given.items()})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = str(first["loc"][0]) if first["loc"] else "username"
        found = given.get(key, "")
        raise InputError(f"Option {key}: {_expected(key, first)}, found {found!r}.") from error


def _listing(known: list[str]) -> str:
    return f"There are {', '.join(known)}."


def _read(key: str, text: str) -> Any:
    """Returns what a text says, or the text itself where it says nothing of the kind."""
    if key in _LISTS:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if key in _NUMBERS:
        parts = [part.strip() for part in text.split(",")]
        right = len(parts) == _NUMBERS[key] and all(re.fullmatch(r"-?\d+", p) for p in parts)
        return tuple(int(part) for part in parts) if right else text
    if key == "recipe_book":
        return _SWITCH.get(text)
    return text


def _expected(key: str, first: Any) -> str:
    sentences = {
        "allow": f"expected {', '.join(BESIDES)} ({', '.join(USUAL)} are allowed as it is)",
        "area": "expected x and z of two corners, such as -100,-100,100,100",
        "auth": "expected offline or microsoft",
        "deny": f"expected some of {', '.join(USUAL)}, separated by commas",
        "home": "expected x, y and z, such as 0,64,0",
        "host": "expected a server's name or address",
        "port": "expected a number from 1 to 65535",
        "recipe_book": "expected on or off",
        "version": "expected a version of the game, such as 1.20.4",
    }
    return sentences.get(key, str(first["msg"]).removeprefix("Value error, "))
