"""Knowledge at a round: the append-only log, folded.

The log holds each entry as it was after each change, so that its last version before a round is
what was known then. Nothing is ever taken out of the log; what was retired stays in it and may
come back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from memory.entries import Entry, Guardrail, KnowledgeView, LogEntry, Skill


def knowledge_at(log: Sequence[LogEntry], scope: str, round: int) -> KnowledgeView:
    """Returns what is known in `scope` at the start of a round.

    Args:
        log: The changes, in the order in which they were made.
        scope: Whose entries.
        round: Only what was changed in rounds before it counts.
    """
    known = _folded(entry for entry in log if entry.round < round)
    living = [e for e in known if e.scope == scope and e.status != "retired"]
    return KnowledgeView(
        scope=scope,
        round=round,
        skills=tuple(e for e in living if isinstance(e, Skill)),
        guardrails=tuple(e for e in living if isinstance(e, Guardrail)),
    )


def retired_at(log: Sequence[LogEntry], scope: str, round: int) -> tuple[Entry, ...]:
    """Returns the entries of `scope` that are retired at the start of a round, sorted by id."""
    known = _folded(entry for entry in log if entry.round < round)
    return tuple(e for e in known if e.scope == scope and e.status == "retired")


def _folded(log: Iterable[LogEntry]) -> list[Entry]:
    last: dict[str, Entry] = {}
    for change in log:
        # What the gate refused was never known.
        if change.change != "refused":
            last[change.entry.id] = change.entry
    return [last[entry] for entry in sorted(last)]
