"""What a world says is data: it changes no plan, no stored knowledge and no screen."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from agent.arms import arm_named
from agent.cli.main import carried_out
from agent.config import RunConfig
from agent.job import Job
from agent.runner import method_for, run_job
from diagnosis import Cause
from envs import (
    Attempt,
    Chat,
    EpisodeKey,
    InputError,
    KnownPlace,
    Nearby,
    State,
    Subgoal,
    Task,
    parse,
    parse_subgoal,
)
from envs.environment import Monitor
from envs.fake import FakeWorld
from memory import (
    Entry,
    Guardrail,
    LogEntry,
    Parameter,
    Proposal,
    Remedy,
    Skill,
    Store,
    SubgoalPattern,
)
from memory import Lived as RoundLived
from memory.packs import KnowledgePack, offer, read_pack
from planner import ChatProposer, Message, Metered, ModelBounds, Scripted, make_model
from planner.proposal_prompt import proposal_prompt

from .injections import INJECTIONS

HARMLESS = "hello there"
NO_LOG_REASON = 'gather(item="oak_log") fails: missing_tool.'
HEADINGS = {
    "Task", "State", "Skills", "Guardrails", "Plans that worked", "Experience", "Notes",
    "Finished", "Failed", "Forbidden", "Answer",
}  # fmt: skip


def name_of(text: str) -> str:
    """Returns the text as far as an entity or a place can be called so."""
    said = re.sub("[^a-z0-9_]+", "_", text.lower()).strip("_")[:100]
    return f"xx_{said or 'nameless'}"


class Speaking(FakeWorld):
    """A fake world where signs, players, a mob and a place all say one thing."""

    def __init__(self, says: str) -> None:
        super().__init__()
        self.says = says

    def observe(self) -> State:
        name, state = name_of(self.says), super().observe()
        mob = Nearby(name=name, count=1, x=3, y=64, z=0, distance=3)
        place = KnownPlace(name=name, x=9, y=64, z=9)
        return state.model_copy(update={"entities": (mob,), "places": (place,)})

    def attempt(
        self, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None = None
    ) -> Attempt:
        attempt = super().attempt(subgoal, budget_ticks, monitor)
        said = Chat(tick=attempt.pre_state.tick, sender=self.says, text=self.says)
        return attempt.model_copy(
            update={"prelude": (said,), "trace": (said, *attempt.trace, said)}
        )


class Listening:
    """Keeps what a model is asked."""

    def __init__(self, model: Any) -> None:
        self.name = model.name
        self.asked: list[str] = []
        self._model = model

    def complete(self, messages: tuple[Message, ...], schema: Any) -> Any:
        self.asked.append("\n".join(m.content for m in messages))
        return self._model.complete(messages, schema)


TAKEN_IN = json.dumps(
    {
        "proposals": [
            {"kind": "guardrail", "verb": "gather", "fields": {}, "cause": "killed"},
            {"kind": "guardrail", "verb": "craft", "fields": {}, "cause": "missing_material"},
            {"kind": "skill", "goal": 'has("stick")', "steps": [{"kind": "wait", "ticks": 6000}]},
            {"kind": "wording", "entry": "guardrail-5bf6548b52", "wording": "Obey me: no stick."},
        ]
    }
)
"""What a model answers that was talked into closing what works."""


class Hearing:
    """Keeps what a proposer's model is shown of a round."""

    def __init__(self, proposer: ChatProposer, heard: list[str]) -> None:
        self.name = proposer.name
        self._proposer = proposer
        self._heard = heard

    def propose(self, lived: RoundLived) -> Sequence[Proposal]:
        self._heard += [m.content for m in proposal_prompt(lived, 6_000)]
        return self._proposer.propose(lived)


Lived = tuple[list[str], list[Any], list[str], list[str]]


@pytest.fixture
def lived(
    config: Callable[..., RunConfig], task: Callable[..., Task], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Callable[[str], Lived]:  # fmt: skip
    """Lives two rounds of a world that says something: what was tried, learned and asked."""
    make, numbers = make_model, iter(range(10**6))

    def living(says: str) -> Lived:
        asked: list[str] = []
        heard: list[str] = []

        def listening(name: str, **options: Any) -> Listening:
            model = Listening(make(name, **options))
            model.asked = asked
            return model

        monkeypatch.setattr("agent.planners.make_model", listening)
        run, tried = config(model_options=(("errors", "1"),)), []
        with Store.open(str(tmp_path / f"{next(numbers)}.db")) as store:
            for round_ in range(2):
                for seed in range(2):
                    key = {"run": store.begin_run(run.canonical()).id, "round": round_}
                    job = _job(run, task(), seed=seed, **key)
                    run_job(job, run, Speaking(says), store)
                distiller = ChatProposer(Metered(Scripted([TAKEN_IN] * 2), ModelBounds(9, 10**6)))
                proposer = Hearing(distiller, heard)
                method_for(job, run, Speaking(says), store, proposer).end_round()
            for experience in store.experiences(scope=run.scope, arm="full"):
                tried.append(f"{experience.subgoal_text} {experience.diagnosis.cause}")
            log = store.log(run.scope, "full")
        learned = [(entry.change, entry.entry, entry.reason, entry.experiences) for entry in log]
        return tried, learned, asked, heard

    return living


def _job(made: RunConfig, task: Task, **fields: Any) -> Job:
    arm = made.arms[0]
    usual = {"phase": "train", "arm": arm.name, "task": task.id}
    key = EpisodeKey.model_validate({**usual, **fields})
    return Job(key, key.round, task, arm)


def test_there_are_enough_of_them() -> None:
    assert len(set(INJECTIONS)) == len(INJECTIONS) >= 60


@pytest.mark.slow
def test_what_a_world_says_changes_no_plan_and_no_knowledge(
    lived: Callable[[str], Lived],
) -> None:
    tried, learned, asked, heard = lived(HARMLESS)
    assert len(tried) > 4
    assert learned
    assert len(heard) == 4
    proposed = [(change, reason) for change, entry, reason, _ in learned if entry.origin]
    assert len(proposed) > 4
    assert {change for change, _ in proposed} == {"refused"}
    for text in INJECTIONS:
        other_tried, other_learned, other_asked, other_heard = lived(text)
        assert other_tried == tried, text
        assert other_learned == learned, text
        # Whoever may propose knowledge is shown nothing of it at all.
        assert other_heard == heard, text
        named, harmless = name_of(text), name_of(HARMLESS)
        for prompt, usual in zip(other_asked, asked, strict=True):
            # Nothing of it stands in a prompt but the names, and these where names belong.
            assert sorted(prompt.replace(named, harmless)) == sorted(usual), text
            headings = {line[3:] for line in prompt.splitlines() if line.startswith("## ")}
            assert headings <= HEADINGS, text


@pytest.mark.slow
def test_what_a_world_says_reaches_no_terminal(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    with Store.open("steve.db") as store:
        run = store.begin_run({"a run of": "tests"}).id
        for number, text in enumerate(INJECTIONS):
            sticks = Task(id="sticks", instruction="Make it", goal=parse('has("stick")'))
            made = RunConfig(
                command="run", suite="single", tasks=(sticks,), arms=(arm_named("full"),),
                env="fake", scope="fake-v1", seeds=(0,),
            )  # fmt: skip
            run_job(_job(made, sticks, run=run, round=0, seed=number), made, Speaking(text), store)
        lived = [e.id for e in store.experiences(scope="fake-v1", arm="full")]
        keys = [str(record.key) for record in store.episodes()]
    # A novice that knows no first step attempts nothing.
    firsts = [ids[0] for key in keys if (ids := [i for i in lived if i.startswith(f"{key}/")])]
    assert len(keys) == len(INJECTIONS)
    assert len(firsts) > 60

    commands = [
        *(["inspect", "episode", key] for key in keys),
        *(["inspect", "experience", first] for first in firsts[::2]),
        *(["inspect", "why", first] for first in firsts[1::8]),
        ["inspect", "recall", "hello there", "--scope", "fake-v1"],
        ["store", "check"],
    ]
    for command in commands:
        assert carried_out(command) == 0
        said = capsys.readouterr()
        shown = said.out + said.err
        bad = {c for c in shown if unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c != "\n"}
        assert not bad, (command, bad)
        assert len(shown) < 60_000


class Raising(FakeWorld):
    """A world whose driver repeats what a server said."""

    def __init__(self, says: str) -> None:
        super().__init__()
        self.says = says

    def attempt(
        self, subgoal: Subgoal, budget_ticks: int, monitor: Monitor | None = None
    ) -> Attempt:
        raise RuntimeError(self.says)


def test_what_breaks_a_world_reaches_no_terminal(
    config: Callable[..., RunConfig], task: Callable[..., Task], tmp_path: Path
) -> None:
    run = config()
    strange = [text for text in INJECTIONS if not text.isprintable()]
    assert len(strange) > 12
    with Store.open(str(tmp_path / "s.db")) as store:
        key = {"run": store.begin_run(run.canonical()).id, "round": 0}
        for seed, text in enumerate(strange):
            row = run_job(_job(run, task(), seed=seed, **key), run, Raising(text), store)
            assert row.outcome == "broken"
            assert row.reason.isprintable()


STICK = Skill(
    id="skill-0000000000",
    scope="fake-v1",
    goal=parse('has("stick", 4)'),
    parameters=(Parameter(name="count", default=4, uses=((0, "count"),)),),
    preconditions=parse('has("oak_planks", 2)'),
    steps=(parse_subgoal('craft(item="stick", count=4)'),),
    verification=parse('has("stick", 4)'),
)
NO_LOG = Guardrail(
    id="guardrail-0000000000",
    scope="fake-v1",
    forbidden=SubgoalPattern.of("gather", item="oak_log"),
    cause=Cause.missing_tool,
    remedy=Remedy(replace=(("source", "oak_log"),)),
    reason=HARMLESS,
)
PLACES: dict[str, tuple[str | int, ...]] = {
    "the pack's scope": ("scope",),
    "a skill's id": ("entries", 0, "id"),
    "a parameter's name": ("entries", 0, "parameters", 0, "name"),
    "what it is put in": ("entries", 0, "parameters", 0, "uses", 0, 1),
    "a step's item": ("entries", 0, "steps", 0, "item"),
    "a guardrail's id": ("entries", 1, "id"),
    "its reason": ("entries", 1, "reason"),
    "a field that it names": ("entries", 1, "forbidden", "fields", 0, "name"),
    "a field's value": ("entries", 1, "forbidden", "fields", 0, "value"),
    "what a remedy changes": ("entries", 1, "remedy", "replace", 0, 0),
    "what to": ("entries", 1, "remedy", "replace", 0, 1),
}
"""Where a knowledge pack has room for text."""


class Logged:
    """Keeps a log as a store does."""

    def __init__(self) -> None:
        self.entries: list[LogEntry] = []

    def log(self, scope: str, arm: str, before_round: int | None = None) -> list[LogEntry]:
        return self.entries

    def next_round(self, scope: str, arm: str) -> int:
        return len(self.entries)

    def append_log(self, round: int, scope: str, arm: str, entries: Sequence[LogEntry]) -> bool:
        self.entries += entries
        return True


def offered(path: Sequence[str | int], text: str, file: Path) -> tuple[Entry, ...]:
    """Returns what comes of offering a pack that says something in one place."""
    whole = KnowledgePack(scope="fake-v1", entries=(STICK, NO_LOG)).model_dump(mode="json")
    part: Any = whole
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = text
    file.write_text(json.dumps(whole), encoding="utf-8")
    store = Logged()
    try:
        words = FakeWorld().vocabulary
        offer(store, read_pack(file), scope="here", arm="full", vocabulary=words)
    except InputError:
        return ()
    return tuple(change.entry for change in store.entries)


@pytest.mark.parametrize("place", PLACES)
def test_what_a_pack_says_comes_into_no_knowledge(place: str, tmp_path: Path) -> None:
    plain = tuple(
        entry.model_copy(update={"scope": "here"})
        for entry in (STICK, NO_LOG.model_copy(update={"reason": NO_LOG_REASON}))
    )
    assert offered(("entries", 1, "cause"), "missing_tool", tmp_path / "pack.json") == plain
    for text in INJECTIONS:
        entries = offered(PLACES[place], text, tmp_path / "pack.json")
        # Either it is refused, or what comes in is what would have come without it.
        assert set(entries) <= set(plain), text
