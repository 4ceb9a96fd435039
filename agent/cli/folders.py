"""Where a run's folder is, and what it keeps of the calls of models."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url

from agent.cli import options as opt
from agent.config import RunConfig
from agent.planners import costs_money
from agent.run_folder import RunFolder
from envs import InputError
from memory import RunRecord, Store


def folder_of(store: Store, run: RunRecord) -> RunFolder:
    """Returns the run's folder, beside the store (below the current folder for a server's).

    Stores that stand side by side hold runs of the same id where they were asked the same: those
    of another than the usual store have its name before it.
    """
    usual = "://" in store.name or Path(store.name).name == opt.USUAL_STORE
    name = run.id if usual else f"{Path(store.name).stem}-{run.id}"
    return RunFolder(_runs_beside(store.name) / name)


def calls_of(folder: RunFolder, config: RunConfig, record: bool | None) -> Path | None:
    """Returns where the run's calls are recorded; `None` if they aren't."""
    kept = costs_money(config) if record is None else record
    return folder.calls() if kept else None


def check_folder(store: str) -> None:
    """Checks, before a store is opened or made, that runs can have folders beside it.

    Raises:
        InputError: If something else is in their way.
    """
    runs = _runs_beside(store)
    if runs.exists() and not runs.is_dir():
        raise InputError(f"Expected a folder at {runs}, found a file; move it out of the way.")


def _runs_beside(store: str) -> Path:
    file: str | None = store
    if "://" in store:
        url = make_url(store)
        file = url.database if url.get_backend_name() == "sqlite" else None
    base = Path(file).absolute().parent if file else Path.cwd()
    return base / "runs"
