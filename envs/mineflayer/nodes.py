"""Finding Node, which runs the worker."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from envs.errors import InputError

OLDEST = 20
"""The oldest major version of Node that runs the worker."""

HOW = (
    f"install Node {OLDEST} or newer from nodejs.org, or `pip install 'steve-evolving[mineflayer]'`"
)


def found(program: str) -> Path | None:
    """Returns where `node` or `npm` is: beside this Python, where a package puts it, or on PATH."""
    beside = str(Path(sys.executable).parent)
    # What is on PATH is the user's choice; the package's is for those who have none.
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), beside))
    at = shutil.which(program, path=path)
    return Path(at) if at else None


def trouble() -> str | None:
    """Returns what is wrong with Node here, in a sentence; `None` if nothing."""
    node = found("node")
    if node is None:
        return f"Expected Node {OLDEST} or newer, found none: {HOW}."
    version = _version(node)
    if version is None or int(version.partition(".")[0]) < OLDEST:
        said = version or "one that doesn't run"
        return f"Expected Node {OLDEST} or newer, found {said} at {node}: {HOW}."
    return None


def node() -> Path:
    """Returns where Node is.

    Raises:
        InputError: If there is none.
    """
    at = found("node")
    if at is None:
        raise InputError(f"Expected Node {OLDEST} or newer, found none: {HOW}.")
    return at


def _version(node: Path) -> str | None:
    try:
        done = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.fullmatch(r"v(\d+\.\d+\.\d+)\S*", done.stdout.strip())
    return match.group(1) if match else None
