"""The base of all data that crosses a room's border: frozen, closed, documented."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_][a-z0-9_:./-]*$", max_length=128)]
"""The name of an item, block, entity, biome or place, as Minecraft writes ids."""

Pattern = Annotated[str, StringConstraints(pattern=r"^#?[a-z0-9_][a-z0-9_:./-]*$", max_length=128)]
"""A `Name`, or a tag with a leading `#`."""

Count = Annotated[int, Field(ge=1, le=100_000)]
"""How many, at least one."""

Coordinate = Annotated[int, Field(ge=-40_000_000, le=40_000_000)]
"""A block coordinate, within a Minecraft world's border."""


class Frozen(BaseModel):
    """Is immutable, refuses unknown fields and puts its field docstrings in the JSON schema."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
