"""`DataPack`: a pack of rules that a world runs under, known by what it says.

Packs are laid over a world's own rules and change them. Which are in force is part of what was
run, so that it is recorded; agents never see it.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from envs._frozen import Frozen
from envs.text import SafeText

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 as 64 hexadecimal digits."""


class DataPack(Frozen):
    """A pack as it was when it was read."""

    name: SafeText
    """What it is called: a folder's or ZIP file's name."""
    digest: Digest
    """Of what it says; a pack that says something else has another one."""
