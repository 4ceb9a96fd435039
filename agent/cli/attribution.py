"""`steve inspect attribution`: how often the diagnosis names the cause that somebody else knows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from agent.attribution import Scores, labelled, told
from agent.cli import options as opt
from envs import InputError, Vocabulary, make

_MOST_SHOWN = 20


def attribution(
    file: Annotated[Path, typer.Argument(help="JSON lines, a labelled attempt each.")],
    env: Annotated[
        str, typer.Option("--env", help="The world whose words the attempts use.")
    ] = "craftworld",
    wrong: Annotated[
        bool, typer.Option("--wrong", help="Name the attempts that were told wrong.")
    ] = False,
    json: opt.Json = False,
) -> int:
    """Scores the diagnosis against a file of attempts whose causes are known.

    Example: steve inspect attribution labelled.jsonl
    """
    judged = _judged(file, _words_of(env))
    if not judged:
        raise InputError(f"Expected labelled attempts in {file}, found none; see docs/causes.md.")
    scores = Scores.of((case.label, case.told) for case in judged)
    mistakes = [case for case in judged if case.label != case.told]
    if json:
        listed = [{"id": c.id, "label": c.label, "told": c.told} for c in mistakes]
        document = {"schema": "steve.attribution/1", "file": str(file), **scores.document()}
        opt.print_json({**document, "wrong": listed})
        return 0
    for line in scores.lines():
        opt.out.print(line, highlight=False, markup=False, soft_wrap=True)
    if wrong:
        for case in mistakes[:_MOST_SHOWN]:
            line = f"{case.id}: {case.label} told as {case.told}, {case.subgoal}"
            opt.out.print(line, highlight=False, markup=False, soft_wrap=True)
    return 0


class _Judged(NamedTuple):
    id: str
    label: str
    told: str
    subgoal: str


def _words_of(env: str) -> Vocabulary:
    environment = make(env)
    try:
        return environment.vocabulary
    finally:
        environment.close()


def _judged(file: Path, words: Vocabulary) -> list[_Judged]:
    try:
        with file.open("rb") as stream:
            return [
                _Judged(case.id, case.label.value, told(case, words), str(case.attempt.subgoal))
                for case in labelled(stream)
            ]
    except OSError as error:
        raise InputError(f"Expected a file that can be read, found {error}.") from error
