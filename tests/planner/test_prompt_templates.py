"""Prompts of a user's own: either template, in a sandbox, with one sentence for what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from envs import InputError
from memory import Recall
from planner import Situation, Templates, read_templates, render_prompt

Situations = Callable[..., Situation]
Recalls = Callable[..., Recall]


def written(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.j2").write_text(text, encoding="utf-8")
    return folder


def test_one_template_may_be_ones_own(
    tmp_path: Path, situation: Situations, recall: Recalls
) -> None:
    templates = read_templates(written(tmp_path, system="Plan well. {{ kinds | length }} kinds."))
    asked = situation('has("stick")')

    system, user = render_prompt(asked, recall(), None, 6_000, templates)
    usual = render_prompt(asked, recall(), None, 6_000)

    assert system.content == "Plan well. 15 kinds."
    assert user == usual[1]


def test_what_ours_say_yours_may_say(
    tmp_path: Path, situation: Situations, recall: Recalls
) -> None:
    usual = Templates.usual()
    templates = read_templates(written(tmp_path, plan=usual.plan, system=usual.system))

    assert templates == usual
    asked = situation('has("stick")')
    assert render_prompt(asked, recall(), None, 6_000, templates) == render_prompt(
        asked, recall(), None, 6_000
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ nothing }}", "'nothing' is undefined"),
        ("one\n{% if %}", "system.j2 can't be rendered, line 2"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ kinds.__class__.__mro__[1].__subclasses__() }}", "unsafe"),
        ("{{ ''.__class__ }}", "unsafe"),
    ],
)
def test_what_cannot_be_rendered_is_one_sentence(
    text: str, said: str, tmp_path: Path, situation: Situations, recall: Recalls
) -> None:
    templates = read_templates(written(tmp_path, system=text))
    with pytest.raises(InputError, match=said):
        render_prompt(situation('has("stick")'), recall(), None, 6_000, templates)


def test_a_folder_without_templates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"Expected system\.j2 or plan\.j2 in"):
        read_templates(tmp_path)
    (tmp_path / "plan.j2").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="Expected a prompt template at"):
        read_templates(tmp_path)


def test_a_run_with_other_words_is_another_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from agent.cli.main import carried_out  # noqa: PLC0415

    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "prompts"
    folder.mkdir()
    asked = ["suite", "mcu70", "--tasks", "wooden-08", "--seeds", "500", "--prompts", str(folder)]
    written(folder, system="{{ oops }}")
    assert carried_out([*asked, "--store", "a.db"]) == 2
    assert "'oops' is undefined" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "a.db").exists()

    runs: set[str] = set()
    for text in ("One.", "Two."):
        written(folder, system=text)
        assert carried_out([*asked, "--store", "a.db"]) == 0
        runs |= {path.name for path in (tmp_path / "runs").iterdir()}
        assert any(text in (tmp_path / "runs" / run / "config.json").read_text() for run in runs)
    assert len(runs) == 2
