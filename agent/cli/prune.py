"""`steve store prune`: what a store lets go, shown first."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from agent.cli import options as opt
from envs import InputError
from memory import Store
from memory.retention import Retention, prunable
from memory.retention import prune as take_out

_SHOWN = 20


def prune(
    store: opt.StorePath = opt.USUAL_STORE,
    older_than: Annotated[
        float | None,
        typer.Option("--older-than", min=0, help="Only what began so many days ago or before."),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option("--keep", min=0, help="Only what isn't among the newest N of its signature."),
    ] = None,
    below: Annotated[
        int | None,
        typer.Option("--below", min=1, help="Only what fewer than N things stand on."),
    ] = None,
    archive: Annotated[
        Path | None, typer.Option("--archive", help="A new file for what goes; for --apply.")
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Take it out; without this it is only shown.")
    ] = False,
    json: opt.Json = False,
) -> int:
    """Shows which experiences a store would let go; with --apply archives them and takes them out.

    What meets all conditions that are given goes; what isn't distilled yet stays. A summary's
    examples, a living entry's evidence, and recalls that brought it up stand on an experience.

    Example: steve store prune --older-than 90 --keep 20 --below 1 --archive old.jsonl --apply
    """
    retention = Retention(older_than_days=older_than, keep_per_signature=keep, below_value=below)
    if retention == Retention():
        raise InputError("Expected at least one of --older-than, --keep and --below.")
    if apply and archive is None:
        raise InputError("Expected --archive FILE with --apply: nothing is dropped unarchived.")
    with Store.open(store, create=False) as opened:
        chosen = prunable(opened, retention, now=time.time())
        if apply and archive is not None and chosen:
            take_out(opened, chosen, archive)
        name = opened.name
    done = apply and bool(chosen)
    if json:
        document = {"schema": "steve.store-prune/1", "store": name, "applied": done}
        document["archive"] = str(archive) if done else None
        opt.print_json({**document, "experiences": [settled.id for settled in chosen]})
        return 0
    for settled in [] if done else chosen[:_SHOWN]:
        said = f"{settled.id} ({settled.value} stand on it)"
        opt.out.print(said, highlight=False, markup=False, soft_wrap=True)
    if not done and len(chosen) > _SHOWN:
        opt.out.print(f"... and {len(chosen) - _SHOWN} more (--json names them all)")
    what = f"{len(chosen)} experience" + ("" if len(chosen) == 1 else "s")
    said = f"{what} of {name} would go; add --archive FILE --apply to do it."
    if done:
        said = f"{what} of {name} went to {archive}; `steve store compact` gives back the room."
    opt.out.print(said, highlight=False, markup=False, soft_wrap=True)
    return 0
