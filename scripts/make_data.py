"""Writes craftworld's game data: `python -m scripts.make_data [--check]`.

From the PyPI package minecraft-data (a development dependency) and the hand-written tables in
`scripts/data_src` it makes everything under `envs/craftworld/data`, which nobody edits by hand,
but for the data packs in `packs`, which are written by hand and left alone.
The same inputs give the same bytes. With `--check` it writes nothing and exits with 1 if the
folder isn't what it would write.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.data_src.loot import loot_files
from scripts.data_src.recipes import Crafting, cooking_files, cutting_files
from scripts.data_src.sources import SOURCES, VERSION, Files, MinecraftData, as_json
from scripts.data_src.tables import table_files
from scripts.data_src.tags import Tags

TARGET = Path(__file__).resolve().parent.parent / "envs" / "craftworld" / "data"


PACKS = TARGET / "packs"


def all_files() -> Files:
    """Returns every file of the folder by its path in it."""
    data, tags = MinecraftData(), Tags()
    made = tags.files() | Crafting(data, tags).files() | cooking_files(tags)
    made |= cutting_files()
    made |= loot_files(data) | table_files(data)
    for name in ("README.md", "LICENSE.minecraft-data"):
        made[name] = (SOURCES / name).read_text("utf-8")
    made["vanilla/pack.mcmeta"] = as_json(
        {"pack": {"pack_format": 6, "description": f"Minecraft {VERSION}, for craftworld"}}
    )
    return made


def write(files: Files) -> None:
    """Makes the folder hold `files` and the packs and nothing else."""
    for old in sorted(TARGET.rglob("*"), reverse=True):
        if old.is_dir():
            if not any(old.iterdir()):
                old.rmdir()
        elif old.relative_to(TARGET).as_posix() not in files and PACKS not in old.parents:
            old.unlink()
    for path, text in files.items():
        target = TARGET / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")


def differing(files: Files) -> list[str]:
    """Returns the paths at which the folder isn't what `files` say, sorted."""
    there = {
        path.relative_to(TARGET).as_posix(): path.read_text("utf-8")
        for path in TARGET.rglob("*")
        if path.is_file() and PACKS not in path.parents
    }
    return sorted(
        path for path in there.keys() | files.keys() if there.get(path) != files.get(path)
    )


def main(arguments: Sequence[str]) -> int:
    """Writes or checks the folder; returns the exit code."""
    files = all_files()
    if "--check" in arguments:
        for path in (wrong := differing(files)):
            print(f"not as made: {path}", file=sys.stderr)
        return 1 if wrong else 0
    write(files)
    print(f"{len(files)} files in {TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
