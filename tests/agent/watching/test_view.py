"""The live view: what it shows, and that it fits."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from agent.watching import LiveView, can_be_live
from agent.watching.words import told_event
from envs import (
    Chat,
    Crafted,
    Damage,
    Inventory,
    ItemCount,
    ItemGained,
    Plan,
    State,
    Step,
    Task,
    event_adapter,
    parse,
    parse_subgoal,
)
from envs.fake import FakeWorld

TASK = Task(id="sticks", instruction="Make [bold]sticks[/]", goal=parse('has("stick")'))


def terminal(width: int = 80, height: int = 24, **options: Any) -> Console:
    usual = {
        "force_terminal": True, "color_system": "truecolor", "legacy_windows": False,
        "_environ": {"TERM": "xterm-256color"},
    }  # fmt: skip
    # A terminal's encoding is that of its file.
    file = io.TextIOWrapper(io.BytesIO(), encoding=options.pop("encoding", "utf-8"))
    return Console(file=file, width=width, height=height, **{**usual, **options})


def lines(view: LiveView, state: State, console: Console) -> list[str]:
    with console.capture() as captured:
        console.print(view.picture(state), end="")
    return _without_codes(captured.get()).splitlines()


def _without_codes(text: str) -> str:
    out, inside = [], False
    for character in text:
        if character == "\x1b":
            inside = True
        elif not inside:
            out.append(character)
        elif character == "m":
            inside = False
    return "".join(out)


def watching(console: Console) -> tuple[LiveView, State]:
    world = FakeWorld()
    state = world.reset(TASK, 3)
    return LiveView(world, TASK, console, pause=lambda _: None), state


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (132, 43), (250, 70)])
def test_it_fills_the_terminal_and_no_more(size: tuple[int, int]) -> None:
    console = terminal(*size)
    view, state = watching(console)
    shown = lines(view, state, console)
    assert len(shown) == size[1]
    assert max(map(len, shown)) == size[0]


def test_finished_current_and_later_steps_have_their_marks() -> None:
    console = terminal()
    view, state = watching(console)
    texts = [f'craft(item="stick", count={n})' for n in range(1, 30)]
    steps = tuple(Step(subgoal=parse_subgoal(text)) for text in texts)
    view._plan = Plan(steps=steps, frozen=20)
    shown = "\n".join(lines(view, state, console))
    assert '✓ craft(item="stick", count=20)' in shown
    assert '▶ craft(item="stick", count=21)' in shown
    assert '· craft(item="stick", count=22)' in shown
    assert "count=18)" not in shown
    view._failed = "missing_material"
    assert '✗ craft(item="stick", count=21)' in "\n".join(lines(view, state, console))


def test_what_is_carried_and_the_vitals_are_told() -> None:
    console = terminal()
    view, state = watching(console)
    carried = Inventory(items=(ItemCount(item="dirt", count=3), ItemCount(item="stick", count=64)))
    shown = "\n".join(lines(view, state.model_copy(update={"inventory": carried}), console))
    assert shown.index("stick×64") < shown.index("dirt×3")
    assert "██████████ 20" in shown
    assert "06:00 day" in shown


def test_text_of_a_task_or_a_world_is_shown_as_it_is() -> None:
    console = terminal()
    view, state = watching(console)
    view.on_event(Chat(tick=5, sender="[red]x[/]", text="[/] {tick}"))
    shown = "\n".join(lines(view, state, console))
    assert "Make [bold]sticks[/]" in shown
    assert "[red]x[/]: [/] {tick}" in shown


def test_only_the_last_events_are_shown() -> None:
    console = terminal()
    view, state = watching(console)
    for number in range(40):
        view.on_event(Crafted(tick=20 * number, item="stick", count=number + 1))
    shown = "\n".join(lines(view, state, console))
    assert "crafted 40 stick" in shown
    assert "crafted 30 stick" not in shown


def test_absent_facets_are_no_trouble() -> None:
    console = terminal()
    view, _ = watching(console)
    assert len(lines(view, State(tick=0), console)) == 24


@pytest.mark.parametrize(
    "options",
    [
        {"force_terminal": False},
        {"color_system": None},
        {"_environ": {"TERM": "dumb"}},
        {"width": 40},
        {"height": 10},
        {"encoding": "ascii"},
    ],
    ids=str,
)
def test_a_console_that_cannot_show_it_is_known(options: dict[str, Any]) -> None:
    assert can_be_live(terminal())
    assert not can_be_live(terminal(**options))


def test_each_thing_is_said_once() -> None:
    assert told_event(ItemGained(tick=0, item="stick", count=4, way="craft")) is None
    assert told_event(ItemGained(tick=0, item="stick", count=4, way="pickup")) == ("+4 stick", "")
    assert told_event(Damage(tick=0, amount=2.5, source="lava")) == ("-2.5 health: lava", "red")


def test_the_words_of_every_kind_of_event_fit_its_fields() -> None:
    schema = event_adapter.json_schema()
    from agent.watching.words import _WORDS  # noqa: PLC0415

    for form in schema["$defs"].values():
        kind = form["properties"].get("kind", {}).get("const")
        if kind in _WORDS:
            words = _WORDS[kind][0]
            words.format(**dict.fromkeys(form["properties"], 1))
