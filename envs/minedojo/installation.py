"""`MineDojoInstallation`: what MineDojo needs, what of it can be installed, and what can't."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from envs.errors import InputError
from envs.minedojo.building import build, is_built
from envs.minedojo.home import MARK, environment_folder, python_in, python_of

_OPTIONS = ("folder", "python")
_JAVA = (
    "MineDojo's Minecraft needs a JDK 8, {found}: install one (Debian's openjdk-8-jdk, or Eclipse "
    "Temurin 8) and put its java first on the PATH."
)
_JAVA_ANSWERS_S = 20


class MineDojoInstallation:
    """Installs MineDojo's Python environment; the Java and the game are the user's to get."""

    def __init__(self) -> None:
        self._elsewhere: Path | None = None

    def missing(self) -> tuple[str, ...]:
        """Returns what is lacking, a sentence each that says how to get it.

        What was just built in a folder that the user named counts as there.
        """
        there = self._elsewhere is not None and is_built(self._elsewhere)
        return (*(() if there else _environment_missing()), *_java_missing())

    def install(self, say: Callable[[str], None], **options: str) -> None:
        """Builds the environment in the user's data folder.

        Args:
            say: Is told what is being done.
            **options: `python`: a version (3.11, 3.10) or the path of a Python. `folder`: where
                to build it instead; then `-E python=FOLDER/bin/python` runs the world.

        Raises:
            InputError: If an option can't be used, or there is no such Python.
        """
        for name in options:
            if name not in _OPTIONS:
                raise InputError(
                    f"Installing minedojo takes no option {name!r}; it takes {', '.join(_OPTIONS)}."
                )
        folder = Path(options["folder"]) if "folder" in options else environment_folder()
        build(folder, say, options.get("python"))
        if "folder" in options:
            self._elsewhere = folder
            say(f"To run the world there: -E python={python_in(folder)}")
        say(
            "What this can't do: get a JDK 8, and build the simulator. MineDojo's Gradle fetches "
            "Minecraft 1.11.2 and builds its mod when it first starts; that takes minutes and the "
            "network. Where no screen is, run under xvfb-run and set MINEDOJO_HEADLESS=1."
        )


def _environment_missing() -> tuple[str, ...]:
    try:
        python_of()
    except InputError as error:
        return (str(error),)
    folder = environment_folder()
    if (folder / MARK).is_file() and not is_built(folder):
        return (
            "MineDojo's environment was built from other pins: "
            "`steve envs install minedojo` makes it anew.",
        )
    return ()


def _java_missing() -> tuple[str, ...]:
    java = shutil.which("java")
    if java is None:
        return (_JAVA.format(found="found no java"),)
    try:
        said = subprocess.run(
            (java, "-version"), capture_output=True, text=True, check=False, timeout=_JAVA_ANSWERS_S
        )
    except (OSError, subprocess.TimeoutExpired):
        return (_JAVA.format(found="found a java that doesn't answer"),)
    version = re.search(r'version "([^"]+)"', said.stderr + said.stdout)
    if version is None or not version[1].startswith("1.8"):
        return (_JAVA.format(found=f"found java {version[1] if version else 'of no version'}"),)
    return ()
