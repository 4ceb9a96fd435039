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
    # Most text is as it should be; no line break, tab or space but the plain one is printable.
    if len(text) <= limit and text.isprintable() and "  " not in text and text == text.strip():
        return text
    spaced = " ".join(text[: 4 * limit].split())
    if spaced.isprintable():  # none of them is
        return spaced[:limit]
    kept = (c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return "".join(kept)[:limit]


SafeText = Annotated[str, AfterValidator(safe_text)]
"""Text that was made safe by `safe_text`."""
