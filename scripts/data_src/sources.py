"""What the game data is made from, and the form in which it is written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import minecraft_data

SOURCES = Path(__file__).resolve().parent

VANILLA = "vanilla/data/minecraft"
TABLES = "vanilla/tables"

# What 1.16.5 stands on, from minecraft-data's own dataPaths.json. Tools and light of blocks are
# taken from 1.17: the 1.16 file has many wrong (pickaxes for wooden slabs, no shade under
# leaves, a cold furnace that shines), and 1.17 changed none of these blocks.
VERSION = "1.16.5"
NEWER = "1.17"

Files = dict[str, str]
"""The content of each file by its path under `envs/craftworld/data`."""


class MinecraftData:
    """Reads the JSON files of the installed package minecraft-data."""

    def __init__(self) -> None:
        self._root = Path(str(minecraft_data.__file__)).parent / "data" / "data"
        self._paths = json.loads((self._root / "dataPaths.json").read_text("utf-8"))["pc"]

    def read(self, what: str, version: str = VERSION) -> Any:
        """Returns the content of `what`.json that holds for `version`."""
        folder = self._paths[version][what]
        return json.loads((self._root / folder / f"{what}.json").read_text("utf-8"))

    def origin(self, what: str, version: str = VERSION) -> str:
        """Returns where `what` comes from, as the tables name their source."""
        return f"minecraft-data, {self._paths[version][what]}/{what}.json"


def source(name: str) -> dict[str, Any]:
    """Returns the hand-written table `name`.toml."""
    return tomllib.loads((SOURCES / f"{name}.toml").read_text("utf-8"))


def as_json(content: object) -> str:
    """Returns `content` as this project's data files are written."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def as_rows(head: Mapping[str, object], key: str, rows: Sequence[object]) -> str:
    """Returns a table as JSON with one row a line, so that a diff shows what changed."""
    lines = [f"  {json.dumps(name)}: {json.dumps(value)}," for name, value in head.items()]
    body = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in rows)
    return "{\n" + "\n".join([*lines, f'  "{key}": [\n{body}\n  ]']) + "\n}\n"


def spelled(name: str) -> str:
    """Returns an id or `#tag` with vanilla's namespace."""
    return f"#minecraft:{name[1:]}" if name.startswith("#") else f"minecraft:{name}"
