"""Stores in motion: exported to a file, imported from one, merged.

An export is written whole or not at all, and is never written over a file. An import or a merge
takes in everything or nothing, and doing it twice is doing it once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from envs import InputError
from memory.lines import Header, Record, read_lines, write_lines
from memory.store import Absorbed, Store, salvaged


def export_store(store: Store, path: Path) -> dict[str, int]:
    """Exports a store to a file that isn't there yet.

    Returns:
        How many lines of each kind there are.

    Raises:
        InputError: If there is a file already, or it can't be written.
        StoreError: If something is damaged; `salvage_store` goes around that.
    """
    return write_export(path, Header(), store.records())


def salvage_store(store: str, path: Path) -> tuple[dict[str, int], list[str]]:
    """Exports what can be saved of a damaged store to a file that isn't there yet.

    Args:
        store: The store's path, as `Store.open` takes it; it may be too damaged to be opened.
        path: The file.

    Returns:
        How many lines of each kind there are, and a sentence for each thing that was lost.

    Raises:
        InputError: If there is a file already, or it can't be written.
        StoreError: If there is nothing of a store in it.
    """
    lost: list[str] = []
    return write_export(path, Header(whole=False), salvaged(store, lost)), lost


def check_export(path: Path) -> None:
    """Checks, before a store is opened or made for it, that a file is an export.

    Raises:
        InputError: If it can't be read, or isn't one that this version knows.
    """
    try:
        with path.open("rb") as file:
            read_lines(file, str(path))
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}.") from error


def import_file(store: Store, path: Path) -> Absorbed:
    """Takes an export into a store.

    Raises:
        InputError: If it can't be read, or something in it isn't what it should be.
        StoreError: If something is in the store with other content. Nothing is taken in then.
    """
    try:
        with path.open("rb") as file:
            header, records = read_lines(file, str(path))
            return store.absorb(records, whole=header.whole)
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}.") from error


def merge_store(store: Store, other: Store) -> Absorbed:
    """Takes all that another store has into a store.

    Raises:
        StoreError: If something is in both with other content, or the other one is damaged.
            Nothing is taken in then.
    """
    return store.absorb(other.records())


def write_export(path: Path, header: Header, records: Iterable[Record]) -> dict[str, int]:
    """Writes an export to a file that isn't there yet; it is there when it is whole.

    Raises:
        InputError: If there is a file already, or it can't be written.
    """
    if path.exists():
        raise InputError(f"Expected a new file for the export, found one at {path}.")
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            counts = write_lines(file, header, records)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
    return counts
