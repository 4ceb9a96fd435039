"""`steve run --map` and `--watch`."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from rich.console import Console

from agent.cli import options as opt
from envs import ModelFault

Steve = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("fake_worlds")

STICK = ("run", "Craft a stick", "--env", "fake", "-M", "errors=0")


@pytest.mark.parametrize("kind", ["png", "gif", "mp4"])
def test_the_episode_is_drawn_to_a_file_of_the_kind_that_is_named(steve: Steve, kind: str) -> None:
    if kind == "mp4":
        pytest.importorskip("imageio_ffmpeg", reason="imageio-ffmpeg isn't installed, which films")
    said = steve(*STICK, "--map", f"way.{kind}")
    assert said.code == 0
    assert f"map: way.{kind}" in said.out.splitlines()
    starts = {"png": (0, b"\x89PNG"), "gif": (0, b"GIF89a"), "mp4": (4, b"ftyp")}
    at, magic = starts[kind]
    assert Path(f"way.{kind}").read_bytes()[at:].startswith(magic)
    assert {path.name for path in Path.cwd().iterdir()} == {f"way.{kind}", "steve.db", "runs"}


def test_a_gif_has_a_frame_for_the_start_each_sampled_state_and_each_end(steve: Steve) -> None:
    steve(*STICK, "--map", "way.gif")
    with Image.open("way.gif") as gif:
        assert gif.n_frames == 1 + 3 + 3


def test_json_names_the_map_or_null(steve: Steve) -> None:
    assert json.loads(steve(*STICK, "--map", "way.png", "--json").out)["map"] == "way.png"
    assert json.loads(steve(*STICK, "--json").out)["map"] is None


def test_a_run_with_a_map_is_the_same_run(steve: Steve) -> None:
    plain, drawn = (
        json.loads(steve(*STICK, "--store", f"{n}.db", "--json", *more).out)
        for n, more in enumerate(((), ("--map", "way.gif")))
    )
    for document in (plain, drawn):
        for key in ("map", "store", "run_dir"):
            del document[key]
    assert plain == drawn


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("way.jpg", "Expected a file that ends in .gif, .mp4, .png, found 'way.jpg'"),
        ("way", "Expected a file that ends in"),
        ("nowhere/way.png", "Can't write the map 'nowhere/way.png'"),
        ("folder.png", "found the folder 'folder.png'"),
    ],
)
def test_a_path_that_cannot_be_drawn_to_is_said_before_the_run(
    steve: Steve, path: str, said: str
) -> None:
    Path("folder.png").mkdir()
    told = steve(*STICK, "--map", path)
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert said in told.err
    assert [each.name for each in Path.cwd().iterdir()] == ["folder.png"]


def test_a_world_without_a_map_is_said_before_the_run(steve: Steve, tmp_path: Path) -> None:
    told = steve(*STICK[:3], "secretive", "--map", "way.png")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert "--map needs a world with a map" in told.err
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_a_film_is_refused_before_the_run(
    steve: Steve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    told = steve(*STICK, "--map", "way.mp4")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert "pip install 'steve-evolving[gym]'" in told.err
    assert list(tmp_path.iterdir()) == []


def test_a_broken_episode_still_leaves_the_map_that_there_was(steve: Steve) -> None:
    said = steve("run", "Craft a stick", "--env", "breaking", "-M", "errors=0", "--map", "w.png")
    assert said.code == 3
    with Image.open("w.png") as poster:
        assert poster.width > 200


def test_an_episode_that_never_began_leaves_no_map_and_the_old_file_as_it_was(
    steve: Steve, says: Callable[..., Any]
) -> None:
    says(ModelFault("The line is dead."))
    Path("way.png").write_bytes(b"old")
    said = steve(*STICK[:4], "--map", "way.png", "--json")
    assert (said.code, json.loads(said.out)["map"]) == (3, None)
    assert Path("way.png").read_bytes() == b"old"
    assert not [path for path in Path.cwd().iterdir() if path.name.startswith(".")]


def test_an_interrupt_leaves_no_half_written_file(
    steve: Steve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("agent.pictures.recorder.MapRecorder.observe", interrupted)
    assert steve(*STICK, "--map", "way.gif").code == 130
    assert {path.name for path in Path.cwd().iterdir()} == {"steve.db", "runs"}


# The live view.


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Makes standard error a terminal of 80 by 24, and returns what is written to it."""
    written = io.StringIO()
    console = Console(
        file=written, force_terminal=True, color_system="truecolor", width=80, height=24,
        legacy_windows=False, _environ={"TERM": "xterm-256color"},
    )  # fmt: skip
    monkeypatch.setattr(Console, "encoding", "utf-8")
    monkeypatch.setattr(opt, "err", console)
    monkeypatch.setattr("agent.watching.view._PAUSE_S", 0)
    monkeypatch.setattr("agent.watching.view._LAST_S", 0)
    return written


ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"


def test_watching_takes_the_terminal_and_gives_it_back(steve: Steve, terminal: io.StringIO) -> None:
    said = steve(*STICK, "--watch")
    assert said.code == 0
    shown, _, after = terminal.getvalue().partition(LEAVE)
    assert ENTER in shown
    for part in ("Craft a stick", "health", "oak_log", "plan", "events", "▀"):
        assert part in shown
    # What was seen is gone with the view, so that it is told once more.
    assert after.count("done") == 3
    assert said.out.startswith("succeeded")


def test_an_interrupt_gives_the_terminal_back(
    steve: Steve, terminal: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("agent.watching.view.LiveView.observe", interrupted)
    said = steve(*STICK, "--watch")
    assert said.code == 130
    shown = terminal.getvalue()
    assert shown.rindex(LEAVE) > shown.rindex(ENTER)
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")


def test_without_a_terminal_there_are_plain_lines(steve: Steve) -> None:
    said = steve(*STICK, "--watch")
    assert said.code == 0
    assert "\x1b" not in said.err
    assert [line.split()[0] for line in said.err.splitlines()] == ["60", "65", "70"]


def test_watching_and_json_exclude_each_other(steve: Steve, tmp_path: Path) -> None:
    said = steve(*STICK, "--watch", "--json")
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert json.loads(said.out)["error"]["kind"] == "input"
    assert list(tmp_path.iterdir()) == []


def test_a_world_without_a_map_can_be_watched_too(steve: Steve, terminal: io.StringIO) -> None:
    said = steve(*STICK[:3], "secretive", *STICK[4:], "--watch")
    assert said.code == 0
    assert "events" in terminal.getvalue()
    assert "▀" not in terminal.getvalue()
