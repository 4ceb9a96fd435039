"""`inherited`: what of our environment a worker is handed, which is only what programs need to run.

A list of what may go, since keys and passwords are called by all sorts of names.
"""

from __future__ import annotations

import os
from fnmatch import fnmatchcase

_WHERE_THINGS_ARE = ("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "XDG_*", "*LD_LIBRARY_PATH")
_LANGUAGE = ("LANG", "LANGUAGE", "LC_*", "TZ", "TERM")
_NETWORK = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "NODE_EXTRA_CA_CERTS",
)
_JAVA = ("JAVA_HOME",)
_WINDOWS = (
    "APPDATA",
    "COMSPEC",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "NUMBER_OF_PROCESSORS",
    "PATHEXT",
    "PROCESSOR_ARCHITECTURE",
    "PROGRAMDATA",
    "PROGRAMFILES*",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "USERPROFILE",
    "WINDIR",
)
_USUAL = (*_WHERE_THINGS_ARE, *_LANGUAGE, *_NETWORK, *_JAVA, *_WINDOWS)


def inherited(*more: str) -> dict[str, str]:
    """Returns what of our environment a worker is handed.

    Args:
        *more: Which variables it needs besides the usual ones, in capitals; `*` stands for any
            text.
    """
    # Proxies are often named in small letters, and on Windows names have no case.
    wanted = (*_USUAL, *more)
    return {
        name: value
        for name, value in os.environ.items()
        if any(fnmatchcase(name.upper(), pattern) for pattern in wanted)
    }
