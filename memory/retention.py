"""Retention: what a store keeps, said openly; nothing is dropped in silence.

    retention = Retention(older_than_days=90, keep_per_signature=20, below_value=1)
    chosen = prunable(store, retention, now=time.time())       # changes nothing
    prune(store, chosen, Path("archive.jsonl"))                # exports, then takes out

What is taken out is in an archive first, an export that `import_file` takes in again. Its id
stays in the store with the archive's name, so that whoever asks for it is told where it is.
Summaries are those of what remains; knowledge keeps what it counted.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

from pydantic import Field

from envs import Frozen
from memory.lines import Header
from memory.moving import write_export
from memory.store import Settled, Store

_DAY_SECONDS = 86_400.0


class Retention(Frozen):
    """What may go: what meets every condition that is given. With none, nothing may."""

    older_than_days: Annotated[float, Field(ge=0)] | None = None
    """What is of episodes that began longer ago."""
    keep_per_signature: Annotated[int, Field(ge=0)] | None = None
    """What isn't among the newest so many of its scope, arm and exact condition signature."""
    below_value: Annotated[int, Field(ge=1)] | None = None
    """What fewer stand on: a summary's examples, a living entry's evidence, and recalls that
    brought it up count one each."""


def prunable(store: Store, retention: Retention, *, now: float) -> list[Settled]:
    """Returns what a retention lets go, oldest first; changes nothing.

    What an episode lives through at the moment, and what isn't distilled yet, always stays.

    Args:
        store: The store.
        retention: What may go.
        now: Unix seconds.
    """
    if retention == Retention():
        return []
    seen: Counter[tuple[str, str, str]] = Counter()
    chosen: list[Settled] = []
    for settled in reversed(store.settled()):
        seen[settled.place] += 1
        old = now - settled.began_at > (retention.older_than_days or 0) * _DAY_SECONDS
        keep, least = retention.keep_per_signature, retention.below_value
        if (
            (retention.older_than_days is None or old)
            and (keep is None or seen[settled.place] > keep)
            and (least is None or settled.value < least)
        ):
            chosen.append(settled)
    return chosen[::-1]


def prune(store: Store, chosen: list[Settled], archive: Path) -> None:
    """Exports experiences to an archive, and takes them out of the store when it is whole.

    Args:
        store: The store.
        chosen: What to take out.
        archive: A file that isn't there yet.

    Raises:
        InputError: If there is a file already, or it can't be written; nothing is taken out.
        StoreError: If something is damaged; nothing is taken out.
    """
    seqs = [settled.seq for settled in chosen]
    write_export(archive, Header(whole=False), store.records_of(seqs))
    store.take_out(seqs, archive.name)
