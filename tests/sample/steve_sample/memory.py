"""A notebook: one note for each kind of failure, and all of them are read before each plan."""

from __future__ import annotations

from hashlib import sha256

from memory import Experience, Learned, MethodContext, Query, Recall
from memory.methods import recall_of
from planner import failure_line


class Notebook:
    """Notes that the training episodes of earlier rounds would have written."""

    def __init__(self, context: MethodContext) -> None:
        """Reads the notes; what a round knows doesn't change while it lasts."""
        self._context = context
        lived = context.store.experiences(
            scope=context.scope, arm=context.arm, rounds=range(context.round)
        )
        failed = [e for e in lived if not e.diagnosis.succeeded]
        # A dictionary rather than a set: the order of learning is the same in every process.
        self._notes = tuple(dict.fromkeys(failure_line(e.attempt, e.diagnosis) for e in failed))

    def recall(self, query: Query) -> Recall:
        """Returns the latest notes, as many as the budget holds."""
        notes: list[str] = []
        left = query.token_budget
        for note in reversed(self._notes):
            tokens = -(-len(note) // 4)  # a token is about four characters
            if tokens <= left:
                notes.append(note)
                left -= tokens
        return recall_of(
            query, view=self.snapshot(), notes=tuple(notes), tokens=query.token_budget - left
        )

    def observe(self, experience: Experience) -> None:
        """Passes over it: the prompt tells of the running episode's failures by itself."""

    def end_round(self) -> Learned:
        """Marks the round complete; its notes are made when the next one reads the store."""
        context = self._context
        context.store.append_log(context.round, context.scope, context.arm, ())
        return Learned()

    def snapshot(self) -> str:
        """Returns a digest of the notes."""
        return sha256("\n".join(self._notes).encode()).hexdigest()[:16]


def notebook(context: MethodContext) -> Notebook:
    """Returns the notebook of one round of one arm: what the entry point names."""
    return Notebook(context)
