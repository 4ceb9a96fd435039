"""From what a person types to a `Task`: looked up in the suites, else read by a small grammar.

craft|make|obtain|get [N] ITEM       has("item", N)
collect|gather [N] ITEM              has("item", N)
smelt [N] ITEM                       happened("smelted", "item", count=N)
mine [N] BLOCK                       happened("mined", "block", count=N)
kill|hunt [N] ENTITY                 happened("killed", "entity", count=N)
"""

from __future__ import annotations

import re

from envs import (
    Condition,
    Happened,
    Has,
    InputError,
    PackUse,
    Task,
    UnknownNameError,
    Vocabulary,
    load_suite,
    parse,
    safe_text,
    shipped_suites,
    unknown_words,
)

_HOLD = {"craft", "make", "obtain", "get", "collect", "gather"}
_DO = {"smelt": "smelted", "mine": "mined", "kill": "killed", "hunt": "killed"}
_SENTENCE = re.compile(r"(?P<verb>[a-z]+)\s+(?:(?P<count>\d{1,4}|an?|the)\s+)?(?P<what>[a-z_ ]+)")


def find_task(text: str, goal: str | None, vocabulary: Vocabulary, env: str) -> Task:
    """Returns the task that `text` asks for.

    Args:
        text: A task's id or its instruction, or a sentence of the grammar above.
        goal: A condition in text form that decides what counts; `None` to derive it.
        vocabulary: The world's words.
        env: The world, as `--env` names it.

    Raises:
        NotationError: If `goal` can't be read.
        UnknownNameError: If the goal names what is no word of the world.
        InputError: If there is no goal and none can be derived, or the task is another world's.
    """
    text = safe_text(text)
    known = _in_suites(text, env)
    if goal is not None:
        condition = parse(goal)
        base = known or Task(id=_slug(text), instruction=text, goal=condition)
        return _checked(base.model_copy(update={"goal": condition}), vocabulary)
    if known is not None:
        return known
    return _checked(
        Task(id=_slug(text), instruction=text, goal=_read(text, vocabulary)), vocabulary
    )


def packs_of_suites(task_id: str) -> tuple[PackUse, ...]:
    """Returns the data packs that shipped suites run a task under; none for any other task."""
    suites = (load_suite(name) for name in shipped_suites())
    return tuple(
        use
        for suite in suites
        if task_id in {task.id for task in suite.tasks}
        for use in suite.datapacks
        if use.concerns(task_id)
    )


def _in_suites(text: str, env: str) -> Task | None:
    """Returns the task of that id or instruction; what another world's suite says is its own."""
    wanted = text.casefold().rstrip(".")
    for suite in map(load_suite, shipped_suites()):
        mine = suite.env in {None, env}
        for task in suite.tasks:
            if wanted == task.id or (mine and wanted == task.instruction.casefold()):
                suite.check_world(env)
                return task
    return None


def _read(text: str, vocabulary: Vocabulary) -> Condition:
    match = _SENTENCE.fullmatch(text.casefold().rstrip(". "))
    if match is None or match["verb"] not in _HOLD | _DO.keys():
        raise InputError(
            f"No task is known as {text!r}: expected a task of a suite, or a sentence such as "
            '"Craft 3 sticks"; say with --goal \'has("stick", 3)\' what counts as done.'
        )
    count = int(match["count"]) if (match["count"] or "").isdecimal() else 1
    if not 1 <= count <= 10_000:
        raise InputError(f"Expected a count from 1 to 10,000 in {text!r}, found {count}.")
    name = _word(match["what"], vocabulary)
    if match["verb"] in _HOLD:
        return Has(item=name, count=count)
    return Happened.model_validate({"verb": _DO[match["verb"]], "object": name, "count": count})


def _word(spoken: str, vocabulary: Vocabulary) -> str:
    """Returns the name that is meant, in the plural too: "oak logs" is `oak_log`."""
    name = "_".join(spoken.split())
    singular = [name, name.removesuffix("s"), name.removesuffix("es")]
    for candidate in (*singular, f"{name}s"):
        if vocabulary.knows(candidate):
            return candidate
    known = vocabulary.items | vocabulary.blocks | vocabulary.entities
    raise UnknownNameError("item, block or entity", name, known, "Or say --goal CONDITION.")


def _checked(task: Task, vocabulary: Vocabulary) -> Task:
    unknown = unknown_words(task.goal, vocabulary)
    if unknown:
        known = vocabulary.items | vocabulary.blocks | vocabulary.entities
        known |= {f"#{tag}" for tag in vocabulary.tags}
        raise UnknownNameError("name in the goal", unknown[0], known)
    return task


def _slug(text: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:60]
    return slug or "task"
