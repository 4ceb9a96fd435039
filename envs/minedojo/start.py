"""Starts the worker in MineDojo's own Python: `python start.py FOLDER`, which takes its files.

A script of its own since that Python can't import `envs`: beside it lies the package `worker`.
MineDojo copies its whole Minecraft for each start and leaves the copy behind where it is killed;
so copies go to a folder for this process, and those of processes that are gone are removed.
"""

from __future__ import annotations

import os
import runpy
import shutil
import sys
from pathlib import Path


def is_running(pid: int) -> bool:
    """Returns whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True


def copies_folder(copies: Path) -> Path:
    """Makes and returns the folder for this process's copies; removes those that nobody needs."""
    copies.mkdir(parents=True, exist_ok=True)
    for folder in copies.iterdir():
        if folder.name.isdecimal() and not is_running(int(folder.name)):
            shutil.rmtree(folder, ignore_errors=True)
    mine = copies / str(os.getpid())
    mine.mkdir(exist_ok=True)
    return mine


def main(folder: Path) -> None:
    """Runs the worker with its logs in `folder`."""
    mine = copies_folder(folder / "copies")
    os.environ["TMPDIR"] = str(mine)
    os.chdir(folder)
    try:
        runpy.run_module("worker", run_name="__main__")
    finally:
        shutil.rmtree(mine, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
