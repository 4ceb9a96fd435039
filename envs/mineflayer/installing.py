"""Installing the worker: a copy of its project in the user's data folder, with its packages.

Each version of the project has a folder of its own, named by what its files say, so that two
versions of this package don't disturb each other. A project that has its packages beside it, as in
a checkout where `npm ci` was run, is used as it stands.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from platformdirs import user_data_path

from envs.bridge import inherited
from envs.errors import InputError
from envs.mineflayer import nodes
from envs.text import safe_text

PROJECT = Path(__file__).with_name("worker")
"""The worker's project, as it is shipped."""

HOW = "`steve envs install mineflayer` installs it"

_PACKAGES = "node_modules"
# npm writes it last.
_COMPLETE = ".package-lock.json"
_LONGEST_S = 1_200.0
_QUIETLY = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def entry() -> Path:
    """Returns the script that Node runs.

    Raises:
        InputError: If the worker isn't installed.
    """
    for folder in (PROJECT, _installed_at()):
        if _is_complete(folder):
            return folder / "index.js"
    raise InputError(f"Expected the worker of mineflayer, found none of this version: {HOW}.")


class WorkerInstallation:
    """The worker's packages, and Node."""

    def missing(self) -> tuple[str, ...]:
        """Returns what is missing, a sentence each that says how to get it."""
        worker = None
        if not any(map(_is_complete, (PROJECT, _installed_at()))):
            worker = f"The worker isn't installed: {HOW}."
        return tuple(sentence for sentence in (nodes.trouble(), worker) if sentence)

    def install(self, say: Callable[[str], None], **options: str) -> None:
        """Installs the worker's packages with npm, as its lock file says.

        Args:
            say: Is told what is being done.
            **options: None are known.

        Raises:
            InputError: If there is an option, or no Node, or npm doesn't manage.
        """
        if options:
            raise InputError(f"Installing mineflayer takes no options, found {min(options)}.")
        if trouble := nodes.trouble():
            raise InputError(trouble)
        npm = nodes.found("npm")
        if npm is None:
            raise InputError(f"Expected npm beside Node, found none: {nodes.HOW}.")
        if not (PROJECT / "package.json").is_file():
            raise InputError(f"Expected the worker's project at {PROJECT}, found none there.")
        target = _installed_at()
        if _is_complete(target):
            say(f"The worker is there already, at {target}.")
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            made = Path(scratch) / "worker"
            shutil.copytree(PROJECT, made, ignore=shutil.ignore_patterns(_PACKAGES))
            say(f"Getting the worker's packages with {npm} (a minute or so).")
            _run([str(npm), "ci", "--omit=dev", *_QUIETLY], made)
            shutil.rmtree(target, ignore_errors=True)
            made.replace(target)
        say(f"The worker is at {target}.")


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            # No key or password is npm's business, but where it gets packages from is.
            env=inherited("NPM_CONFIG_*"),
            capture_output=True,
            text=True,
            timeout=_LONGEST_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError(f"Expected {' '.join(command[:2])} to run, found {error}.") from error
    if done.returncode:
        said = safe_text(done.stderr or done.stdout, 400)
        raise InputError(f"Expected npm to get the worker's packages, found: {said}")


def _installed_at() -> Path:
    return user_data_path("steve-evolving") / "mineflayer" / _digest()


def _is_complete(folder: Path) -> bool:
    return (folder / _PACKAGES / _COMPLETE).is_file()


def _digest() -> str:
    """Returns what tells this version of the project from another."""
    digest = sha256()
    for path in sorted(_files(PROJECT)):
        digest.update(path.relative_to(PROJECT).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.glob("*"):
        if path.is_dir() and path.name != _PACKAGES:
            yield from _files(path)
        elif path.is_file():
            yield path
