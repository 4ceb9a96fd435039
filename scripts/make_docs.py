"""Writes what in `docs/` follows from the code: command help, the reference, files.

    python -m scripts.make_docs

`docs/cli.md` and `docs/reference.md` are written as a whole. In every other page a fenced block
under a line `<!-- file: PATH -->` is replaced by that file, one under `<!-- prompt -->` by a
prompt as a model gets it, and what is between `<!-- tables -->` and `<!-- /tables -->` by the
tables of a data pack. `tests/test_docs.py` fails where a page isn't what this writes.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from typer.main import get_command
from typer.testing import CliRunner

from agent import PartsScore, Rate, Row
from agent.cli.main import app
from diagnosis import History, diagnose
from envs import (
    FACETS,
    SUBGOAL_CLASSES,
    Craft,
    Equipment,
    Equipped,
    Event,
    Has,
    Inventory,
    ItemCount,
    KnownPlace,
    Lack,
    Nearby,
    Plan,
    Position,
    State,
    Task,
    Vitals,
)
from envs.craftworld.game.packforms import ROW_TABLES
from envs.craftworld.game.rules import SpecialSpeed
from envs.fake import FakeWorld
from memory import Learned, Recall
from memory.provisional import provisional
from planner import Situation, render_prompt

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"

_WIDTH = 96
_FORMS = (Inventory, ItemCount, Equipment, Equipped, Position, Vitals, Nearby, KnownPlace, Lack)
_FILE = re.compile(r"<!-- file: (\S+) -->\n\n```(\w*)\n.*?(?<=\n)```\n", re.DOTALL)
_TABLES = re.compile(r"<!-- tables -->\n.*?<!-- /tables -->\n", re.DOTALL)
_PROMPT = re.compile(r"<!-- prompt -->\n\n```text\n.*?(?<=\n)```\n", re.DOTALL)
_GENERATED = "<!-- Written by `python -m scripts.make_docs`; change the code instead. -->"


def pages() -> dict[Path, str]:
    """Returns what each page of `docs/` should hold, by path."""
    written = {DOCS / "cli.md": cli_page(), DOCS / "reference.md": reference_page()}
    others = {path: path.read_text(encoding="utf-8") for path in sorted(DOCS.glob("*.md"))}
    return {path: with_blocks(text) for path, text in others.items()} | written


def with_blocks(text: str) -> str:
    """Returns a page with its file blocks as the files now are, and its prompt as it now reads."""

    def block(match: re.Match[str]) -> str:
        path, language = match.groups()
        content = (ROOT / path).read_text(encoding="utf-8")
        return f"<!-- file: {path} -->\n\n```{language}\n{content}```\n"

    def prompt(_: re.Match[str]) -> str:
        return f"<!-- prompt -->\n\n```text\n{example_prompt()}\n```\n"

    written = _PROMPT.sub(prompt, _FILE.sub(block, text))
    return _TABLES.sub(lambda _: f"<!-- tables -->\n\n{tables()}\n<!-- /tables -->\n", written)


def tables() -> str:
    """Returns the tables of a data pack with the fields of their rows."""
    parts: list[str] = []
    for name, kind in sorted(ROW_TABLES.items()):
        parts.append(f"### {name}\n")
        parts.append(f"`tables/{name}.json`, rows under `{kind.key}`. {_line(kind.row.__doc__)}\n")
        parts.append(_fields(kind.row, ()))
    parts.append("### Inside rows\n")
    forms = {form for kind in ROW_TABLES.values() for form in _nested(kind.row)} | {SpecialSpeed}
    for form in sorted(forms, key=lambda form: form.__name__):
        parts.append(f"**{form.__name__}**: {_line(form.__doc__)}\n")
        parts.append(_fields(form, ()))
    return "\n".join(parts)


def _nested(model: type[Any]) -> Iterator[type[Any]]:
    """Yields the forms that fields of `model` hold."""
    for field in model.model_fields.values():
        for annotation in _alternatives(field.annotation):
            for inner in get_args(annotation) or (annotation,):
                if hasattr(inner, "model_fields"):
                    yield inner


def example_prompt() -> str:
    """Returns the user message for a second plan in the fake world, after one failure."""
    world = FakeWorld()
    task = Task(id="sticks", instruction="Craft 4 sticks", goal=Has(item="stick", count=4))
    world.reset(task, seed=7)
    history = History(world.vocabulary)
    attempt = world.attempt(Craft(item="stick", count=4), task.budget_ticks)
    history = history.extended(attempt, diagnose(attempt, history))
    now = Situation(
        task=task,
        view=history.view(world.observe()),
        history=history,
        ticks_left=task.budget_ticks - attempt.ticks,
        guardrails=provisional(history, world.vocabulary, world.id),
    )
    said = render_prompt(now, Recall(id="none", view="none"), Plan(steps=()), token_budget=6_000)
    return said[-1].content.strip()


def commands() -> tuple[tuple[str, ...], ...]:
    """Returns the words of every command, `()` for `steve` itself, in the order of its help."""
    return tuple(_commands((), get_command(app)))


def _commands(words: tuple[str, ...], command: Any) -> Iterator[tuple[str, ...]]:
    yield words
    for name, below in getattr(command, "commands", {}).items():
        yield from _commands((*words, name), below)


def cli_page() -> str:
    """Returns the help of every command."""
    parts = [
        "# The command line\n",
        f"{_GENERATED}\n",
        "Progress goes to standard error, results to standard output. `--json` prints one JSON "
        "document and nothing else, of an error too; its `schema` field names its form, see "
        "[json.md](json.md). Exit codes: 0 done (for `run`: the goal holds), 1 the goal was not "
        "reached or a check failed, 2 wrong usage or input, 3 the world or the model broke, 130 "
        "interrupted.\n",
        "Conditions are described in [conditions.md](conditions.md), options of the world (`-E`) "
        "in [craftworld.md](craftworld.md), options of the model (`-M`) in "
        "[own_model.md](own_model.md).\n",
    ]
    for words in commands():
        said = CliRunner().invoke(
            app, [*words, "--help"], prog_name="steve", terminal_width=_WIDTH, color=False
        )
        shown = "\n".join(line.rstrip() for line in said.output.strip().splitlines())
        parts.append(f"## {' '.join(('steve', *words))}\n\n```text\n{shown}\n```\n")
    return "\n".join(parts)


def reference_page() -> str:
    """Returns facets, subgoals, events and results with their fields."""
    events = {event.model_fields["kind"].default: event for event in get_args(get_args(Event)[0])}
    parts = [
        "# What is seen, asked and told\n",
        f"{_GENERATED}\n",
        "A world reports states and events, and is asked to do subgoals. These are all of them. "
        "A facet that a world can't see is absent (`null` in JSON), never invented.\n",
        "## Facets of a state\n",
        _table(("facet", "form", "what it is"), _facets()),
        *_kinds({form.__name__: form for form in _FORMS}, ()),
        "## Subgoals\n",
        "An executor does what a subgoal says and no more. Counts are of what is carried "
        "afterwards. Every kind also takes `budget_ticks` (at most so many ticks) and `checks` "
        "(conditions that must hold at the end besides its own). As text: "
        '`craft(item="stick", count=4)`.\n',
        *_kinds(SUBGOAL_CLASSES, ("kind", "checks", "budget_ticks")),
        "## Events\n",
        "An event says what was seen and never why. Each has `tick`, the ticks since the episode "
        "began (20 a second).\n",
        *_kinds(events, ("kind", "tick")),
        "## Results\n",
        "What `--json` prints and a run's folder holds; see [json.md](json.md).\n",
        *_kinds({"Row": Row, "Rate": Rate, "PartsScore": PartsScore, "Learned": Learned}, ()),
    ]
    return "\n".join(parts)


def _facets() -> Iterator[tuple[str, str, str]]:
    for name in FACETS:
        field = State.model_fields[name]
        models = [a for a in _alternatives(field.annotation) if isinstance(a, type)]
        documented = next((m.__doc__ for m in models if hasattr(m, "model_fields")), None)
        yield f"`{name}`", _form(field), _line(field.description or documented)


def _kinds(classes: Mapping[str, type[Any]], left_out: Iterable[str]) -> Iterator[str]:
    for kind, model in classes.items():
        yield f"### {kind}\n"
        yield f"{_line(model.__doc__)}\n"
        if model.model_fields.keys() - set(left_out):
            yield _fields(model, left_out)


def _fields(model: type[Any], left_out: Iterable[str]) -> str:
    """Returns the fields of a form as a table."""
    rows = (
        (f"`{name}`", _form(field), _default(field), _line(field.description))
        for name, field in model.model_fields.items()
        if name not in left_out
    )
    return _table(("field", "form", "default", "what it says"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _line(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    return "none" if field.default in (None, (), "") else f"`{field.default}`"


def _form(field: FieldInfo) -> str:
    words = (_word(a) for a in _alternatives(field.annotation) if a is not type(None))
    return ", ".join(dict.fromkeys(words))


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    if isinstance(annotation, types.UnionType) or get_origin(annotation) is Union:
        return tuple(a for part in get_args(annotation) for a in _alternatives(part))
    return (annotation,)


def _word(annotation: Any) -> str:
    """Returns what a type is called on a page for people."""
    inner = get_args(annotation)
    if get_origin(annotation) is Literal:
        return " or ".join(f"`{value}`" for value in inner)
    if get_origin(annotation) is tuple:
        return "two numbers" if Ellipsis not in inner else f"list of {_word(inner[0])}"
    if hasattr(annotation, "__metadata__"):
        # A union of conditions, a name with its pattern or a number with its bounds.
        return "condition" if get_origin(inner[0]) is types.UnionType else _word(inner[0])
    return {str: "text", int: "whole number", float: "number", bool: "yes or no"}.get(
        annotation, getattr(annotation, "__name__", str(annotation))
    )


def main() -> None:
    """Writes the pages that aren't as they should be, and says which."""
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
