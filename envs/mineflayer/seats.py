"""`Seat`: a player's name on a server that no other bot of this machine has.

A server has room for one player of a name; a second bot of that name throws the first one out. So
each bot holds a lock file as long as it plays, and a bot that finds a name taken is the second of
that name, with a number behind it. A process that dies lets go of its lock.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path
from typing import IO

from platformdirs import user_cache_path

from envs.errors import InputError

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


_MOST = 256
_LONGEST_NAME = 16


class Seat:
    """A name that is held.

    Attributes:
        name: The player's name.
    """

    def __init__(self, address: str, name: str, *, numbered: bool) -> None:
        """Takes the first name that is free.

        Args:
            address: The server.
            name: The name that is wanted.
            numbered: Whether numbers may be put behind it.

        Raises:
            InputError: If it is taken and there is no other.
        """
        for number in range(1, _MOST + 1 if numbered else 2):
            tail = f"_{number}" if number > 1 else ""
            self.name = name[: _LONGEST_NAME - len(tail)] + tail if tail else name
            held = _held(_file(address, self.name))
            if held is not None:
                self._held: IO[bytes] | None = held
                return
        raise InputError(
            f"Expected {name} to be free on {address}, found another bot of this machine in it."
        )

    def leave(self) -> None:
        """Lets go of the name; more than once does no harm."""
        if self._held is not None:
            self._held.close()
            self._held = None


def _file(address: str, name: str) -> Path:
    key = sha256(f"{address} {name.lower()}".encode()).hexdigest()[:16]
    return user_cache_path("steve-evolving") / "seats" / key


def _held(path: Path) -> IO[bytes] | None:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("ab")
    try:
        _lock(file)
    except OSError:
        file.close()
        return None
    return file
