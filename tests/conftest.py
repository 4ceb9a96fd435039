"""What holds for every test: no keys, no settings of the user's, no network but the loopback."""

import os
import sys

from hypothesis import settings

_USERS_OWN_PREFIXES = ("OPENAI_", "STEVE_")
_USERS_OWN_SUFFIXES = ("_API_KEY",)

# A slow machine is no failure, and the same commit gives the same examples.
settings.register_profile("steve", deadline=None, derandomize=True)
settings.load_profile("steve")


def _clean_environment() -> None:
    for name in list(os.environ):
        if name.startswith(_USERS_OWN_PREFIXES) or name.endswith(_USERS_OWN_SUFFIXES):
            del os.environ[name]
    # A proxy of the machine's must not stand between a test and its server on the loopback.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "localhost,127.0.0.1,::1"


class NetworkRefused(RuntimeError):
    """A test reached for an address outside this machine.

    No `OSError`, so that code under test that retries on those doesn't hide it.
    """


def _is_loopback(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is None:
        return True
    return isinstance(host, str) and (host in {"", "localhost", "::1"} or host.startswith("127."))


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
        # Unix sockets have a path for an address, and a connected socket sends to none.
        host = address[0] if isinstance(address, tuple) else None
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
    else:
        return
    if not _is_loopback(host):
        raise NetworkRefused(f"Tests reach the loopback only, but {event} was asked for {host!r}.")


# At import, since test modules are imported before any fixture runs. An audit hook sees every
# socket of the process, whichever library opens it.
_clean_environment()
sys.addaudithook(_refuse_network)
