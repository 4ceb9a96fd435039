"""The tags: read from `tags.toml`, written as data-pack files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scripts.data_src.sources import VANILLA, Files, as_json, source, spelled


class Tags:
    """The hand-written tags, by kind, with the families of names filled in."""

    def __init__(self) -> None:
        table = source("tags")
        families = table["families"]
        self.families = {
            "{wood}": families["overworld_wood"],
            "{stem}": families["nether_wood"],
            "{color}": families["color"],
        }
        self.kinds = self._read(table)
        self._silent = self._read(table["silent"])

    def _read(self, table: Mapping[str, Any]) -> dict[str, dict[str, list[str]]]:
        both = table["items_and_blocks"]
        said = {
            "items": both | table["items"],
            "blocks": both | table["blocks"],
            "entity_types": table["entity_types"],
        }
        return {
            kind: {tag: self.filled(values) for tag, values in tags.items()}
            for kind, tags in said.items()
        }

    def filled(self, names: Iterable[str]) -> list[str]:
        """Returns `names` with each `{family}` replaced by its members, in order."""
        found: list[str] = []
        for name in names:
            family = next((family for family in self.families if family in name), "")
            members = self.families[family] if family else [""]
            found += [name.replace(family, member) if family else name for member in members]
        return found

    def items(self, tag: str) -> tuple[str, ...]:
        """Returns the items of `tag`, nested tags unfolded."""
        found: list[str] = []
        for name in self.kinds["items"][tag]:
            found.extend(self.items(name[1:]) if name.startswith("#") else [name])
        return tuple(found)

    def files(self) -> Files:
        """Returns one data-pack file a tag, those that are no words in a pack of their own."""
        silent = VANILLA.replace("vanilla", "silent", 1)
        return {
            f"{root}/tags/{kind}/{tag}.json": as_json(
                {"replace": False, "values": [spelled(value) for value in values]}
            )
            for root, kinds in ((VANILLA, self.kinds), (silent, self._silent))
            for kind, tags in kinds.items()
            for tag, values in tags.items()
        }
