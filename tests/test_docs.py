"""The pages in `docs/` say what is so: nothing public is missing, and no example is wrong."""

import contextlib
import importlib
import importlib.util
import io
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.main import get_command

from agent import ARMS, Budget
from agent.cli.main import app, carried_out
from diagnosis import HARD_CAUSES, Cause
from envs import (
    FACETS,
    SUBGOAL_CLASSES,
    TIERS,
    TOOL_KINDS,
    Atom,
    Event,
    InputError,
    NotationError,
    Verb,
    condition_adapter,
    load_suite,
    make,
    parse,
)
from planner import SERVERS, key_variable, make_model
from planner.beliefs import INVENTED_ITEMS, ErrorRates
from planner.slips import SlipRates
from scripts.make_docs import DOCS, ROOT, commands, pages

PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted(DOCS.glob("*.md"))}

# One worker runs them all, on one store.
pytestmark = pytest.mark.xdist_group("docs")

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")


def fences(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    return [body for found, body in FENCE.findall(PAGES[page]) if found == language]


def prose(page: str) -> str:
    """A page without its fenced blocks."""
    return FENCE.sub("", PAGES[page])


def rows(page: str) -> dict[str, list[str]]:
    """The cells of each table row of a page whose first cell is code, by that code."""
    lines = (line for line in prose(page).splitlines() if line.startswith("| `"))
    cells = ([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines)
    return {CODE.findall(row[0])[0]: row[1:] for row in cells}


def kind_of(model: Any) -> str:
    return str(model.model_fields["kind"].default)


# What is generated.


def test_pages_are_what_the_code_says() -> None:
    stale = [path.name for path, text in pages().items() if PAGES.get(path.name) != text]

    assert stale == [], "run python -m scripts.make_docs"


def test_the_help_of_every_command_is_there() -> None:
    headings = re.findall(r"^## (steve.*)$", PAGES["cli.md"], re.MULTILINE)

    assert headings == [" ".join(("steve", *words)) for words in commands()]
    assert "steve inspect why" in headings


def test_every_facet_subgoal_and_event_is_there() -> None:
    headings = re.findall(r"^### (\w+)$", PAGES["reference.md"], re.MULTILINE)
    events = [kind_of(event) for event in get_args(get_args(Event)[0])]

    assert set(FACETS) <= rows("reference.md").keys()
    assert set(SUBGOAL_CLASSES) | set(events) <= set(headings)
    assert len(SUBGOAL_CLASSES) == 15, "craftworld.md and the glossary say fifteen"
    assert len(FACETS) == 13, "the glossary says thirteen"


# Conditions.


def examples() -> list[str]:
    """All that `conditions.md` shows as a condition."""
    code = [c for c in CODE.findall(prose("conditions.md")) if re.match(r"\w+\(.*\)$", c)]
    blocks = [line for block in fences("conditions.md", "condition") for line in block.split("\n")]
    wrong = {said for said in rows("conditions.md") if said not in ATOMS}
    return [text for text in dict.fromkeys((*code, *blocks)) if text and text not in wrong]


ATOMS = {kind_of(atom) for atom in get_args(Atom)}


def test_every_atom_has_a_row_with_an_example_of_its_own() -> None:
    found = rows("conditions.md")

    assert found.keys() >= ATOMS
    for atom in ATOMS:
        shown = [parse(text).kind for text in CODE.findall(found[atom][1])]
        assert shown
        assert set(shown) == {atom}


@pytest.mark.parametrize("text", examples())
def test_an_example_of_a_condition_can_be_read(text: str) -> None:
    assert parse(str(parse(text))) == parse(text)


def test_every_verb_tier_and_kind_of_tool_is_named() -> None:
    words = set(re.findall(r"\w+", prose("conditions.md")))

    assert set(get_args(Verb)) | set(TIERS) | set(TOOL_KINDS) <= words


def test_each_mistake_is_answered_as_the_page_says() -> None:
    mistakes = {said: row for said, row in rows("conditions.md").items() if said not in ATOMS}

    assert len(mistakes) >= 4
    for text, (answer,) in mistakes.items():
        with pytest.raises(NotationError) as error:
            parse(text)
        assert str(error.value).startswith(answer)


def test_the_json_of_a_condition_is_the_text_of_the_page() -> None:
    (document,) = fences("conditions.md", "json")

    assert str(condition_adapter.validate_json(document)) in PAGES["conditions.md"]


# Causes, words and doors.


def test_every_cause_has_a_row_in_the_order_of_the_enumeration() -> None:
    assert list(rows("causes.md")) == [cause.value for cause in Cause]


def test_the_hard_causes_are_named_as_such() -> None:
    (sentence,) = re.findall(r"^\w+ causes are hard: (.*?)\.", prose("causes.md"), re.MULTILINE)

    assert set(CODE.findall(sentence)) == set(HARD_CAUSES)


def test_events_that_show_a_cause_are_events() -> None:
    known = {kind_of(event) for event in get_args(get_args(Event)[0])}
    known |= {"lacking", "station", "item", "tool", "container", "bed", "fuel", "entity", "offer"}
    known |= {"room", "starvation"}

    for cause, (_, shown) in rows("causes.md").items():
        assert set(CODE.findall(shown)) <= known, cause


def terms() -> Iterator[tuple[str, str]]:
    yield from re.findall(r"^- \*\*(.+?)\*\* \(`([\w.]+)`\): ", PAGES["glossary.md"], re.MULTILINE)


def test_the_glossary_is_in_order_and_has_one_form() -> None:
    listed = [line for line in PAGES["glossary.md"].splitlines() if line.startswith("- ")]
    words = [word.casefold() for word, _ in terms()]

    assert len(words) == len(listed) > 40
    assert words == sorted(words)


@pytest.mark.parametrize(("term", "place"), sorted(terms()))
def test_a_term_of_the_glossary_is_in_the_code(term: str, place: str) -> None:
    module, _, name = place.rpartition(".")

    # A module is an attribute of its package once it is imported.
    if importlib.util.find_spec(place) if name.islower() else None:
        importlib.import_module(place)
    assert hasattr(importlib.import_module(module), name)


def test_every_entry_point_of_ours_is_listed_with_its_group() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    doors = rows("architecture.md")

    assert doors.keys() == project["entry-points"].keys()
    for group, points in project["entry-points"].items():
        assert set(CODE.findall(doors[group][0])) == points.keys()


def test_the_contracts_and_checks_that_doors_name_are_there() -> None:
    for _, contract, check, page in rows("architecture.md").values():
        module, _, name = contract.strip("`").rpartition(".")
        assert hasattr(importlib.import_module(module), name)
        assert importlib.import_module(check.strip("`")).__doc__
        assert page in {f"[{name}]({name})" for name in PAGES}


def test_every_arm_and_the_budget_are_described() -> None:
    shown = rows("own_memory.md")
    budget = Budget()

    assert set(ARMS) <= shown.keys()
    assert (
        f"{budget.replans} replans, {budget.attempts} attempts, {budget.model_calls} model calls "
        f"and {budget.tokens:,} tokens"
    ) in PAGES["own_memory.md"]


# JSON documents.

RUN_JSON = """
run "Craft a wooden pickaxe" --json
suite mcu70 --tasks wooden-08 --seeds 0 --arms oracle --json
evolve mcu70 --tasks wooden-08 --rounds 1 --train-seeds 0 --eval-seeds 1 --json
envs --json
models --json
doctor --json
inspect runs --json
inspect episode wooden-00/0 --json
inspect why {experience} --json
inspect recall {recall} --json
inspect recall planks --json
inspect skills --json
inspect guardrails --json
inspect knowledge --json
inspect knowledge --diff 0 1 --json
inspect knowledge {entry} --json
inspect truth mcu70 --tasks wooden-08 --seeds 600 --tries 2 --json
store pack pack.json --json
store offer pack.json --scope other --json
inspect attribution labelled.jsonl --json
envs check craftworld --json
store check --json
store stats --json
store export all.jsonl --json
store import all.jsonl --json
store prune --keep 0 --json
store compact --json
store migrate --json
store reembed --embedder hashed --json
inspect episode nowhere --json
"""


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What each command that prints JSON printed, by schema, all over one small store."""
    printed: dict[str, dict[str, Any]] = {}
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(tmp_path_factory.mktemp("json"))
        (example,) = fences("causes.md", "json")
        Path("labelled.jsonl").write_text(example, encoding="utf-8")
        experience = recall = entry = ""
        for line in RUN_JSON.strip().splitlines():
            words = shlex.split(line.format(experience=experience, recall=recall, entry=entry))
            output = io.StringIO()
            with contextlib.redirect_stdout(output):
                assert carried_out(words) == (2 if "nowhere" in words else 0), line
            document = json.loads(output.getvalue())
            printed[document["schema"]] = document
            experience = experience or document["attempts"][0]["experience"]
            if document["schema"] == "steve.why/1":
                recall = document["recall"]["recall"]["id"]
            if document["schema"] == "steve.skills/1":
                entry = document["skills"][0]["id"]
    return printed


def test_every_document_has_a_section(documents: dict[str, dict[str, Any]]) -> None:
    headings = re.findall(r"^## (steve\S+)$", PAGES["json.md"], re.MULTILINE)

    assert set(headings) == documents.keys()
    for schema in documents:
        assert f"| `schema` | `{schema}` |" in PAGES["json.md"]


@pytest.mark.parametrize("section", PAGES["json.md"].split("\n## ")[1:], ids=lambda s: s.split()[0])
def test_a_document_has_the_fields_that_the_page_names(
    section: str, documents: dict[str, dict[str, Any]]
) -> None:
    document = documents[section.split(maxsplit=1)[0]]
    named = re.findall(r"^\| `(\S+)` \|", section, re.MULTILINE)

    assert sorted(named) == sorted(fields_of(document, set(named)))


def fields_of(document: dict[str, Any], named: set[str], above: str = "") -> Iterator[str]:
    """The fields of a document; those of a field's own are taken where the page names some."""
    for key, value in document.items():
        path, items = f"{above}{key}", f"{above}{key}[]."
        if any(name.startswith(f"{path}.") for name in named):
            yield from fields_of(value, named, f"{path}.")
        elif any(name.startswith(items) for name in named):
            assert value, f"an empty list shows nothing: {path}"
            yield from dict.fromkeys(f for v in value for f in fields_of(v, named, items))
        else:
            yield path


# Options.


@pytest.mark.parametrize("model", ["novice", "openai:any"])
def test_every_option_of_a_model_is_described(model: str) -> None:
    with pytest.raises(InputError, match="takes the options") as error:
        make_model(model, options={"no_such_option": "1"})
    listed = re.findall(r"takes the options (.*?);", str(error.value))

    assert set(listed[0].split(", ")) <= rows("own_model.md").keys()


def test_every_option_of_craftworld_is_described() -> None:
    with pytest.raises(InputError, match="expected") as error:
        make("craftworld", no_such_option="1")
    listed = re.findall(r"expected (.*?)\.$", str(error.value))
    described = {key.removeprefix("-E ").partition("=")[0] for key in rows("craftworld.md")}

    assert set(listed[0].split(" or ")) == described


def test_the_variables_of_the_environment_are_described() -> None:
    for name, server in SERVERS.items():
        assert f"`{name}`" in PAGES["own_model.md"]
        assert (f"`{key_variable(name)}`" in PAGES["own_model.md"]) == server.needs_key
    assert "`STEVE_STORE`" in PAGES["store.md"]
    assert "[env var: STEVE_STORE" in " ".join(PAGES["cli.md"].split())


def shell_commands() -> list[tuple[str, str]]:
    lines = [(page, line) for page in PAGES for block in fences(page, "sh") for line in
             block.splitlines() if line.startswith("steve ")]  # fmt: skip
    shown = re.findall(r"^  Example: (steve .*?)\n\n", PAGES["cli.md"], re.DOTALL | re.MULTILINE)
    return lines + [("cli.md", " ".join(example.split())) for example in shown]


@pytest.mark.parametrize(("page", "line"), shell_commands())
def test_a_command_on_a_page_can_be_given(page: str, line: str) -> None:
    command: Any = get_command(app)
    _, *words = shlex.split(line)
    while words and hasattr(command, "commands"):
        command = command.commands[words.pop(0)]

    # Raises where an option or an argument isn't known.
    assert command.make_context(line, words)


def test_the_suites_on_the_page_can_be_loaded(tmp_path: Path) -> None:
    tasks = []
    for text in fences("own_world.md", "yaml"):
        (tmp_path / "juices.yaml").write_text(text, encoding="utf-8")
        tasks.append([task.id for task in load_suite(str(tmp_path / "juices.yaml")).tasks])

    assert tasks == [
        ["press-juice", "press-two"],
        ["press-1-juice", "press-1-any", "press-3-juice", "press-3-any"],
    ]


def test_the_lines_for_pyproject_are_those_of_the_sample() -> None:
    sample = (ROOT / "tests" / "sample" / "pyproject.toml").read_text(encoding="utf-8")

    for page in ("own_model.md", "own_memory.md"):
        (lines,) = fences(page, "toml")
        assert lines in sample


# Links.


def links() -> list[tuple[str, str]]:
    found = [(page, link) for page in PAGES for link in re.findall(r"\]\(([^)]+)\)", prose(page))]
    return [(page, link) for page, link in found if not link.startswith("https://")]


@pytest.mark.parametrize(("page", "link"), sorted(set(links())))
def test_a_link_leads_somewhere(page: str, link: str) -> None:
    name, _, anchor = link.partition("#")
    target = PAGES[name or page]
    headings = re.findall(r"^#+ (.*)$", target, re.MULTILINE)

    assert not anchor or anchor in {h.casefold().replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES)
def test_files_that_a_page_names_are_there(page: str) -> None:
    named = [c for c in CODE.findall(prose(page)) if re.match(r"(envs|agent|tests|docs)/", c)]

    assert [path for path in named if not (ROOT / path).exists()] == []


def test_each_rate_of_the_novice_is_stated() -> None:
    page = PAGES["own_model.md"]
    for rates in (ErrorRates, SlipRates):
        for name, field in rates.model_fields.items():
            assert f"| {str(field.description).rstrip('.')} | {field.default:g} |" in page, name
    assert all(f"`{item}`" in page for item in INVENTED_ITEMS)
