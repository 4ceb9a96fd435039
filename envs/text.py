"""Text from a world, a model or a person, made safe at the border.

Chat, signs and names are data. They are cut to a bound and stripped of what a terminal,
a database or a prompt could take for something else; nothing here judges their meaning.
"""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator

MAX_TEXT_CHARACTERS = 1_000


def safe_text(text: str, limit: int = MAX_TEXT_CHARACTERS) -> str:
    """Returns `text` without control, format and surrogate characters, cut to `limit`.

    Line breaks and tabs become single spaces.
    """
    spaced = " ".join(text[: 4 * limit].split())
    if spaced.isprintable():  # none of them is: most text is through here
        return spaced[:limit]
    kept = (c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return "".join(kept)[:limit]


SafeText = Annotated[str, AfterValidator(safe_text)]
"""Text that was made safe by `safe_text`."""
