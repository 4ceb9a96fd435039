"""Reads the files of a data pack, from a folder or a ZIP, without asking what they say.

A pack has Minecraft's own layout, `data/<namespace>/recipes|tags|loot_tables/...`, and beside
it `tables/<name>.json`, this project's form for what a vanilla pack can't say. Whatever else is
there (advancements, functions, pictures) is passed over.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from envs.errors import DataPackError

MAX_FILE_BYTES = 1_000_000
"""No recipe is larger; what claims to be is refused before it is unpacked."""

_KINDS = ("loot_tables", "recipes", "tags")


class PackFile(NamedTuple):
    """One file of a pack that has a say in the rules."""

    where: str
    """The pack and the path in it, as an error names it."""
    kind: str
    """`recipes`, `tags`, `loot_tables` or `tables`."""
    name: str
    """What the file is about, `chest` or `blocks/stone`; of another namespace: `mod:chest`."""
    content: dict[str, Any]
    """What it says, Minecraft's namespace taken off all names."""


def read_pack(pack: Path) -> Iterator[PackFile]:
    """Yields the files of `pack` that have a say in the rules, in the order of their paths.

    Args:
        pack: A folder, or a ZIP file with the same content.

    Raises:
        DataPackError: It isn't there, isn't a pack, or holds a file that isn't a JSON object.
    """
    found = False
    title = pack.name
    for path, content in _contents(pack):
        kind, name = _subject(path)
        if kind is not None:
            found = True
            where = f"{title}: {path}"
            yield PackFile(where, kind, name, _parsed(where, content))
    if not found:
        raise DataPackError(
            f"Expected a data pack with data/<namespace>/recipes, tags or loot_tables, or with "
            f"tables/*.json, found none of them in {pack}: name the folder or ZIP that has them."
        )


def _subject(path: str) -> tuple[str | None, str]:
    """Returns the kind and name that a path stands for; no kind where it has no say."""
    match path.removesuffix(".json").split("/"):
        case ["tables", name]:
            return "tables", name
        case ["data", namespace, kind, *rest] if kind in _KINDS and rest:
            name = "/".join(rest)
            return kind, name if namespace == "minecraft" else f"{namespace}:{name}"
        case _:
            return None, ""


def _contents(pack: Path) -> Iterator[tuple[str, bytes]]:
    try:
        yield from _of_folder(pack) if pack.is_dir() else _of_zip(pack)
    except (OSError, zipfile.BadZipFile) as trouble:
        raise DataPackError(
            f"Expected a data pack (a folder or a ZIP file) at {pack}, found: {trouble}."
        ) from trouble


def _of_folder(pack: Path) -> Iterator[tuple[str, bytes]]:
    # Paths as text: there are some 1,600 files, and `Path` would take half of the time.
    root = os.fspath(pack)
    for folder, subfolders, names in os.walk(root):
        subfolders.sort()
        inside = folder[len(root) :].replace(os.sep, "/").strip("/")
        for name in sorted(names):
            if name.endswith(".json"):
                with open(f"{folder}{os.sep}{name}", "rb") as file:  # noqa: PTH123
                    yield f"{inside}/{name}", file.read(MAX_FILE_BYTES + 1)


def _of_zip(pack: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(pack) as archive:
        for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
            if entry.filename.endswith(".json"):
                with archive.open(entry) as file:
                    yield entry.filename, file.read(MAX_FILE_BYTES + 1)


def _parsed(where: str, content: bytes) -> dict[str, Any]:
    if len(content) > MAX_FILE_BYTES:
        raise DataPackError(f"Expected at most {MAX_FILE_BYTES} bytes in {where}, found more.")
    # Names of the namespace minecraft go without it in all the rules.
    bare = content.replace(b'"minecraft:', b'"').replace(b'"#minecraft:', b'"#')
    try:
        said = orjson.loads(bare)
    except orjson.JSONDecodeError as trouble:
        raise DataPackError(f"Expected JSON in {where}, found: {trouble}.") from trouble
    if not isinstance(said, dict):
        raise DataPackError(f"Expected a JSON object in {where}, found {type(said).__name__}.")
    return said
