"""Builds MineDojo's own Python environment: `python -m envs.minedojo.building FOLDER [PYTHON]`.

MineDojo stands on gym 0.21 and numpy 1, which no current Python, pip or setuptools takes; so it
gets a Python 3.10 or 3.11 of its own, an old pip, and pins with hashes from `requirements`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from envs.errors import InputError
from envs.minedojo.home import MARK, python_in

VERSIONS = ("3.11", "3.10")
"""The Pythons that MineDojo runs on, best first."""

_REQUIREMENTS = Path(__file__).resolve().parent / "requirements"
_PINS = ("tools.txt", "minedojo.txt")

Say = Callable[[str], None]


def build(folder: Path, say: Say, python: str | None = None) -> None:
    """Makes the environment, unless it is there with the same pins.

    Args:
        folder: Where; what is there is made new.
        say: Is told what is being done.
        python: A version or the path of a Python; `None` for the best that is found.

    Raises:
        InputError: If there is no such Python, or something can't be installed.
    """
    if is_built(folder) and python is None:
        say(f"MineDojo's environment is there already: {folder}.")
        return
    found = find_python(python)
    say(f"Making MineDojo's environment in {folder} with {found}; it takes a minute or two.")
    _run((found, "-m", "venv", "--clear", str(folder)))
    inside = str(python_in(folder))
    pip = (inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    tools, all_else = (str(_REQUIREMENTS / name) for name in _PINS)
    _run((*pip, "--require-hashes", "-r", tools))
    _run((*pip, "--require-hashes", "--no-build-isolation", "-r", all_else))
    (folder / MARK).write_text(pins(), encoding="utf-8")
    say(f"MineDojo's Python environment is installed: {folder}.")


def is_built(folder: Path) -> bool:
    """Returns whether the environment is there, whole and with today's pins."""
    mark = folder / MARK
    return mark.is_file() and mark.read_text(encoding="utf-8") == pins()


def find_python(wanted: str | None = None) -> str:
    """Returns the path of a Python that MineDojo runs on.

    Args:
        wanted: A version such as `3.11`, or a path; `None` for any.

    Raises:
        InputError: If none is found.
    """
    if wanted is not None and wanted not in VERSIONS:
        if _version(wanted) not in VERSIONS:
            raise InputError(
                f"python: expected {' or '.join(VERSIONS)}, or the path of one; found {wanted!r}."
            )
        return wanted
    for version in VERSIONS if wanted is None else (wanted,):
        for candidate in _candidates(version):
            if _version(candidate) == version:
                return candidate
    raise InputError(
        f"MineDojo needs Python {wanted or ' or '.join(VERSIONS)}, found none: "
        "install one, or name it with --python PATH."
    )


def _candidates(version: str) -> Iterator[str]:
    if found := shutil.which(f"python{version}"):
        yield found
    for kept in sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"), reverse=True):
        yield str(kept)
    yield sys.executable


def _version(python: str) -> str | None:
    code = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    try:
        said = subprocess.run((python, "-c", code), capture_output=True, text=True, check=False)
    except OSError:
        return None
    return said.stdout.strip() if said.returncode == 0 else None


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        words = (done.stderr or done.stdout).strip().splitlines() or ["nothing said"]
        errors = [line for line in words if line.startswith("ERROR")] or words
        raise InputError(f"Expected to run {' '.join(command[:5])} ..., found: {errors[-1]}")


def pins() -> str:
    """Returns a digest of all pins."""
    return sha256(b"".join((_REQUIREMENTS / name).read_bytes() for name in _PINS)).hexdigest()


def main(arguments: Sequence[str]) -> int:
    """Builds the environment for tests; returns 0, or 2 if that can't be done.

    Where there is no Python for it, the tests that need it are left out, and say so.
    """
    folder, *python = arguments
    try:
        find_python(*python)
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 0
    try:
        build(Path(folder), lambda line: print(line, flush=True), *python)  # noqa: T201
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
