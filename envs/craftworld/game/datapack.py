"""Loads data packs: `load(paths)` lays a user's packs over the shipped one and gives the `Rules`.

How packs are laid over one another is said in `layers`, what may be in their files in
`packforms` and `loot`, and for people in `docs/datapacks.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import orjson

from envs.craftworld.game.layers import Layers
from envs.craftworld.game.packfiles import Pack, PackFile, read_pack
from envs.craftworld.game.rules import Rules
from envs.errors import DataPackError, UnknownNameError

VANILLA = Path(__file__).parents[1] / "data" / "vanilla"
"""The shipped pack: Minecraft 1.16.5 (its sources are in `data/README.md`)."""

SILENT = VANILLA.with_name("silent")
"""The tags of 1.16.5 that are no words of a player's: they are there if a pack names them."""

PACKS = Path(__file__).parents[1] / "data" / "packs"
"""The packs that ship beside it, a folder each."""


def shipped_packs() -> tuple[str, ...]:
    """Returns the names of the packs that ship beside vanilla's, sorted."""
    return tuple(sorted(folder.name for folder in PACKS.iterdir() if folder.is_dir()))


def read_packs(names: Sequence[Path | str]) -> tuple[Pack, ...]:
    """Returns the packs that are named: by path, or by the name of a shipped one.

    Raises:
        DataPackError: A pack isn't there or can't be read.
    """
    return tuple(read_pack(_place(name)) for name in names)


def load(names: Sequence[Path | str] = ()) -> Rules:
    """Returns the rules of vanilla with the packs that are named laid over it, in order.

    Packs that say the same give the same object as long as the process lives.

    Raises:
        DataPackError: A pack can't be used; the message names the file and the field.
    """
    return rules_of(read_packs(names))


def rules_of(packs: Sequence[Pack]) -> Rules:
    """Returns the rules of vanilla with `packs` laid over it, in order.

    Raises:
        DataPackError: A pack can't be used; the message names the file and the field.
    """
    # The digest is all of a pack that counts, so that it is the key; a mistake is never kept.
    return _loaded(tuple(_Keyed(pack) for pack in packs))


class _Keyed:
    """A pack that is equal to any other that says the same."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and self.pack.digest == other.pack.digest

    def __hash__(self) -> int:
        return int(self.pack.digest[:15], 16)


@cache
def _loaded(packs: tuple[_Keyed, ...]) -> Rules:
    layers = _vanilla().copy()
    for file in _named([keyed.pack for keyed in packs]):
        layers.lay(file)
    for keyed in packs:
        for file in keyed.pack.files:
            layers.lay(file)
    return layers.settled()


@cache
def _vanilla() -> Layers:
    layers = Layers()
    for file in read_pack(VANILLA, trusted=True).files:
        layers.lay(file)
    return layers


@cache
def _silent() -> tuple[PackFile, ...]:
    return read_pack(SILENT, trusted=True).files


def _named(packs: Sequence[Pack]) -> list[PackFile]:
    """Returns the silent tags that packs name, and those that these name in turn."""
    texts = [orjson.dumps(file.content) for pack in packs for file in pack.files]
    laid = {file.name for pack in packs for file in pack.files if file.kind == "tags"}
    found: list[PackFile] = []
    waiting = list(_silent()) if packs else []
    while texts:
        said, texts = b"".join(texts), []
        for file in list(waiting):
            tag = file.name.partition("/")[2].encode()
            if file.name in laid or b'"%b"' % tag in said or b'"#%b"' % tag in said:
                waiting.remove(file)
                found.append(file)
                texts.append(orjson.dumps(file.content))
    return found


def _place(name: Path | str) -> Path:
    shipped = shipped_packs()
    if str(name) in shipped:
        return PACKS / name
    try:
        place = Path(name).resolve()
        there = place.exists()
    except (OSError, RuntimeError, ValueError) as trouble:
        raise DataPackError(f"Expected a data pack at {name}, found: {trouble}.") from trouble
    if not there:
        raise DataPackError(
            str(UnknownNameError("data pack", str(name), shipped, "Name a folder or a ZIP file."))
        )
    return place
