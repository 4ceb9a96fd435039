"""`IndexRow`: what the second tier keeps of an experience, derived from its document alone."""

from __future__ import annotations

from typing import NamedTuple

from envs import Plan, State, safe_text
from memory.experience import Experience
from memory.signature import Signature, about, signature
from memory.spatial import cell_key, cell_of
from memory.tags import tags_of

_MAX_TEXT = 300


class IndexRow(NamedTuple):
    """A compact row an experience.

    Attributes:
        id: The experience's id.
        position: Its place in the episode.
        scope: Its scope.
        world: Its environment's id.
        kind: The subgoal's kind.
        object: What the subgoal is about, "" for nothing.
        succeeded: Whether it succeeded.
        cause: The primary cause, `None` if it succeeded.
        signature: The condition signature, as `Signature.packed` writes it.
        exact: The signature's hash, with kind and object.
        cell: The 16-block cell of the pre-state, `None` if the position isn't seen.
        tags: Sorted tags.
        ticks: How long it took, 20 ticks a second.
        text: What it says in one line, for prompts and for its embedding.
    """

    id: str
    position: int
    scope: str
    world: str
    kind: str
    object: str
    succeeded: bool
    cause: str | None
    signature: bytes
    exact: str
    cell: int | None
    tags: tuple[str, ...]
    ticks: int
    text: str

    @property
    def situation(self) -> int:
        """The coarse signature by which summaries are grouped."""
        return Signature.unpacked(self.signature).situation


def index_row(experience: Experience) -> IndexRow:
    """Returns the row of `experience`."""
    attempt, diagnosis = experience.attempt, experience.diagnosis
    held = signature(attempt.pre_state, attempt.subgoal)
    kind, what = attempt.subgoal.kind, about(attempt.subgoal)
    place = attempt.pre_state.position
    return IndexRow(
        id=experience.id,
        position=experience.index,
        scope=experience.scope,
        world=experience.world,
        kind=kind,
        object=what,
        succeeded=diagnosis.succeeded,
        cause=None if diagnosis.cause is None else str(diagnosis.cause),
        signature=held.packed(),
        exact=held.exact(kind, what),
        cell=None if place is None else cell_key(cell_of(place)),
        tags=tags_of(experience),
        ticks=attempt.ticks,
        text=said(experience),
    )


def tokens_in(text: str) -> int:
    """Returns about how many tokens a text takes: a quarter of its characters, rounded up."""
    return tokens_of(len(text))


def tokens_of(characters: int) -> int:
    """Returns about how many tokens a text of so many characters takes."""
    return -(-characters // 4)


def said(experience: Experience) -> str:
    """Returns what an experience says, in one line of at most 300 characters."""
    attempt, diagnosis = experience.attempt, experience.diagnosis
    came = "succeeded" if diagnosis.succeeded else f"failed: {_why(experience)}"
    text = (
        f"{attempt.subgoal} {came}, after {attempt.ticks} ticks, {_where(attempt.pre_state)}"
        f'on the way to "{experience.task.instruction}"{_step(experience.plan)}'
    )
    return safe_text(text, _MAX_TEXT)


def _why(experience: Experience) -> str:
    finding = experience.diagnosis.primary
    assert finding is not None, "a failed attempt has a primary finding"
    needs = ", ".join(f"{need.count} {need.name}" for need in finding.needs)
    return f"{finding.cause} ({needs})" if needs else str(finding.cause)


def _where(state: State) -> str:
    height = None if state.position is None else f"at height {state.position.y}"
    biome = state.biome and f"in {state.biome}"
    words = " ".join(word for word in (biome, height) if word)
    return f"{words}, " if words else ""


def _step(plan: Plan) -> str:
    return f", step {plan.frozen + 1} of {len(plan.steps)}" if plan.steps else ""
