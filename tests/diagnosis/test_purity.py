"""Whatever is seen, a diagnosis is sound, repeatable and the same in another process."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnosis import Cause, Diagnosis, History, describe, diagnose
from envs import (
    Attempt,
    BlockBroken,
    BlockPlaced,
    Crafted,
    Damage,
    Died,
    Event,
    Found,
    Invalid,
    ItemGained,
    ItemLeft,
    ItemLost,
    Killed,
    Lack,
    Moved,
    PathFailed,
    Refused,
    Respawned,
    Searched,
    Smelted,
    Stopped,
    ToolBroke,
    Vocabulary,
    WindowOpened,
    WindowRejected,
    WindowStalled,
)

AttemptOf = Callable[..., Attempt]

_NAMES = st.sampled_from(
    ["oak_log", "#logs", "iron_ore", "stone", "stick", "cow", "crafting_table", "furnace"]
)
_WORDS = _NAMES.filter(lambda name: not name.startswith("#"))
_TOOLS = st.sampled_from(["none", "wooden_pickaxe", "stone_pickaxe", "stone_axe", "shears"])
_SOURCES = st.sampled_from(["zombie", "lava", "fall", "starvation", "unknown", "stone"])
_TICKS = st.integers(0, 3_000)
_AT = {axis: st.integers(-60, 60) for axis in "xyz"}
_COUNTS = st.integers(1, 9)

_EVENTS = st.one_of(
    st.builds(BlockBroken, tick=_TICKS, block=_WORDS, tool=_TOOLS, **_AT),
    st.builds(BlockPlaced, tick=_TICKS, block=_WORDS, **_AT),
    st.builds(
        ItemGained,
        tick=_TICKS,
        item=_WORDS,
        count=_COUNTS,
        way=st.sampled_from(["pickup", "craft", "smelt"]),
    ),
    st.builds(
        ItemLost,
        tick=_TICKS,
        item=_WORDS,
        count=_COUNTS,
        way=st.sampled_from(["craft", "container", "drop"]),
    ),
    st.builds(ItemLeft, tick=_TICKS, item=_WORDS, count=_COUNTS),
    st.builds(Crafted, tick=_TICKS, item=_WORDS, count=_COUNTS, station=_WORDS),
    st.builds(Smelted, tick=_TICKS, item=_WORDS, count=_COUNTS, station=_WORDS),
    st.builds(Killed, tick=_TICKS, entity=_WORDS),
    st.builds(WindowOpened, tick=_TICKS, window=_WORDS),
    st.builds(
        WindowRejected,
        tick=_TICKS,
        window=st.sampled_from(["none", "crafting_table", "furnace"]),
        item=_WORDS,
        lacking=st.none() | st.lists(st.builds(Lack, item=_NAMES, count=_COUNTS)).map(tuple),
        station=st.none() | _WORDS,
    ),
    st.builds(
        WindowStalled,
        tick=_TICKS,
        window=_WORDS,
        item=_WORDS,
        slot=st.sampled_from(["input", "fuel", "output"]),
    ),
    st.builds(ToolBroke, tick=_TICKS, item=_TOOLS),
    st.builds(Damage, tick=_TICKS, amount=st.floats(0.5, 20), source=_SOURCES),
    st.builds(Died, tick=_TICKS, source=_SOURCES),
    st.builds(Respawned, tick=_TICKS, **_AT),
    st.builds(Moved, tick=_TICKS, **_AT),
    st.builds(Found, tick=_TICKS, target=_NAMES, **_AT),
    st.builds(
        Searched,
        tick=_TICKS,
        target=_NAMES,
        cells=st.integers(0, 40),
        low=st.just(60),
        high=st.just(70),
    ),
    st.builds(PathFailed, tick=_TICKS, target=_NAMES, **_AT),
    st.builds(
        Refused,
        tick=_TICKS,
        need=st.sampled_from(
            ["item", "tool", "station", "fuel", "entity", "container", "bed", "room", "offer"]
        ),
        name=st.one_of(_NAMES, _TOOLS),
        count=_COUNTS,
    ),
    st.builds(Invalid, tick=_TICKS, field=st.just("item"), value=st.text(max_size=20)),
    st.builds(Stopped, tick=_TICKS, by=st.sampled_from(["budget", "monitor", "fault"])),
)

_SUBGOALS = st.sampled_from(
    [
        'gather(item="#logs", count=3)',
        'gather(item="iron_ore", count=2, source="stone", tool="stone_pickaxe")',
        'craft(item="stick", count=4, station="crafting_table")',
        'smelt(item="stick", count=2, source="stone")',
        'hunt(entity="cow", item="beef", count=2)',
        'hunt(entity="cow", count=2)',
        'place(item="furnace")',
        'go_to(target="furnace")',
        "go_to(x=30, z=-20)",
        'explore(target="cow")',
        'equip(item="stick")',
        'eat(item="apple")',
        'use(item="apple", on="cow")',
        'trade(item="stick", count=1)',
        "sleep()",
        'deposit(item="#logs", count=2)',
        'discard(item="stick", count=2)',
        "wait(ticks=40, until=\"has('stick', 3)\")",
    ]
)

_BAGS = st.dictionaries(
    st.sampled_from(["oak_log", "stick", "iron_ore", "wooden_pickaxe"]), _COUNTS, max_size=3
)


@st.composite
def _seen(draw: st.DrawFn) -> dict[str, object]:
    events = sorted(draw(st.lists(_EVENTS, max_size=25)), key=lambda e: e.tick)
    return {
        "subgoal": draw(_SUBGOALS),
        "events": events,
        "carrying": draw(_BAGS),
        "after": draw(_BAGS),
        "to": (draw(st.integers(-60, 60)), 64, 0),
        "ticks": draw(_TICKS),
        "free_slots": draw(st.integers(0, 36)),
        "sees_inventory": draw(st.booleans()),
        "dropped": draw(st.integers(0, 2)),
        "prelude": tuple(draw(st.lists(_EVENTS, max_size=3))),
    }


def _built(attempt_of: AttemptOf, seen: dict[str, object]) -> Attempt:
    rest = {k: v for k, v in seen.items() if k not in {"subgoal", "events"}}
    events = seen["events"]
    assert isinstance(events, list)
    return attempt_of(seen["subgoal"], *events, **rest)


# The fixtures are constants of the session.
_SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@_SHARED
@given(seen=_seen())
def test_any_trace_gives_a_sound_diagnosis(
    seen: dict[str, object], attempt_of: AttemptOf, vocabulary: Vocabulary
) -> None:
    attempt = _built(attempt_of, seen)
    diagnosis = diagnose(attempt, History(vocabulary=vocabulary), budget_ticks=1_000)
    indicators = diagnosis.indicators

    assert diagnosis.succeeded == (diagnosis.cause is None)
    assert 0 <= indicators.progress <= 1
    assert -1 <= indicators.gain <= 1
    assert indicators.budget_used is not None
    assert 0 <= indicators.budget_used <= 1
    assert indicators.path_efficiency is None or 0 <= indicators.path_efficiency <= 1
    assert indicators.damage_rate >= 0
    for finding in (diagnosis.primary, *diagnosis.secondary):
        if finding is not None:
            assert list(finding.evidence) == sorted(set(finding.evidence))
            assert all(-len(attempt.prelude) <= i < len(attempt.trace) for i in finding.evidence)
    assert describe(diagnosis)
    assert Diagnosis.model_validate_json(diagnosis.model_dump_json()) == diagnosis


@_SHARED
@given(seen=_seen())
def test_the_same_attempt_has_the_same_diagnosis_and_stays_as_it_was(
    seen: dict[str, object], attempt_of: AttemptOf, vocabulary: Vocabulary
) -> None:
    attempt = _built(attempt_of, seen)
    before = attempt.model_dump_json()
    history = History(vocabulary=vocabulary)
    once, twice = diagnose(attempt, history), diagnose(attempt, history)

    assert once == twice
    assert attempt.model_dump_json() == before
    assert history == History(vocabulary=vocabulary)


_SCRIPT = """
import sys
from diagnosis import History, diagnose
from envs import Attempt, Vocabulary

words = frozenset({"oak_log", "iron_ore", "stone", "stick", "cow", "furnace", "apple"})
history = History(Vocabulary(words, words, frozenset({"cow"}), frozenset(), {"logs": ("oak_log",)}))
for line in sys.stdin:
    attempt = Attempt.model_validate_json(line)
    diagnosis = diagnose(attempt, history)
    history = history.extended(attempt, diagnosis)
    sys.stdout.write(diagnosis.model_dump_json() + chr(10))
"""


def test_another_process_with_other_hashes_says_the_same(attempt_of: AttemptOf) -> None:
    attempts: list[Attempt] = []

    @settings(max_examples=60, database=None)
    @given(seen=_seen())
    def collect(seen: dict[str, object]) -> None:
        attempts.append(_built(attempt_of, seen))

    collect()
    lines = "\n".join(attempt.model_dump_json() for attempt in attempts)
    outputs = [
        subprocess.run(
            [sys.executable, "-c", _SCRIPT],
            input=lines,
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        ).stdout
        for seed in ("1", "2")
    ]

    assert outputs[0].count("\n") == len(attempts)
    assert outputs[0] == outputs[1]


def _failing_craft(attempt_of: AttemptOf, event: Event) -> Attempt:
    return attempt_of('craft(item="stick", count=4)', event)


def test_a_history_changes_no_diagnosis_already_given(
    attempt_of: AttemptOf, vocabulary: Vocabulary
) -> None:
    history = History(vocabulary=vocabulary)
    attempt = _failing_craft(attempt_of, WindowRejected(tick=1, window="none", item="stick"))
    first = diagnose(attempt, history)
    history.extended(attempt, first)

    assert diagnose(attempt, history) == first
    assert first.cause is Cause.missing_material
