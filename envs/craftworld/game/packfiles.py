"""Reads the files of a data pack that have a say, without asking what they say.

A pack has Minecraft's own layout, `data/<namespace>/recipes|tags|loot_tables|predicates/...`, and
beside it `tables/<name>.json`, this project's form for what a vanilla pack can't say. Whatever
else is there (advancements, functions, structures, pictures) is passed over.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from envs.craftworld.game.packsources import KINDS, contents
from envs.errors import DataPackError
from envs.text import safe_text

FORMATS = (4, 5, 6)
"""Values of `pack_format` that are read: packs for Minecraft 1.13 to 1.16.5."""

_DEEPEST = 64
"""Levels of lists and objects; vanilla's files have 12."""


class PackFile(NamedTuple):
    """One file of a pack that has a say in the rules."""

    where: str
    """The pack and the path in it, as an error names it."""
    kind: str
    """`recipes`, `tags`, `loot_tables`, `predicates` or `tables`."""
    name: str
    """What the file is about, `chest` or `blocks/stone`; of another namespace: `mod:chest`."""
    content: Any
    """What it says, Minecraft's namespace taken off all names; an object but for predicates."""


@dataclass(frozen=True)
class Pack:
    """A data pack as it was read.

    Attributes:
        name: Name of its folder or ZIP file, without `.zip`.
        files: Those that have a say, sorted by path.
    """

    name: str
    files: tuple[PackFile, ...]

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of what its files say, as 64 hexadecimal digits.

        It doesn't depend on how the files are laid out, nor on whether they are in a ZIP.
        """
        said = sorted((file.kind, file.name, orjson.dumps(file.content, option=_SORTED).decode())
                      for file in self.files)  # fmt: skip
        return sha256(orjson.dumps(said)).hexdigest()


_SORTED = orjson.OPT_SORT_KEYS


def read_pack(pack: Path, *, trusted: bool = False) -> Pack:
    """Returns what the files of `pack` say that have a say in the rules.

    Args:
        pack: A folder, or a ZIP file with the same content.
        trusted: Whether its files are ours: they are checked less, and read sooner.

    Raises:
        DataPackError: It isn't there, isn't a pack, or holds a file that can't be read.
    """
    title, files = pack.name, []
    for path, content in contents(pack):
        where = f"{title}: {safe_text(path)}"
        kind, name = _subject(path)
        if path == "pack.mcmeta":
            _check_format(where, _parsed(where, content, trusted=trusted))
        elif kind is not None:
            said = _parsed(where, content, trusted=trusted)
            if not isinstance(said, dict) and kind != "predicates":
                raise DataPackError(
                    f"Expected a JSON object in {where}, found {type(said).__name__}."
                )
            files.append(PackFile(where, kind, name, said))
    if not files:
        raise DataPackError(
            f"Expected a data pack with data/<namespace>/recipes, tags or loot_tables, or with "
            f"tables/*.json, found none of them in {pack}: name the folder or ZIP that has them."
        )
    return Pack(title.removesuffix(".zip"), tuple(files))


def _subject(path: str) -> tuple[str | None, str]:
    """Returns the kind and name that a path stands for; no kind where it has no say."""
    match path.removesuffix(".json").split("/"):
        case ["tables", name]:
            return "tables", name
        case ["data", namespace, kind, *rest] if kind in KINDS and rest:
            name = "/".join(rest)
            return kind, name if namespace == "minecraft" else f"{namespace}:{name}"
        case _:
            return None, ""


def _check_format(where: str, said: object) -> None:
    """Checks that a pack which says for which version it is was made for one that is read."""
    head = said.get("pack") if isinstance(said, dict) else None
    found = head.get("pack_format") if isinstance(head, dict) else None
    if found is not None and found not in FORMATS:
        raise DataPackError(
            f"In {where}, field 'pack.pack_format': expected {FORMATS[0]} to {FORMATS[-1]}, for "
            f"Minecraft 1.13 to 1.16, found {str(found)[:80]!r}."
        )


def _parsed(where: str, content: bytes, *, trusted: bool) -> Any:
    # Gson, and so the game, passes over a byte order mark.
    text = content.removeprefix(b"\xef\xbb\xbf")
    # Names of the namespace minecraft go without it in all the rules.
    bare = text.replace(b'"minecraft:', b'"').replace(b'"#minecraft:', b'"#')
    try:
        said = orjson.loads(bare)
    except orjson.JSONDecodeError as trouble:
        raise DataPackError(f"Expected JSON in {where}, found: {trouble}.") from trouble
    if not trusted:
        if _depth(said) > _DEEPEST:
            raise DataPackError(f"Expected at most {_DEEPEST} levels in {where}, found more.")
        # Only keys are looked at: numbers of any length are passed over.
        json.loads(
            text,
            object_pairs_hook=lambda pairs: _once_each(pairs, where),
            parse_int=float,
            parse_float=float,
        )
    return said


def _depth(said: object) -> int:
    """Returns how many lists and objects are inside one another."""
    depth, level = 0, [said]
    while level:
        inner: list[object] = []
        for value in level:
            if isinstance(value, dict):
                inner += value.values()
            elif isinstance(value, list):
                inner += value
        depth, level = depth + 1, inner
    return depth


def _once_each(pairs: list[tuple[str, Any]], where: str) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise DataPackError(f"In {where}, field {twice[:80]!r}: expected it once, found it twice.")
    return said
