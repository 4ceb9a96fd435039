"""Reads the bytes of a data pack's files, from a folder or a ZIP, within bounds.

A pack may come from anywhere, so that nothing of it is trusted: no file is read that lies out of
the pack, none is followed by a link, and no more is unpacked than a pack of rules can need.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from envs.errors import DataPackError
from envs.text import safe_text

MAX_FILE_BYTES = 1_000_000
"""No recipe is larger; what claims to be is refused before it is unpacked."""

MAX_BYTES = 64_000_000
"""All files of a pack together, unpacked, and the ZIP itself; vanilla's have 1 MB."""

MAX_FILES = 20_000
"""Files of a pack that have a say; vanilla has 1,600."""

KINDS = ("loot_tables", "predicates", "recipes", "tags")
"""The folders of a namespace that have a say in the rules."""

_HEAD = "pack.mcmeta"
_BROKEN = (
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


def contents(pack: Path) -> Iterator[tuple[str, bytes]]:
    """Yields path and content of each file of `pack` that has a say, sorted by path.

    A single folder at the top that holds all the rest, as a ZIP of a folder has, is left out of
    the paths.

    Raises:
        DataPackError: It can't be read, or leaves the bounds that this module sets.
    """
    try:
        yield from _bounded(pack.name, _of_folder(pack) if pack.is_dir() else _of_zip(pack))
    except _BROKEN as trouble:
        told = safe_text(str(trouble)) or type(trouble).__name__
        raise DataPackError(
            f"Expected a data pack (a folder or a ZIP file) at {pack}, found: {told}."
        ) from trouble


def _has_a_say(path: str) -> bool:
    """Returns whether the file or folder at `path` may have a say."""
    match path.split("/"):
        case ["data"] | ["data", _] | ["tables", *_]:
            return True
        case ["data", _, kind, *_]:
            return kind in KINDS
        case _:
            return path == _HEAD


def _is_file_of_rules(path: str) -> bool:
    return _has_a_say(path) and (path.endswith(".json") or path == _HEAD)


def _bounded(title: str, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    number = size = 0
    for path, content in files:
        number, size = number + 1, size + len(content)
        if len(content) > MAX_FILE_BYTES:
            raise DataPackError(
                f"Expected at most {MAX_FILE_BYTES} bytes in {title}: {path}, found more."
            )
        if number > MAX_FILES or size > MAX_BYTES:
            raise DataPackError(
                f"Expected at most {MAX_FILES} files and {MAX_BYTES} bytes in {title}, found more."
            )
        yield path, content


# ---- folders


def _of_folder(pack: Path) -> Iterator[tuple[str, bytes]]:
    # Paths as text: there are some 1,600 files, and `Path` would take half of the time.
    root = os.fspath(_top(pack))
    for path, place in sorted(_walked(root, "", pack.name)):
        with open(place, "rb") as file:  # noqa: PTH123
            yield path, file.read(MAX_FILE_BYTES + 1)


def _top(folder: Path) -> Path:
    """Returns where the pack begins: in the folder, or in the only one in it."""
    inside = [path for path in folder.iterdir() if _is_content(path.name)]
    if any(_has_a_say(path.name) for path in inside) or len(inside) != 1:
        return folder
    (only,) = inside
    return only if only.is_dir() and not only.is_symlink() else folder


def _is_content(name: str) -> bool:
    """Returns whether a name at the top is more than what file managers leave behind."""
    return name != "__MACOSX" and not name.startswith(".")


def _walked(folder: str, inside: str, title: str) -> Iterator[tuple[str, str]]:
    """Yields the path in the pack and the place on disk of each file that has a say."""
    with os.scandir(folder) as entries:
        for entry in entries:
            path = f"{inside}{entry.name}"
            if not _has_a_say(path):
                continue
            if entry.is_symlink():
                raise DataPackError(
                    f"Expected files and folders in {title}, found a symbolic link at "
                    f"{safe_text(path)}."
                )
            if entry.is_dir():
                yield from _walked(entry.path, f"{path}/", title)
            elif entry.is_file() and _is_file_of_rules(path):
                yield path, entry.path


# ---- ZIP files


def _of_zip(pack: Path) -> Iterator[tuple[str, bytes]]:
    if pack.stat().st_size > MAX_BYTES:
        raise DataPackError(f"Expected at most {MAX_BYTES} bytes in {pack.name}, found more.")
    with zipfile.ZipFile(pack) as archive:
        for path, entry in sorted(_entries(archive, pack.name).items()):
            # Java, and so the game, reads these two; others unpack without a bound.
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise DataPackError(
                    f"Expected files that are stored or deflated in {pack.name}, found another "
                    f"compression at {path}."
                )
            with archive.open(entry) as file:
                yield path, file.read(MAX_FILE_BYTES + 1)


def _entries(archive: zipfile.ZipFile, title: str) -> dict[str, zipfile.ZipInfo]:
    """Returns the entries that have a say, by their path in the pack."""
    found: dict[str, zipfile.ZipInfo] = {}
    infos = [(_inside(info.filename, title), info) for info in archive.infolist()]
    top = _common_top([path for path, _ in infos])
    for whole, info in infos:
        path = whole.removeprefix(top)
        if info.is_dir() or not _is_file_of_rules(path):
            continue
        if path in found:
            raise DataPackError(f"Expected each file once in {title}, found {path} twice.")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise DataPackError(
                f"Expected files and folders in {title}, found a symbolic link at {path}."
            )
        found[path] = info
    return found


def _inside(name: str, title: str) -> str:
    """Returns an entry's path with `/` between its parts; refuses one that leads out."""
    path = safe_text(name).replace("\\", "/")
    if path.startswith("/") or ":" in path.split("/")[0] or ".." in path.split("/"):
        raise DataPackError(f"Expected only files inside {title}, found one named {path!r}.")
    return path


def _common_top(paths: list[str]) -> str:
    """Returns the folder at the top that holds all the rest, with a `/`; empty if none does."""
    tops = {path.partition("/")[0] for path in paths}
    tops = {name for name in tops if _is_content(name)}
    if len(tops) != 1 or any(_has_a_say(name) for name in tops):
        return ""
    (only,) = tops
    return f"{only}/"
