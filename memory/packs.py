"""Knowledge packs: what was learned in one scope, offered to another.

    pack = pack_of(store, "craftworld-v4", "full")
    taken = offer(other, pack, scope="my.server:25565", arm="full", vocabulary=world.vocabulary)

A pack is a JSON document. What is offered comes in as a candidate without evidence, however well
it stood where it is from: it must earn its place again, by what is lived through there. It may be
anybody's: a guardrail's reason is taken over if it is made of plain words, and else said anew.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from pydantic import ValidationError

from envs import Frozen, InputError, SafeText, Vocabulary
from memory._plain_words import wording_refusal
from memory._wording import usual_reason
from memory.documents import written
from memory.entries import (
    MAX_SKILL_DEPTH,
    Entry,
    Evidence,
    Guardrail,
    LogEntry,
    Skill,
    SkillCall,
)
from memory.gate import offer_refusal
from memory.knowledge import knowledge_at, retired_at

FORM = "steve-knowledge/1"
"""The form of the packs that this version writes."""

_MOST_BYTES = 64 * 2**20


class LogStore(Protocol):
    """What packing and offering ask of a store."""

    def log(self, scope: str, arm: str, before_round: int | None = None) -> list[LogEntry]:
        """Returns the changes of knowledge in order."""
        ...

    def next_round(self, scope: str, arm: str) -> int:
        """Returns the number of the next round."""
        ...

    def append_log(self, round: int, scope: str, arm: str, entries: Sequence[LogEntry]) -> bool:
        """Appends the changes with the round's completion mark, unless it is there already."""
        ...


class KnowledgePack(Frozen):
    """The active skills and guardrails of a scope, with the evidence that they have there."""

    form: Literal["steve-knowledge/1"] = "steve-knowledge/1"
    scope: SafeText
    entries: tuple[Entry, ...]
    """Skills, then guardrails, each sorted by id."""


class Offered(NamedTuple):
    """What came of an offer.

    Attributes:
        round: At whose end it came in; `None` if nothing did.
        added: Entries that are candidates now.
        known: Entries that the scope had already, living or retired: these stand as they are.
        refused: Entries that the gate didn't let in, each with the reason.
    """

    round: int | None
    added: int
    known: int
    refused: tuple[tuple[str, str], ...]


def pack_of(
    store: LogStore, scope: str, arm: str, before_round: int | None = None
) -> KnowledgePack:
    """Returns the active knowledge of a scope and arm.

    Args:
        store: Where it is.
        scope: Whose.
        arm: Whose.
        before_round: As of the start of this round; `None` for now.

    Raises:
        InputError: If nothing is active there.
    """
    round_ = store.next_round(scope, arm) if before_round is None else before_round
    known = knowledge_at(store.log(scope, arm), scope, round_)
    all_: tuple[Entry, ...] = (*known.skills, *known.guardrails)
    entries = tuple(entry for entry in all_ if entry.status == "active")
    if not entries:
        raise InputError(
            f"Expected active skills or guardrails of arm {arm} in scope {scope!r}, found none."
        )
    return KnowledgePack(scope=scope, entries=entries)


def write_pack(pack: KnowledgePack, path: Path) -> None:
    """Writes a pack to a file that isn't there yet, whole or not at all.

    Raises:
        InputError: If the file is there, or can't be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists():
            raise InputError(f"Expected a file that isn't there yet, found {path}.")
        unfinished.write_bytes(written(pack) + b"\n")
        unfinished.replace(path)
    except OSError as error:
        raise InputError(f"Expected to write {path}, found {error.strerror}.") from error


def read_pack(path: Path) -> KnowledgePack:
    """Returns the pack in a file.

    Raises:
        InputError: If it can't be read, or isn't a pack that this version knows.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"Expected a knowledge pack at {path}, found {error.strerror}.") from error
    if len(data) > _MOST_BYTES:
        raise InputError(f"{path}: expected at most {_MOST_BYTES} bytes of a knowledge pack.")
    try:
        return KnowledgePack.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "it"
        raise InputError(
            f"{path}: expected a knowledge pack of the form {FORM}; {place}: {first['msg']}."
        ) from None


def offer(
    store: LogStore, pack: KnowledgePack, *, scope: str, arm: str, vocabulary: Vocabulary
) -> Offered:
    """Takes a pack into a scope as candidates, as a round of its own in the log.

    Args:
        store: Where the scope is.
        pack: What is offered.
        scope: To whom.
        arm: To whom.
        vocabulary: The words of that scope's world: what names others is refused.

    Raises:
        InputError: If the round was ended by someone else meanwhile; nothing has changed then.
    """
    now = store.next_round(scope, arm)
    log = store.log(scope, arm)
    view = knowledge_at(log, scope, now)
    here = (*view.skills, *view.guardrails, *retired_at(log, scope, now))
    there: dict[str, Entry] = {entry.id: entry for entry in here}
    refused, changes, known = [], [], 0
    for entry in _callees_first(pack.entries):
        if entry.id in there:
            known += 1
            continue
        refusal = offer_refusal(entry, view.guardrails, vocabulary, there.get)
        if refusal is not None:
            refused.append((entry.id, refusal))
            continue
        candidate = _as_candidate(entry, scope)
        there[entry.id] = candidate
        evidence = entry.evidence
        reason = (
            f"Offered by scope {pack.scope}, where {evidence.supporting} spoke for it and "
            f"{evidence.contradicting} against; here it has to earn its place."
        )
        changes.append(LogEntry(round=now, change="imported", entry=candidate, reason=reason))
    if changes and not store.append_log(now, scope, arm, changes):
        raise InputError(
            f"Expected round {now} of arm {arm} in scope {scope!r} to be open, found it ended by "
            "another run meanwhile; give the command again."
        )
    return Offered(now if changes else None, len(changes), known, tuple(refused))


def _as_candidate(entry: Entry, scope: str) -> Entry:
    update: dict[str, object] = {"scope": scope, "status": "candidate", "evidence": Evidence()}
    if isinstance(entry, Skill):
        update["doubted"] = None
    if isinstance(entry, Guardrail) and wording_refusal(entry.reason, entry) is not None:
        update["reason"] = usual_reason(entry.forbidden, entry.trigger, entry.cause)
    return entry.model_copy(update=update)


def _callees_first(entries: Sequence[Entry]) -> list[Entry]:
    """Returns entries so that a skill comes after those that it calls; in a circle as they are."""
    ordered: dict[str, Entry] = {}
    waiting = {entry.id: entry for entry in entries}
    for _ in range(MAX_SKILL_DEPTH):
        ready = [e for e in waiting.values() if not _calls(e) & waiting.keys()]
        for entry in ready:
            ordered[entry.id] = waiting.pop(entry.id)
    return [*ordered.values(), *waiting.values()]


def _calls(entry: Entry) -> set[str]:
    steps = entry.steps if isinstance(entry, Skill) else ()
    return {step.skill for step in steps if isinstance(step, SkillCall)}
