"""Subgoals as whole numbers, and back: the action space.

    actions = Actions(vocabulary)
    action = actions.encode(parse_subgoal('craft(item="stick", count=4)'))
    actions.decode(action, state)               # the same subgoal

Every action of the space stands for a subgoal. What a kind doesn't need is not looked at, and a
word that makes no sense in its place is left to the world, which says so in the trace.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from envs.craftworld.gym.observations import PLACES
from envs.errors import InputError
from envs.state import DIMENSIONS, State
from envs.subgoals import SUBGOAL_CLASSES, GoTo, Subgoal, Wait, subgoal_adapter
from envs.vocabulary import Vocabulary, tool_of

KINDS = (*SUBGOAL_CLASSES, "go_to_column")
"""The kinds of subgoal by number; the last is a `go_to` with x and z instead of a target."""

COLUMNS = (
    "kind", "name", "other", "tool", "station", "fuel", "count", "low", "high", "dx", "dz",
)  # fmt: skip
"""What each number of an action says."""

MOST = 64
"""The greatest count, and the farthest column of a `go_to_column`, in blocks."""

_TOP = 127
_WAIT_TICKS = 20
"""A `wait` takes so many ticks for each of `count`."""

_NAMED = {"hunt": "entity", "go_to": "target", "explore": "target"}
"""The field that `name` says, where it isn't `item`."""

_OTHER = {
    "gather": "source", "smelt": "source", "hunt": "item", "use": "on", "trade": "entity",
    "deposit": "container",
}  # fmt: skip
"""The field that `other` says."""

_COUNTED = frozenset(
    {"gather", "craft", "smelt", "hunt", "use", "trade", "deposit", "discard", "wait"}
)
_NAMELESS = frozenset({"sleep", "wait", "go_to_column"})
_TAGGED = frozenset(
    {("gather", "name"), ("gather", "other"), ("smelt", "other"), ("smelt", "fuel"),
     ("hunt", "other"), ("go_to", "name"), ("explore", "name"), ("use", "other"),
     ("deposit", "name"), ("discard", "name")}
)  # fmt: skip
"""Where a tag may stand; elsewhere its `#` is left out, and the world knows no such name."""


class Actions:
    """Encodes and decodes subgoals over the words of a world.

    Attributes:
        words: What `name`, `other` (plus 1) and `fuel` (plus 1) count: items, blocks, entities,
            biomes, #tags, dimensions and kinds of place, sorted.
        tools: What `tool` counts, plus 1: `none` for the bare hand, then the tools, sorted.
        stations: What `station` counts, plus 1: the blocks, sorted.
        space: The action space, `MultiDiscrete` of `COLUMNS`.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Prepares the tables of a world's words."""
        tags = {f"#{tag}" for tag in vocabulary.tags}
        names = vocabulary.items | vocabulary.blocks | vocabulary.entities | vocabulary.biomes
        self._biomes = vocabulary.biomes
        self.words = tuple(sorted(names | tags | set(DIMENSIONS) | set(PLACES)))
        self.tools = ("none", *sorted(item for item in vocabulary.items if tool_of(item)))
        self.stations = tuple(sorted(vocabulary.blocks))
        self._word_ids = {word: number for number, word in enumerate(self.words)}
        self._tool_ids = {tool: number for number, tool in enumerate(self.tools)}
        self._station_ids = {name: number for number, name in enumerate(self.stations)}
        words, side = len(self.words), 2 * MOST + 1
        sizes = {
            "kind": len(KINDS), "name": words, "other": words + 1, "tool": len(self.tools) + 1,
            "station": len(self.stations) + 1, "fuel": words + 1, "count": MOST,
            "low": _TOP + 2, "high": _TOP + 2, "dx": side, "dz": side,
        }  # fmt: skip
        starts = {"count": 1, "dx": -MOST, "dz": -MOST}
        self.space = spaces.MultiDiscrete(
            np.array([sizes[column] for column in COLUMNS], dtype=np.int64),
            start=np.array([starts.get(column, 0) for column in COLUMNS], dtype=np.int64),
        )

    def decode(self, action: NDArray[np.int64], state: State) -> Subgoal:
        """Returns the subgoal that an action stands for.

        Args:
            action: An element of `space`.
            state: Where the agent is, for `go_to_column`.

        Raises:
            InputError: If the action isn't in the space.
        """
        if not self.space.contains(np.asarray(action)):
            raise InputError(f"Expected an action of {self.space}, found {action!r}.")
        said = dict(zip(COLUMNS, (int(number) for number in action), strict=True))
        kind = KINDS[said["kind"]]
        if kind == "go_to_column":
            x, z = (state.position.x, state.position.z) if state.position else (0, 0)
            return GoTo(x=x + said["dx"], z=z + said["dz"])
        if kind == "wait":
            return Wait(ticks=_WAIT_TICKS * said["count"])
        fields = SUBGOAL_CLASSES[kind].model_fields
        given = {k: v for k, v in self._fields(kind, said).items() if k in fields}
        return subgoal_adapter.validate_python({"kind": kind, **given})

    def _fields(self, kind: str, said: Mapping[str, int]) -> dict[str, Any]:
        """Returns what an action says of each field, more than the kind may have."""
        named = self.words[said["name"]]
        given: dict[str, Any] = {"count": said["count"]}
        given[_NAMED.get(kind, "item")] = self._spelt(kind, "name", named)
        if kind in _OTHER and said["other"]:
            word = self.words[said["other"] - 1]
            given[_OTHER[kind]] = self._spelt(kind, "other", word)
        if said["tool"]:
            given["tool"] = self.tools[said["tool"] - 1]
        if said["station"]:
            given["station"] = self.stations[said["station"] - 1]
        if said["fuel"]:
            given["fuel"] = self.words[said["fuel"] - 1]
        if said["low"] and said["high"]:
            given["height"] = tuple(sorted((said["low"] - 1, said["high"] - 1)))
        if kind == "explore":
            given["sought"] = self._sought(named)
        return given

    def _sought(self, word: str) -> str:
        if word in self._biomes:
            return "biome"
        return "place" if word in PLACES else "thing"

    @staticmethod
    def _spelt(kind: str, column: str, word: str) -> str:
        return word if (kind, column) in _TAGGED else word.removeprefix("#")

    def encode(self, subgoal: Subgoal, state: State | None = None) -> NDArray[np.int64]:
        """Returns the action that stands for a subgoal.

        Args:
            subgoal: What is to be done; without checks and budget, which no action says.
            state: Where the agent is; only a `go_to` with x and z needs it.

        Raises:
            InputError: If no action stands for it.
        """
        said = dict.fromkeys(COLUMNS, 0) | {"count": 1}
        given = {f: v for f, v in subgoal.model_dump().items() if v is not None}
        kind = str(given.pop("kind"))
        if isinstance(subgoal, GoTo) and subgoal.target is None:
            kind = "go_to_column"
            here = state.position if state else None
            x, z = (here.x, here.z) if here else (0, 0)
            said |= {"dx": (subgoal.x or 0) - x, "dz": (subgoal.z or 0) - z}
        if isinstance(subgoal, Wait):
            said["count"] = subgoal.ticks // _WAIT_TICKS
        elif kind in _COUNTED:
            said["count"] = given["count"]
        said["kind"] = KINDS.index(kind)
        if kind not in _NAMELESS:
            said["name"] = self._number(given[_NAMED.get(kind, "item")])
        said |= self._optional(kind, given)
        action = np.array([said[column] for column in COLUMNS], dtype=np.int64)
        standing_for = state or State(tick=0)
        if not self.space.contains(action) or self.decode(action, standing_for) != subgoal:
            raise InputError(f"No action stands for {subgoal}: see what each number can say.")
        return action

    def _optional(self, kind: str, given: Mapping[str, Any]) -> dict[str, int]:
        said = {}
        if kind in _OTHER and _OTHER[kind] in given:
            said["other"] = self._number(given[_OTHER[kind]]) + 1
        if "tool" in given:
            said["tool"] = self._tool_ids.get(given["tool"], -2) + 1
        if "station" in given:
            said["station"] = self._station_ids.get(given["station"], -2) + 1
        if "fuel" in given:
            said["fuel"] = self._number(given["fuel"]) + 1
        if "height" in given:
            said["low"], said["high"] = (y + 1 for y in given["height"])
        return said

    def _number(self, word: str) -> int:
        """Returns a word's number, one outside the space for what is no word."""
        return self._word_ids.get(word, len(self.words) + 1)
