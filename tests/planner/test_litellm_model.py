"""LiteLLM's answers and errors in our words; the module itself is played."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from envs import InputError, ModelFault
from planner import Billed, Hurried, Message, check_chat_model, make_model

ASKED = (Message(role="system", content="Plan."), Message(role="user", content="Wood, please."))
SCHEMA = {"type": "object"}


class BadRequestError(Exception): ...


class ContextWindowExceededError(BadRequestError): ...


class RateLimitError(Exception): ...


class Timeout(Exception): ...  # LiteLLM's own name


class Played:
    """Plays the module: what it was asked, and what it answers."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.schemas = True
        self.error: Exception | None = None
        self.finish = "stop"

    def supports_response_schema(self, model: str) -> bool:
        return self.schemas

    def completion(self, **asked: Any) -> Any:
        self.asked.append(asked)
        if self.error is not None:
            raise self.error
        choice = SimpleNamespace(
            message=SimpleNamespace(content='{"steps": []}'), finish_reason=self.finish
        )
        usage = SimpleNamespace(prompt_tokens=12, completion_tokens=5)
        return SimpleNamespace(
            choices=[choice], usage=usage, _hidden_params={"response_cost": 0.25}
        )


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Played:
    module = Played()
    monkeypatch.setitem(sys.modules, "litellm", module)
    return module


def test_an_answer_comes_with_its_usage_and_cost(played: Played) -> None:
    model = make_model("litellm:bedrock/claude", options={"temperature": "0", "max_tokens": "9"})

    reply = model.complete(ASKED, SCHEMA)

    assert (reply.text, reply.ended, reply.usage.cost_usd) == ('{"steps": []}', "whole", 0.25)
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (12, 5)
    asked = played.asked[0]
    assert (asked["model"], asked["temperature"], asked["max_tokens"]) == ("bedrock/claude", 0, 9)
    assert (asked["num_retries"], asked["timeout"]) == (4, 120)
    assert asked["response_format"]["json_schema"]["schema"] == SCHEMA
    assert model.name == "litellm:bedrock/claude"
    assert isinstance(model, Billed)
    assert model.paid


def test_a_model_that_knows_no_schema_is_asked_for_an_object(played: Played) -> None:
    played.schemas = False
    make_model("litellm:small").complete(ASKED, SCHEMA)
    assert played.asked[0]["response_format"] == {"type": "json_object"}


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ContextWindowExceededError("too long"), "context_overflow"),
        (RateLimitError("slow down"), "rate_limited"),
        (Timeout("late"), "timeout"),
        (BadRequestError("no"), "unusable"),
    ],
)
def test_a_fault_says_what_kind_it_is(error: Exception, kind: str, played: Played) -> None:
    played.error = error
    with pytest.raises(ModelFault, match="litellm:small: ") as caught:
        make_model("litellm:small").complete(ASKED, SCHEMA)
    assert caught.value.kind == kind


def test_an_answer_that_was_cut_off_says_so(played: Played) -> None:
    played.finish = "length"
    assert make_model("litellm:small").complete(ASKED, SCHEMA).ended == "cut_off"


def test_it_keeps_the_contract(played: Played) -> None:
    check_chat_model(make_model("litellm:small"))


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "litellm", None)
    with pytest.raises(InputError, match=r"pip install 'steve-evolving\[litellm\]'"):
        make_model("litellm:small")


@pytest.mark.parametrize(
    ("model", "options", "said"),
    [
        ("litellm", {}, "Expected a model's name"),
        ("litellm:m", {"heat": "1"}, "found 'heat'"),
        ("litellm:m", {"max_retries": "1.5"}, "a whole number"),
        ("litellm:m", {"timeout_s": "-1"}, "a number from 0"),
    ],
)
def test_what_cannot_be_used_is_refused(
    model: str, options: dict[str, str], said: str, played: Played
) -> None:
    with pytest.raises(InputError, match=said):
        make_model(model, options=options)


@pytest.mark.parametrize(
    ("left_s", "timeout_s", "retries"), [(1_000.0, 120, 4), (250.0, 120, 1), (30.0, 30, 0)]
)
def test_no_more_time_is_taken_than_is_left(
    played: Played, left_s: float, timeout_s: float, retries: int
) -> None:
    model = make_model("litellm:small")
    assert isinstance(model, Hurried)
    model.hurry(left_s)
    model.complete(ASKED, SCHEMA)

    assert (played.asked[0]["timeout"], played.asked[0]["num_retries"]) == (timeout_s, retries)
