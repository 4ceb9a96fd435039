"""Where MineDojo's own Python environment is."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from platformdirs import user_data_path

from envs.errors import InputError

MARK = "complete"
"""A file in an environment that says that it is whole."""

_HOW = "`steve envs install minedojo` builds its environment"


def environment_folder() -> Path:
    """Returns the folder of MineDojo's environment in the user's data folder."""
    return user_data_path("steve-evolving", appauthor=False) / "minedojo"


def logs_folder() -> Path:
    """Returns the folder where MineDojo and its Minecraft leave their logs."""
    return user_data_path("steve-evolving", appauthor=False) / "minedojo-logs"


def python_in(folder: Path) -> Path:
    """Returns the Python of a virtual environment."""
    return folder / "bin" / "python"


def python_of(named: str | None = None) -> Path:
    """Returns the Python that MineDojo runs in.

    Args:
        named: The user's own choice; `None` for the installed environment, or else this Python
            where MineDojo is installed beside this project.

    Raises:
        InputError: If there is none.
    """
    if named is not None:
        if not Path(named).is_file():
            raise InputError(f"python: expected the path of a Python, found no file {named!r}.")
        return Path(named)
    folder = environment_folder()
    if (folder / MARK).is_file():
        return python_in(folder)
    if importlib.util.find_spec("minedojo") is not None:
        return Path(sys.executable)
    raise InputError(f"MineDojo isn't installed: {_HOW}.")
