"""`steve inspect`: question a store about what was done, why, and what was learned."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import typer
from rich.table import Table

from agent.cli import attribution, knowledge, runs, truth, whose, why
from agent.cli import options as opt
from agent.cli.knowledge import print_entries
from agent.cli.whose import ArmName, At, ScopeName
from agent.cli.why import told
from agent.plain_words import by_id
from agent.scores import Row
from diagnosis import Cause
from envs import InputError, Subgoal, Within, parse, parse_subgoal
from memory import (
    Entry,
    Experience,
    Filter,
    Hit,
    Question,
    RecordedRecall,
    Spot,
    Store,
    experience_id,
    recall_experiences,
)
from memory.knowledge import knowledge_at, retired_at
from planner import guardrail_line, skill_line

app = typer.Typer(help="Question a store.", no_args_is_help=True)
app.command("runs")(runs.runs)
app.command("attribution")(attribution.attribution)
app.command("knowledge")(knowledge.knowledge)
app.command("truth")(truth.truth)
app.command("why")(why.why)

_RECALL_ID = re.compile("recall-[0-9a-f]{16}")
_CALL = re.compile(r"\s*[a-z_]+\(")  # a subgoal is meant, right or wrong
_NO_BOUND = 10**9  # who looks into a store sees all of it


@app.command()
def episode(
    key: Annotated[str, typer.Argument(help="run/round/phase/arm/task/seed, or a part of it.")],
    store: opt.StorePath = opt.USUAL_STORE,
    json: opt.Json = False,
) -> int:
    """Shows what happened in an episode, attempt by attempt.

    Example: steve inspect episode 3f2a41bc90de-0/0/train/full/wooden-00/0
    """
    with Store.open(store, create=False) as opened:
        alike = [r for r in opened.episodes() if key in str(r.key)]
        records = [r for r in alike if str(r.key) == key] or alike
        if not records:
            raise InputError(f"No episode's key contains {key!r}; see `steve inspect runs`.")
        if len({r.key for r in records}) > 1:
            shown = ", ".join(str(r.key) for r in records[:3])
            raise InputError(f"{len(records)} episodes contain {key!r}: say more, such as {shown}.")
        last = records[-1]
        rows = [r for r in opened.episode_rows(last.key.run) if r["episode"] == str(last.key)]
        ids = (experience_id(last.key, last.attempt_try, i) for i in range(last.attempts))
        gone = opened.archived(last.key, last.attempt_try)
        lived = [opened.experience(id_) for id_ in ids if id_ not in gone]
    if json:
        attempts = [told(experience) for experience in lived]
        document = {"schema": "steve.episode/1", "row": rows[-1] if rows else None}
        opt.print_json({**document, "attempts": attempts})
        return 0
    if rows:
        row = Row.model_validate(rows[-1])
        opt.out.print(f"{row.episode}: {row.outcome} ({row.reason})", highlight=False, markup=False)
    table = Table("attempt", "tick", "subgoal", "by", "came of it")
    for experience in lived:
        diagnosis = experience.diagnosis
        table.add_row(
            str(experience.index),
            str(experience.attempt.post_state.tick),
            experience.subgoal_text,
            experience.plan.current.origin + _probing(experience),
            "done" if diagnosis.succeeded else str(diagnosis.cause),
        )
    opt.out.print(table)
    if lived:
        why = f"{opt.command()} inspect why {lived[-1].id}{opt.elsewhere(store)}"
        opt.out.print(f"Why the last one: {why}", highlight=False, markup=False, soft_wrap=True)
    if gone:
        files = ", ".join(sorted({name or "a file that isn't known" for name in gone.values()}))
        opt.out.print(f"{len(gone)} more attempts were archived in {files}.", markup=False)
    return 0


@app.command()
def experience(
    id: Annotated[str, typer.Argument(help="An experience's id.")],
    store: opt.StorePath = opt.USUAL_STORE,
) -> int:
    """Prints one whole experience as JSON.

    Example: steve inspect experience 3f2a41bc90de-0/0/train/full/wooden-00/0/0/0003
    """
    with Store.open(store, create=False) as opened:
        opt.print_json(opened.experience(id).model_dump(mode="json"))
    return 0


@app.command()
def skills(
    store: opt.StorePath = opt.USUAL_STORE,
    arm: ArmName = "full",
    scope: ScopeName = opt.USUAL_SCOPE,
    at: At = None,
    json: opt.Json = False,
) -> int:
    """Lists the skills that were learned.

    Example: steve inspect skills --scope craftworld-v4
    """
    return _knowledge("skill", store, arm, scope, at, json)


@app.command()
def guardrails(
    store: opt.StorePath = opt.USUAL_STORE,
    arm: ArmName = "full",
    scope: ScopeName = opt.USUAL_SCOPE,
    at: At = None,
    json: opt.Json = False,
) -> int:
    """Lists the guardrails that were learned.

    Example: steve inspect guardrails --scope craftworld-v4
    """
    return _knowledge("guardrail", store, arm, scope, at, json)


@app.command()
def recall(
    asked: Annotated[
        str,
        typer.Argument(help="What to look for, in words or as a subgoal; or a recall's id."),
    ] = "",
    near: Annotated[
        str | None,
        typer.Option("--near", help="x,z: the nearer the better; x,z,N: only within N blocks."),
    ] = None,
    given: Annotated[
        str | None, typer.Option("--given", help="A condition: what holds when it is begun.")
    ] = None,
    cause: Annotated[
        list[Cause] | None, typer.Option("--cause", help="Only failures of it; repeatable.")
    ] = None,
    outcome: Annotated[
        Literal["succeeded", "failed"] | None, typer.Option("--outcome", help="Only what did.")
    ] = None,
    tag: Annotated[
        list[str] | None,
        typer.Option("--tag", help="Only with it, such as item:stick; repeatable."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="The map that --near is on; any by default.")
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="At most so many.")] = 10,
    store: opt.StorePath = opt.USUAL_STORE,
    arm: ArmName = "full",
    scope: ScopeName = opt.USUAL_SCOPE,
    at: At = None,
    json: opt.Json = False,
) -> int:
    """Asks what was lived through, or shows what a planner once recalled; each hit with why.

    Example: steve inspect recall "no iron ore found" --near 120,-40 --cause target_not_found
    """
    with Store.open(store, create=False) as opened:
        if _RECALL_ID.fullmatch(asked):
            return _recorded(opened.recall(asked), json)
        if not any((asked, near, given, cause, outcome, tag)):
            raise InputError("Expected a question: words, a subgoal, --near, --given or a filter.")
        whose.check_whose(opened, scope, arm)
        spot, within = _spot(near, seed)
        subgoal, text = _subgoal_or_text(asked)
        question = Question(
            text=text,
            subgoal=subgoal,
            given=None if given is None else parse(given),
            near=spot,
            k=k,
            token_budget=_NO_BOUND,
            only=Filter(
                outcome=outcome, causes=tuple(cause or ()), tags=tuple(tag or ()), place=within
            ),
        )
        before = whose.round_at(opened, scope, arm, at)
        hits = recall_experiences(opened, question, scope=scope, arm=arm, before_round=before)
        elsewhere = whose.others(opened, scope, arm)
    if json:
        asked_for = {"question": question.model_dump(mode="json", exclude={"token_budget"})}
        listed = [hit.model_dump(mode="json") for hit in hits]
        opt.print_json({"schema": "steve.answer/1", **asked_for, "hits": listed})
        return 0
    if not hits:
        said = f"Nothing of arm {arm} in scope {scope} fits{elsewhere}"
        opt.out.print(said, highlight=False, markup=False, soft_wrap=True)
    for hit in hits:
        _print_hit(hit)
    return 0


def _recorded(recorded: RecordedRecall, json: bool) -> int:
    if json:
        opt.print_json({"schema": "steve.recall/1", "recall": recorded.model_dump(mode="json")})
        return 0
    found = recorded.recall
    for line in (
        f"asked for {recorded.query.episode} ({found.tokens} tokens, knowledge {found.view})",
        *(skill_line(skill) for skill in found.skills),
        *(guardrail_line(guardrail) for guardrail in found.guardrails),
    ):
        opt.out.print(line, highlight=False, markup=False, soft_wrap=True)
    for hit in found.hits:
        _print_hit(hit)
    return 0


def _print_hit(hit: Hit) -> None:
    for line in (
        f"{hit.score:.2f} {hit.text} [{hit.experience}]",
        *(f"     {r.index} {r.score:.2f}: {r.detail}" for r in hit.reasons),
    ):
        opt.out.print(line, highlight=False, markup=False, soft_wrap=True)


def _spot(near: str | None, seed: int | None) -> tuple[Spot | None, Within | None]:
    if near is None:
        return None, None
    parts = opt.split(near)
    try:
        x, z, *blocks = (int(part) for part in parts)
        within = Within(x=x, z=z, distance=blocks[0]) if blocks else None
        if len(blocks) > 1:
            raise ValueError
        return Spot(x=x, z=z, seed=seed), within
    except ValueError as error:
        raise InputError(
            f"--near: expected x,z or x,z,blocks in whole numbers, found {near!r}."
        ) from error


def _subgoal_or_text(asked: str) -> tuple[Subgoal | None, str]:
    try:
        return parse_subgoal(asked), ""
    except InputError:
        if _CALL.match(asked):
            raise
        return None, asked


def _probing(experience: Experience) -> str:
    """Returns what to add of a step that the plan brought and that went against a guardrail."""
    planned = experience.plan.current.origin != "probe"
    return ", a probe" if planned and experience.probe is not None else ""


def _knowledge(kind: str, store: str, arm: str, scope: str, at: int | None, json: bool) -> int:
    with Store.open(store, create=False) as opened:
        whose.check_whose(opened, scope, arm)
        log = opened.log(scope, arm)
        known = knowledge_at(log, scope, whose.round_at(opened, scope, arm, at))
        elsewhere = whose.others(opened, scope, arm)
        gone = retired_at(log, scope, known.round)
    entries: tuple[Entry, ...] = (*known.skills, *known.guardrails, *gone)
    found = [entry for entry in entries if entry.kind == kind]
    if json:
        listed = [entry.model_dump(mode="json") for entry in found]
        opt.print_json({"schema": f"steve.{kind}s/1", f"{kind}s": listed})
        return 0
    if not found:
        said = f"No {kind}s of arm {arm} in scope {scope}{elsewhere}"
        opt.out.print(said, highlight=False, markup=False, soft_wrap=True)
    print_entries(found, by_id(entries))
    return 0
