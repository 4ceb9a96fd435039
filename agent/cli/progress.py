"""What is said on standard error while a run goes on."""

from __future__ import annotations

from rich.markup import escape

from agent.cli import options as opt
from agent.distilling import Noted, RoundNote
from agent.limits import RunLimits
from agent.run_folder import RunFolder
from agent.scores import Row


class Progress:
    """Says on standard error how each episode ended, and how many of all that makes."""

    def __init__(self, of: int) -> None:
        """Starts at none.

        Args:
            of: How many episodes there are.
        """
        self._of = of
        self._done = 0

    def __call__(self, row: Row) -> None:
        """Tells of one more episode."""
        self._done += 1
        colour = {"succeeded": "green", "failed": "yellow", "broken": "red"}[row.outcome]
        count = f"{self._done:>{len(str(self._of))}}/{self._of}"
        # Who sees why at once needn't wait until all have broken.
        why = f": {escape(row.reason)}" if row.outcome == "broken" else ""
        opt.err.print(
            f"[dim]{count}[/]  {row.phase} {row.round}  {row.arm}  {row.task}  seed {row.seed}  "
            f"[{colour}]{row.outcome}[/], {row.ticks} ticks{why}",
            highlight=False,
            soft_wrap=True,
        )


def noting(folder: RunFolder, limits: RunLimits, *, quiet: bool) -> Noted:
    """Returns what keeps, says and counts what came of asking a language model about a round."""

    def noted(note: RoundNote) -> None:
        folder.note(note)
        if not quiet:
            opt.err.print(_said(note), highlight=False, markup=False, soft_wrap=True)
        limits.count([note])

    return noted


def _said(note: RoundNote) -> str:
    said = f"{note.arm}, round {note.round}: of what {note.model} proposed, {note.proposed} taken, "
    said += f"{note.refused} refused, {len(note.unreadable)} not to be read"
    if note.fault is not None:
        said += f". The round was distilled, but the model broke: {note.fault}"
    return said
