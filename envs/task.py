"""`Task` and `Suite`, and suites from YAML.

A suite file has `suite`, `groups` and tasks in one of three forms: a list `tasks` of
`{id, instruction, goal}` whose ids begin with their group; a list `goals` of item names in
each group, each of which becomes a task such as `wooden-bowl`, "Obtain a bowl", `has("bowl")`; or
a list `templates`, each of which stands for many tasks (`envs.templates`).
`env` names the world that the suite is for, where it is for one alone.
The suite, a group or a task may list `datapacks` to run under: paths relative to the file, or
names that the world knows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from envs._frozen import Frozen, Name
from envs._notation import complaint
from envs.conditions import Condition, all_of, parse
from envs.errors import InputError, NotationError, SuiteError, UnknownNameError
from envs.templates import expanded
from envs.text import SafeText

TICKS_PER_MINUTE = 1_200


class Part(Frozen):
    """One of several things that count each by itself."""

    name: Name
    condition: Condition
    """What must have held once, on the state and the episode's tally."""


class Task(Frozen):
    """What an agent is asked to do."""

    id: Name
    instruction: SafeText
    goal: Condition
    """What must hold, on the state and the episode's tally."""
    group: Name = "single"
    budget_ticks: Annotated[int, Field(ge=1)] = 20 * TICKS_PER_MINUTE
    """The horizon: the episode ends after so many ticks."""
    biome: Name | None = None
    """Where the episode starts; `None` for wherever the world starts."""
    parts: tuple[Part, ...] = ()
    """Where an episode is open-ended: what counts, each by itself and for good once it held. The
    goal is all of it then; an episode's row says which parts it achieved."""

    @property
    def share_ticks(self) -> int:
        """The horizon's share of each part; all of it where there are none."""
        return max(1, self.budget_ticks // max(1, len(self.parts)))

    def without(self, achieved: Collection[str]) -> Task:
        """Returns the task as it is once these parts are achieved, if some are left."""
        left = tuple(part for part in self.parts if part.name not in achieved)
        if not left or len(left) == len(self.parts):
            return self
        goal = all_of(*(part.condition for part in left))
        return self.model_copy(update={"parts": left, "goal": goal})

    def stretched(self, factor: float) -> Task:
        """Returns the task with `factor` times the horizon, at least one tick."""
        ticks = max(1, round(self.budget_ticks * factor))
        return self.model_copy(update={"budget_ticks": ticks})


class PackUse(Frozen):
    """Says which tasks are run under a data pack."""

    pack: Annotated[str, Field(min_length=1, max_length=4_096)]
    """A path, or a name that the world knows."""
    tasks: tuple[Name, ...] = ()
    """Their ids; empty for all tasks."""

    def concerns(self, task_id: str) -> bool:
        """Returns whether that task is run under the pack."""
        return not self.tasks or task_id in self.tasks


class PublishedScore(Frozen):
    """A score over parts that somebody else published."""

    who: SafeText
    score: float
    """In the benchmark's own points."""
    sees: SafeText
    """What that agent observes and how it acts, in a few words."""


class Suite(Frozen):
    """A named, ordered set of tasks."""

    name: Name
    tasks: tuple[Task, ...]
    env: Name | None = None
    """The world that it is for, as `--env` names it; `None` for any whose words it has."""
    datapacks: tuple[PackUse, ...] = ()
    """The packs that its tasks are run under, later ones laid over earlier ones."""
    published: tuple[PublishedScore, ...] = ()
    """Scores to show beside ours, where the suite has tasks with parts."""

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        ids = [task.id for task in self.tasks]
        if twice := sorted({i for i in ids if ids.count(i) > 1}):
            raise ValueError(f"expected distinct task ids, found {twice[0]!r} twice")
        return self

    def check_world(self, env: str) -> None:
        """Checks that the suite is one for a world.

        Args:
            env: The world, as `--env` names it.

        Raises:
            InputError: If it is for another.
        """
        if self.env not in {None, env}:
            raise InputError(
                f"Suite {self.name} is for the world {self.env}, found {env}; "
                f"give --env {self.env}."
            )

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups in the order of their first task."""
        return tuple(dict.fromkeys(task.group for task in self.tasks))

    def chosen(self, groups: Iterable[str] = (), ids: Iterable[str] = ()) -> tuple[Task, ...]:
        """Returns the tasks of `groups` and with `ids`, in suite order; all where both are empty.

        Raises:
            UnknownNameError: If a group or an id isn't in the suite.
        """
        groups, ids = tuple(groups), tuple(ids)
        for group in groups:
            if group not in self.groups:
                raise UnknownNameError(f"group of suite {self.name}", group, self.groups)
        known = {task.id for task in self.tasks}
        for wanted in ids:
            if wanted not in known:
                raise UnknownNameError(f"task of suite {self.name}", wanted, known)
        if not groups and not ids:
            return self.tasks
        return tuple(t for t in self.tasks if t.group in groups or t.id in ids)


def shipped_suites() -> tuple[str, ...]:
    """Returns the names of the suites in the package, sorted."""
    folder = files("envs") / "suites"
    return tuple(
        sorted(p.name[: -len(".yaml")] for p in folder.iterdir() if p.name.endswith(".yaml"))
    )


def load_suite(name_or_path: str) -> Suite:
    """Returns a shipped suite by name, or the one in a YAML file.

    Raises:
        SuiteError: If the file isn't there or isn't a suite; the error names file and field.
    """
    if name_or_path in shipped_suites():
        return _shipped(name_or_path)
    path = Path(name_or_path)
    if not path.is_file():
        unknown = UnknownNameError("suite", name_or_path, shipped_suites())
        raise SuiteError(f"{unknown} Name a shipped suite or a YAML file.")
    try:
        return _suite(path.read_text(encoding="utf-8"), str(path), path.absolute().parent)
    except (OSError, UnicodeDecodeError) as error:
        raise SuiteError(f"{path}: expected a readable suite file, found {error}.") from error


@cache
def _shipped(name: str) -> Suite:
    text = (files("envs") / "suites" / f"{name}.yaml").read_text(encoding="utf-8")
    return _suite(text, name)


def _suite(text: str, where: str, folder: Path | None = None) -> Suite:
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        raise SuiteError(
            f"{where}:{line} expected YAML, found {getattr(error, 'problem', error)}."
        ) from error
    if not isinstance(data, dict) or not isinstance(data.get("groups"), dict):
        raise SuiteError(f"{where}: expected a mapping with suite, groups and tasks.")
    try:
        tasks = tuple(_tasks(data, where))
        return Suite(
            name=data.get("suite", Path(where).stem),
            tasks=tasks,
            env=data.get("env"),
            datapacks=tuple(_pack_uses(data, tasks, where, folder)),
            published=tuple(map(PublishedScore.model_validate, data.get("published", ()))),
        )
    except ValidationError as error:
        raise SuiteError(f"{where}: {complaint(error)}") from error


def _pack_uses(
    data: dict[str, Any], tasks: Iterable[Task], where: str, folder: Path | None
) -> Iterable[PackUse]:
    """Yields the packs of the suite, then of its groups, then of its tasks."""
    for pack in _packs(data, "datapacks", where, folder):
        yield PackUse(pack=pack)
    for group, settings in data["groups"].items():
        ids = tuple(task.id for task in tasks if task.group == group)
        for pack in _packs(settings or {}, f"groups.{group}.datapacks", where, folder):
            if ids:
                yield PackUse(pack=pack, tasks=ids)
    for entry in data.get("tasks", ()):
        for pack in _packs(entry, f"task {entry['id']}: datapacks", where, folder):
            yield PackUse(pack=pack, tasks=(entry["id"],))


def _packs(said: dict[str, Any], field: str, where: str, folder: Path | None) -> Iterable[str]:
    packs = said.get("datapacks", [])
    if not isinstance(packs, list) or not all(isinstance(pack, str) and pack for pack in packs):
        raise SuiteError(f"{where}: {field}: expected a list of paths or names, found {packs!r}.")
    for pack in packs:
        # A shipped suite lies in no folder; a name that no file has is the world's to know.
        there = folder is not None and (folder / pack).exists()
        yield str(folder / pack) if folder is not None and there else pack


def _tasks(data: dict[str, Any], where: str) -> Iterable[Task]:
    groups: dict[str, dict[str, Any]] = data["groups"]
    for group, settings in groups.items():
        for item in (settings or {}).get("goals", ()):
            spoken = str(item).replace("_", " ")
            article = "an" if spoken[:1] in "aeiou" else "a"
            yield _task(
                {
                    "id": f"{group}-{item}",
                    "instruction": f"Obtain {article} {spoken}",
                    "goal": f'has("{item}")',
                },
                group,
                settings,
                where,
            )
    several = (expanded(template, where) for template in data.get("templates", ()))
    for entry in chain(data.get("tasks", ()), *several):
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            raise SuiteError(f"{where}: tasks: expected entries with id, found {entry!r}.")
        group = entry.get("group", entry["id"].rpartition("-")[0])
        if group not in groups:
            raise SuiteError(f"{where}: task {entry['id']}: no group {group!r} is declared.")
        yield _task(entry, group, groups[group], where)


def _task(entry: dict[str, Any], group: str, settings: dict[str, Any], where: str) -> Task:
    settings = settings or {}
    parts = entry.get("parts")
    if parts is not None and not (isinstance(parts, dict) and parts):
        raise SuiteError(f"{where}: task {entry['id']}: parts: expected names with conditions.")
    missing = {"instruction", "goal" if parts is None else "parts"} - entry.keys()
    if missing:
        raise SuiteError(f"{where}: task {entry['id']}: {sorted(missing)[0]} is missing.")
    minutes = entry.get("minutes", settings.get("minutes", 20))
    if not isinstance(minutes, int | float) or minutes <= 0:
        raise SuiteError(
            f"{where}: task {entry['id']}: minutes: expected a number above 0, found {minutes!r}."
        )
    try:
        named = tuple(Part(name=n, condition=parse(str(c))) for n, c in (parts or {}).items())
        return Task(
            id=entry["id"],
            instruction=entry["instruction"],
            goal=all_of(*(p.condition for p in named)) if named else parse(str(entry["goal"])),
            parts=named,
            group=group,
            budget_ticks=round(minutes * TICKS_PER_MINUTE),
            biome=entry.get("biome", settings.get("biome")),
        )
    except NotationError as error:
        raise SuiteError(f"{where}: task {entry['id']}: goal: {error}") from error
    except ValidationError as error:
        raise SuiteError(f"{where}: task {entry['id']}: {complaint(error)}") from error
