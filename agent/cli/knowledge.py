"""`steve inspect knowledge`, `steve store pack` and `steve store offer`: what is known, and where.

The log of knowledge is append-only: what was known at any time, and why it changed, is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from agent.cli import options as opt
from agent.cli import whose
from agent.cli.whose import ArmName, At, ScopeName
from agent.config import RunConfig
from agent.plain_words import by_id, evidence_in_words, in_words
from agent.worlds import world_for
from envs import InputError
from memory import Entry, KnowledgeView, LogEntry, Skill, Store
from memory.knowledge import knowledge_at, retired_at
from memory.packs import offer as offer_pack
from memory.packs import pack_of, read_pack, write_pack
from planner import guardrail_line, skill_line

_MERE_EVIDENCE = {"supported", "contradicted"}


def knowledge(
    entry: Annotated[
        str, typer.Argument(help="An entry's id or its beginning: its whole history.")
    ] = "",
    at: At = None,
    diff: Annotated[
        tuple[int, int] | None,
        typer.Option("--diff", min=0, help="What changed from the start of one round to another."),
    ] = None,
    store: opt.StorePath = opt.USUAL_STORE,
    arm: ArmName = "full",
    scope: ScopeName = opt.USUAL_SCOPE,
    json: opt.Json = False,
) -> int:
    """Shows what is known: now, at a round, what changed between two, or one entry's history.

    Example: steve inspect knowledge --diff 0 3
    """
    if sum((bool(entry), at is not None, diff is not None)) > 1:
        raise InputError("Expected one of an entry, --at and --diff, found more.")
    with Store.open(store, create=False) as opened:
        whose.check_whose(opened, scope, arm)
        log, now = opened.log(scope, arm), whose.round_at(opened, scope, arm, at)
        for round_ in diff or ():
            whose.round_at(opened, scope, arm, round_, "--diff")
        elsewhere = whose.others(opened, scope, arm)
    if entry:
        return _history(log, entry, json)
    if diff is not None:
        return _difference(log, scope, *diff, json)
    view = knowledge_at(log, scope, now)
    gone = retired_at(log, scope, view.round)
    if json:
        document = {"schema": "steve.knowledge/1", "scope": scope, "arm": arm}
        entries = [e.model_dump(mode="json") for e in (*view.skills, *view.guardrails, *gone)]
        opt.print_json({**document, "round": view.round, "entries": entries})
        return 0
    opt.out.print(
        f"{_counted(view.skills)} skills and {_counted(view.guardrails)} guardrails of arm {arm} "
        f"in scope {scope} at the start of round {view.round}; {len(gone)} retired"
        f"{elsewhere if elsewhere != '.' else ''}",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
    print_entries((*view.skills, *view.guardrails, *gone), by_id((*view.skills, *gone)))
    return 0


def pack(
    file: Annotated[Path, typer.Argument(help="A file that isn't there yet.")],
    at: At = None,
    store: opt.StorePath = opt.USUAL_STORE,
    arm: ArmName = "full",
    scope: ScopeName = opt.USUAL_SCOPE,
    json: opt.Json = False,
) -> int:
    """Writes the active skills and guardrails of a scope to a file, to be offered elsewhere.

    Example: steve store pack iron-age.json
    """
    with Store.open(store, create=False) as opened:
        packed = pack_of(opened, scope, arm, at)
    write_pack(packed, file)
    kinds = [entry.kind for entry in packed.entries]
    skills, guardrails = kinds.count("skill"), kinds.count("guardrail")
    if json:
        document = {"schema": "steve.store-pack/1", "file": str(file), "scope": scope}
        opt.print_json({**document, "skills": skills, "guardrails": guardrails})
    else:
        said = f"{skills} skills and {guardrails} guardrails of scope {scope} are in {file}."
        opt.out.print(said, highlight=False, markup=False, soft_wrap=True)
    return 0


def offer(
    source: Annotated[
        str, typer.Argument(help="A file of `steve store pack`, or another scope of the store.")
    ],
    env: opt.Env = "craftworld",
    env_options: opt.EnvOptions = None,
    store: opt.StorePath = opt.USUAL_STORE,
    arm: ArmName = "full",
    scope: opt.Scope = None,
    json: opt.Json = False,
) -> int:
    """Offers a scope what was learned elsewhere, as candidates that must earn their place.

    Words that the world of the scope doesn't know are refused.

    Example: steve store offer iron-age.json --scope my-modpack
    """
    fields = opt.world_and_model(env, "novice", env_options, ())
    probe = RunConfig(command="run", suite="single", tasks=(), arms=(), scope="", **fields)
    environment = world_for(probe)
    try:
        to = environment.id if scope is None else scope
        from_file = read_pack(Path(source)) if Path(source).exists() else None
        with Store.open(store, create=from_file is not None) as opened:
            pack = from_file or pack_of(opened, source, arm)
            if from_file is None and source == to:
                raise InputError(f"Expected another scope than {to!r}, found that one.")
            taken = offer_pack(opened, pack, scope=to, arm=arm, vocabulary=environment.vocabulary)
    finally:
        environment.close()
    if json:
        document = {"schema": "steve.store-offer/1", "scope": to, "from": pack.scope}
        refused = [{"entry": entry, "reason": reason} for entry, reason in taken.refused]
        opt.print_json({**document, **taken._asdict(), "refused": refused})
        return 0
    for id_, reason in taken.refused:
        opt.err.print(f"{id_}: {reason}", highlight=False, markup=False, soft_wrap=True)
    opt.out.print(
        f"{taken.added} entries of scope {pack.scope} are candidates in scope {to}; {taken.known} "
        f"were known there, {len(taken.refused)} were refused.",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
    return 0


def print_entries(entries: Iterable[Entry], known: Mapping[str, Skill]) -> None:
    """Prints entries as sentences, with how they stand: one a line, unless a terminal breaks it.

    Args:
        entries: What is printed, in this order.
        known: The skills that others may call, by their ids.
    """
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    for entry in entries:
        sentence = f"{in_words(entry, known)} ({_standing(entry)})"
        if opt.out.is_terminal:
            table.add_row(f"{entry.id}:", escape(sentence))
        else:
            line = f"{entry.id}: {sentence}"
            opt.out.print(line, highlight=False, markup=False, soft_wrap=True)
    if table.row_count:
        opt.out.print(table, highlight=False)


def _standing(entry: Entry) -> str:
    parts = [entry.status, evidence_in_words(entry)]
    if isinstance(entry, Skill):
        parts.append(f"{entry.cost_ticks} ticks")
    if entry.origin is not None:
        parts.append(f"proposed by {entry.origin}")
    return "; ".join(parts)


def _counted(entries: Sequence[Entry]) -> str:
    candidates = sum(entry.status == "candidate" for entry in entries)
    return f"{len(entries) - candidates} active (and {candidates} candidate)"


def _history(log: Sequence[LogEntry], beginning: str, json: bool) -> int:
    changes = [change for change in log if change.entry.id.startswith(beginning)]
    ids = sorted({change.entry.id for change in changes})
    if len(ids) != 1:
        found = f"{len(ids)} entries, such as {', '.join(ids[:3])}" if ids else "none"
        raise InputError(f"Expected one entry whose id begins with {beginning!r}, found {found}.")
    if json:
        listed = [change.model_dump(mode="json") for change in changes]
        opt.print_json({"schema": "steve.knowledge-history/1", "changes": listed})
        return 0
    known = by_id(c.entry for c in log if c.change != "refused")
    for change in changes:
        _print_change(change, known)
    # A refused form is in no force, unless there never was another.
    entry = ([c for c in changes if c.change != "refused"] or changes)[-1].entry
    print_entries([entry], known)
    exactly = skill_line(entry) if isinstance(entry, Skill) else guardrail_line(entry)
    opt.out.print(f"As planners read it: {exactly}", highlight=False, markup=False, soft_wrap=True)
    return 0


def _difference(log: Sequence[LogEntry], scope: str, first: int, then: int, json: bool) -> int:
    if first > then:
        raise InputError(f"--diff: expected the earlier round first, found {first} and {then}.")
    before, after = knowledge_at(log, scope, first), knowledge_at(log, scope, then)
    changes = [change for change in log if first <= change.round < then]
    if json:
        document = {"schema": "steve.knowledge-diff/1", "from": first, "to": then}
        digests = {"before": before.digest, "after": after.digest}
        listed = [change.model_dump(mode="json") for change in changes]
        opt.print_json({**document, **digests, "changes": listed})
        return 0
    known = by_id(c.entry for c in log if c.change != "refused")
    for change in changes:
        # What merely bore an entry out, or spoke against it, is in the counts of what follows.
        if change.change not in _MERE_EVIDENCE:
            _print_change(change, known)
    came, went = _ids(after) - _ids(before), _ids(before) - _ids(after)
    mere = sum(change.change in _MERE_EVIDENCE for change in changes)
    opt.out.print(
        f"From round {first} to {then}: {len(came)} entries came, {len(went)} went, {mere} times "
        "only the evidence of one changed.",
        highlight=False,
        soft_wrap=True,
    )
    return 0


def _ids(view: KnowledgeView) -> set[str]:
    entries: tuple[Entry, ...] = (*view.skills, *view.guardrails)
    return {entry.id for entry in entries}


def _print_change(change: LogEntry, known: Mapping[str, Skill]) -> None:
    # Of what was let in, entries or reasons say what it is.
    said = f" ({in_words(change.entry, known)})" if change.change == "refused" else ""
    opt.out.print(
        f"round {change.round}  {change.change:<11}  {change.entry.id}: {change.reason}{said}",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
