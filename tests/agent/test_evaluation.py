"""What is true is found true and what isn't is not, by trying it in forks of the world."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from agent.evaluation import Verdict, judge
from diagnosis import Cause
from envs import Discard, Subgoal, Task, parse, parse_subgoal
from envs.fake import FakeWorld
from memory import Effect, Guardrail, KnowledgeView, Skill, SubgoalPattern

Made = Callable[..., Any]

SEEDS = tuple(range(5))


class Dropping(FakeWorld):
    """A fake world in which things can be thrown away."""

    def _carry_out(self, subgoal: Subgoal) -> None:
        if isinstance(subgoal, Discard):
            self._carried[subgoal.item] = 0
        else:
            super()._carry_out(subgoal)


def guardrail(name: str, trigger: str | None, verb: str = "craft", **fields: Any) -> Guardrail:
    return Guardrail(
        id=f"guardrail-{name}",
        scope="fake-v1",
        trigger=None if trigger is None else parse(trigger),
        forbidden=SubgoalPattern.of(verb, **(fields or {"item": "stick"})),
        cause=Cause.missing_material,
        status="active",
    )


def skill(name: str, needs: str, step: str = 'craft(item="stick")', batch: int = 4) -> Skill:
    return Skill(
        id=f"skill-{name}",
        scope="fake-v1",
        goal=parse('has("stick", 4)'),
        preconditions=parse(needs),
        steps=(parse_subgoal(step),),
        verification=parse('has("stick", 4)'),
        effects=(Effect(item="oak_planks", delta=-2),),
        batch=batch,
        status="active",
    )


@pytest.fixture
def judged(task: Made) -> Callable[..., dict[str, Verdict]]:
    def made(*entries: Guardrail | Skill, tries: int = 100) -> dict[str, Verdict]:
        view = KnowledgeView(
            scope="fake-v1",
            round=1,
            skills=tuple(e for e in entries if isinstance(e, Skill)),
            guardrails=tuple(e for e in entries if isinstance(e, Guardrail)),
        )
        found = judge(Dropping(), view, [task()], SEEDS, tries=tries)
        return {f"{v.entry} {v.says.partition(' for ')[0]}": v for v in found}

    return made


def test_what_is_forbidden_in_vain_is_told_from_what_is_not(judged: Made) -> None:
    true = guardrail("true", 'not has("oak_planks", 2)')
    false = guardrail("false", 'has("oak_planks", 2)')
    never = guardrail("never", 'has("oak_log", 64)')

    found = judged(true, false, never)

    verdicts = {verdict.entry: verdict for verdict in found.values()}
    assert (verdicts[true.id].true, verdicts[true.id].failed) == (True, verdicts[true.id].tries)
    assert (verdicts[false.id].true, verdicts[false.id].failed) == (False, 0)
    assert (verdicts[never.id].true, verdicts[never.id].tries) == (None, 0)
    assert verdicts[true.id].tries == 2 * len(SEEDS)  # before the log, and before the planks


def test_what_is_done_already_is_done_once_more(judged: Made) -> None:
    # Having logs would make gathering one a success without a stroke.
    (verdict,) = judged(guardrail("logs", 'has("oak_log")', "gather", item="oak_log")).values()
    assert (verdict.tries, verdict.failed) == (len(SEEDS), 0)


def test_what_was_needed_is_told_from_what_was_merely_there(judged: Made) -> None:
    found = judged(skill("sticks", 'has("oak_planks", 2) and has("oak_planks", 4)'))
    assert {verdict.true for verdict in found.values()} == {None}  # one can't go without the other

    planks = skill("planks", 'has("oak_log")', 'craft(item="oak_planks", count=4)')
    merely = skill("merely", 'has("oak_log")', "wait()")
    found = {v.entry: v.true for v in judged(planks, merely).values()}
    assert found == {"skill-planks": True, "skill-merely": False}


def test_candidates_orders_and_other_conditions_are_left_out(judged: Made) -> None:
    candidate = guardrail("candidate", None).model_copy(update={"status": "candidate"})
    assert judged(candidate, skill("sky", "sky()")) == {}


def test_each_is_tried_so_often_and_no_more(judged: Made) -> None:
    (verdict,) = judged(guardrail("true", 'not has("oak_planks", 2)'), tries=3).values()
    assert verdict.tries == 3


def test_trying_changes_nothing_of_the_episode(task: Made) -> None:
    class Watched(FakeWorld):
        goals = 0

        def attempt(self, *arguments: Any) -> Any:
            attempt = super().attempt(*arguments)
            self.goals += any(i.item == "stick" for i in attempt.post_state.inventory.items)  # type: ignore[union-attr]
            return attempt

    asked: Task = task()
    worlds = [Watched(), Watched()]
    nothing = KnowledgeView(scope="fake-v1", round=1)
    digging = guardrail("digs", None, "gather", item="oak_log")
    for world, tried in zip(worlds, (digging, guardrail("no", 'has("stick", 9)')), strict=True):
        judge(world, nothing.model_copy(update={"guardrails": (tried,)}), [asked], (0,), tries=9)
    assert worlds[0].goals == worlds[1].goals == 1


def test_the_command_names_what_is_not_so(steve_in: Made) -> None:
    said = steve_in("inspect", "truth", "tiny.yaml", "--env", "fake", "--scope", "fake-v1")
    assert said.code == 0
    assert "active guardrails" in said.out
    document = json.loads(
        steve_in(
            "inspect", "truth", "tiny.yaml", "--env", "fake", "--scope", "fake-v1", "--json"
        ).out
    )
    assert document["schema"] == "steve.truth/1"
    assert {v["true"] for v in document["verdicts"]} <= {True, False, None}
    refused = steve_in("inspect", "truth", "tiny.yaml", "--env", "secretive", "--scope", "fake-v1")
    assert refused.code == 2
    assert "forks and tells its rules" in " ".join(refused.err.split())


@pytest.fixture
def steve_in(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    fake_worlds: None, tiny_suite: Any,
) -> Callable[..., Any]:  # fmt: skip
    from types import SimpleNamespace  # noqa: PLC0415

    from agent.cli.main import carried_out  # noqa: PLC0415

    monkeypatch.chdir(tmp_path)

    def typed(*arguments: str) -> Any:
        code = carried_out(list(arguments))
        captured = capsys.readouterr()
        return SimpleNamespace(code=code, out=captured.out, err=captured.err)

    typed("evolve", "tiny.yaml", "--env", "fake", "--rounds", "1", "--train-seeds", "0-1",
          "--eval-seeds", "2", "--eval-rounds", "ends", "--scope", "fake-v1")  # fmt: skip
    return typed
