"""Tasks of parts that count each by itself: their episodes, rows and score."""

import math

import pytest

from agent.arms import Budget
from agent.report import parts_lines
from agent.scores import Row, parts_score, score_parts
from envs import PublishedScore, SuiteError, Task, load_suite, parse
from envs.task import Part

SUITE = load_suite("crafter")
TASK = SUITE.chosen(ids=["benchmark-22"])[0]


def row(*achieved: bool, seed: int = 0) -> Row:
    return Row(
        task="open", group="benchmark", seed=seed, arm="oracle", round=0, phase="eval",
        outcome="failed", reason="the agent died", ticks=60, attempts=1, failures=1, replans=0,
        repairs=0, model_calls=0, input_tokens=0, output_tokens=0, causes=(), knowledge="",
        parts=tuple((f"part_{n}", done) for n, done in enumerate(achieved)), episode=f"e{seed}",
    )  # fmt: skip


def test_the_benchmark_has_22_parts_and_10_000_steps() -> None:
    assert len(TASK.parts) == 22
    assert TASK.budget_ticks == 60_000
    assert [p.score for p in SUITE.published] == [1.6, 4.6, 14.5, 21.8, 27.3, 50.5]


def test_what_is_achieved_is_no_longer_asked_for() -> None:
    first, second = (Part(name=n, condition=parse(f'has("{n}")')) for n in ("wood", "stone"))
    task = Task(
        id="two", instruction="Two", goal=parse('has("wood") and has("stone")'),
        parts=(first, second),
    )  # fmt: skip
    assert str(task.without({"wood"}).goal) == 'has("stone")'
    assert task.without(set()) == task


def test_each_part_brings_its_own_budget() -> None:
    assert Budget(replans=4, attempts=10).times(3).replans == 12
    assert Budget() == Budget().times(1)


def test_the_score_is_crafters() -> None:
    rows = [row(True, True, False, seed=0), row(True, False, False, seed=1)]
    score = parts_score(rows, "oracle", 0, "open")
    expected = math.exp((math.log(101) + math.log(51) + math.log(1)) / 3) - 1
    assert score.score == pytest.approx(expected)
    assert score.low <= score.score <= score.high
    assert parts_score(rows, "oracle", 0, "open") == score


def test_published_scores_stand_beside_ours_with_what_those_agents_see() -> None:
    published = (PublishedScore(who="PPO", score=4.6, sees="pixels"),)
    lines = "\n".join(parts_lines(score_parts([row(True)]), published))
    assert "| PPO, as published | 4.6 | | pixels |" in lines
    assert "scripted executors" in lines
    assert parts_lines(score_parts([]), published) == ()


def test_parts_that_are_no_mapping_are_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "bad.yaml"
    file.write_text("groups: {g: {}}\ntasks: [{id: g-1, instruction: X, parts: []}]\n")
    with pytest.raises(SuiteError, match="parts: expected names with conditions"):
        load_suite(str(file))
