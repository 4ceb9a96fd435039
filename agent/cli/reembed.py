"""`steve store reembed`: give a store another embedder."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from agent.cli import options as opt
from agent.config import options
from memory import Store


def reembed(
    embedder: Annotated[
        str,
        typer.Option(
            "--embedder", help="hashed, static, minilm, openai:MODEL, or an installed one."
        ),
    ],
    embedder_options: Annotated[
        list[str] | None,
        typer.Option("-O", help="An option of the embedder, key=value; repeatable."),
    ] = None,
    store: opt.StorePath = opt.USUAL_STORE,
    json: opt.Json = False,
) -> int:
    """Embeds all that was lived through anew; a store that isn't there is made with it.

    Example: steve store reembed --embedder static
    """
    with Store.open(store) as opened:
        before = opened.embedder.name
        with Progress(
            TextColumn("embedding"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=opt.err,
            transient=True,
            disable=json,
        ) as bar:
            task = bar.add_task("embedding", total=None)
            done = opened.reembed(
                embedder,
                dict(options(list(embedder_options or ()), "-O")),
                lambda some, all_: bar.update(task, completed=some, total=all_),
            )
        after = opened.embedder.name
    if json:
        told = {"experiences": done, "before": before, "after": after}
        opt.print_json({"schema": "steve.store-reembed/1", "store": store, **told})
    else:
        said = f"{store}: {done} experiences, from {before} to {after}."
        opt.out.print(said, highlight=False, markup=False, soft_wrap=True)
    return 0
