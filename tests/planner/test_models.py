"""Metering, recording, replaying, the public fake, and the check for models of others."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from envs import ContractError, InputError, ModelFault, UnknownNameError
from planner import (
    LimitReached,
    Message,
    Metered,
    ModelBounds,
    Recorder,
    Replay,
    Reply,
    Scripted,
    Usage,
    check_chat_model,
    make_model,
    providers,
)
from planner.chat import MAX_REPLY_CHARACTERS
from planner.replay import recorded_calls

ASKED = (Message(role="system", content="Plan."), Message(role="user", content="Wood, please."))
OTHER = (Message(role="user", content="Stone, please."),)
SCHEMA: dict[str, Any] = {"type": "object"}


class Counted:
    """Answers with a fixed usage."""

    name = "counted"

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:
        return Reply(text="ok", usage=Usage(input_tokens=70, output_tokens=30))


def test_calls_and_tokens_are_counted() -> None:
    metered = Metered(Counted(), ModelBounds(calls=9, tokens=1_000))

    for _ in range(3):
        metered.complete(ASKED, SCHEMA)

    assert (metered.calls, metered.input_tokens, metered.output_tokens) == (3, 210, 90)
    assert metered.name == "counted"


def test_no_more_calls_than_allowed_are_made() -> None:
    model = Scripted(["a", "b", "c"])
    metered = Metered(model, ModelBounds(calls=2, tokens=1_000))

    metered.complete(ASKED, SCHEMA)
    metered.complete(ASKED, SCHEMA)
    with pytest.raises(LimitReached):
        metered.complete(ASKED, SCHEMA)

    assert len(model.asked) == 2
    assert metered.calls == 2


def test_no_call_is_made_once_the_tokens_are_used() -> None:
    metered = Metered(Counted(), ModelBounds(calls=9, tokens=150))

    metered.complete(ASKED, SCHEMA)
    metered.complete(ASKED, SCHEMA)
    with pytest.raises(LimitReached):
        metered.complete(ASKED, SCHEMA)


def test_a_call_that_broke_counts() -> None:
    metered = Metered(Scripted([ModelFault("dead")]), ModelBounds(calls=1, tokens=1_000))

    with pytest.raises(ModelFault):
        metered.complete(ASKED, SCHEMA)

    assert metered.calls == 1


def test_a_recorded_model_replays_without_the_model(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    recorder = Recorder(Scripted(["first", "second", "third"]), path)
    said = [
        recorder.complete(ASKED, SCHEMA),
        recorder.complete(OTHER, SCHEMA),
        recorder.complete(ASKED, SCHEMA),
    ]

    replay = make_model(f"replay:{path}")

    # In another order of questions, but each question's answers in theirs.
    assert replay.complete(OTHER, SCHEMA) == said[1]
    assert replay.complete(ASKED, SCHEMA) == said[0]
    assert replay.complete(ASKED, SCHEMA) == said[2]
    assert recorder.name == "scripted"


def test_a_replay_says_at_which_call_it_left_the_record(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    Recorder(Scripted(["first"]), path).complete(ASKED, SCHEMA)
    replay = make_model(f"replay:{path}")

    replay.complete(ASKED, SCHEMA)
    with pytest.raises(ModelFault, match=r"Call 2 has left the record .*answered less often"):
        replay.complete(ASKED, SCHEMA)
    with pytest.raises(ModelFault, match=r"Call 3 has left the record .*was never asked"):
        replay.complete(OTHER, SCHEMA)


def test_another_schema_is_another_call(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    Recorder(Scripted(["first"]), path).complete(ASKED, SCHEMA)

    with pytest.raises(ModelFault, match="never asked"):
        make_model(f"replay:{path}").complete(ASKED, {"type": "array"})


def test_a_record_is_appended_to(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    for text in ("first", "zweitens: äöü\n\u2028"):
        Recorder(Scripted([text]), path).complete(ASKED, SCHEMA)

    assert [call.answered().text for call in recorded_calls(path)] == [
        "first",
        "zweitens: äöü\n\u2028",
    ]
    assert [json.loads(line)["model"] for line in path.read_text("utf-8").split("\n") if line] == [
        "scripted",
        "scripted",
    ]


def test_a_call_in_which_the_model_broke_breaks_in_the_replay_too(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    recorder = Recorder(Scripted([ModelFault("Too long.", "context_overflow"), "ok"]), path)
    with pytest.raises(ModelFault):
        recorder.complete(ASKED, SCHEMA)
    recorder.complete(OTHER, SCHEMA)

    replay = make_model(f"replay:{path}")
    with pytest.raises(ModelFault, match="Too long") as caught:
        replay.complete(ASKED, SCHEMA)
    assert caught.value.kind == "context_overflow"
    assert replay.complete(OTHER, SCHEMA).text == "ok"


def test_an_answer_without_end_is_kept_and_told_as_far_as_it_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    endless = Recorder(Scripted(["x" * (MAX_REPLY_CHARACTERS + 1)]), path)
    reply = Metered(endless, ModelBounds(9, 10**9)).complete(ASKED, SCHEMA)

    assert (len(reply.text), reply.ended) == (MAX_REPLY_CHARACTERS, "too_long")
    assert make_model(f"replay:{path}").complete(ASKED, SCHEMA) == reply


@pytest.mark.parametrize(
    ("content", "said"),
    [("{}\n", "line 1"), ('{"address": "a', "line 1"), ("\n", "line 1")],
)
def test_a_file_that_is_no_record_is_refused(content: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    path.write_text(content, "utf-8")

    with pytest.raises(InputError, match=said):
        make_model(f"replay:{path}")


def test_a_missing_record_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Expected a record of calls"):
        make_model(f"replay:{tmp_path / 'nothing'}")
    with pytest.raises(InputError, match="Expected a record after replay:"):
        make_model("replay")
    with pytest.raises(InputError, match="takes no options"):
        make_model("replay:x", options={"a": "b"})


def test_the_fake_says_what_it_is_told_and_no_more() -> None:
    model = Scripted(["a", ModelFault("dead")])

    assert model.complete(ASKED, SCHEMA).text == "a"
    with pytest.raises(ModelFault, match="dead"):
        model.complete(OTHER, SCHEMA)
    with pytest.raises(ModelFault, match="was given 2 replies"):
        model.complete(ASKED, SCHEMA)
    assert model.asked[:2] == [ASKED, OTHER]


def test_our_providers_are_installed() -> None:
    assert {"novice", "openai", "replay"} <= set(providers())


def test_an_unknown_provider_is_named() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'openai'"):
        make_model("opena:gpt")


@pytest.mark.parametrize("model", [Scripted(["a", "b", "c"]), make_model("novice"), Counted()])
def test_models_that_keep_the_contract_pass(model: Any) -> None:
    check_chat_model(model)


def test_a_replayed_model_passes_where_it_was_recorded(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    check_chat_model(Recorder(Scripted(["a", "b", "c"]), path))

    check_chat_model(Replay(recorded_calls(path), "calls"))


class Broken(Counted):
    """Breaks the contract in one way."""

    def __init__(self, way: str) -> None:
        self.way = way
        self.calls = 0
        if way == "unnamed":
            self.name = "my model"
        if way == "silent":
            self.complete = None  # type: ignore[assignment]

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:
        self.calls += 1
        match self.way:
            case "text":
                return "ok"  # type: ignore[return-value]
            case "foreign":
                raise KeyError("choices")
            case "greedy" if isinstance(messages, list):
                messages.append(ASKED[0])
            case "meddling":
                schema["title"] = "mine"  # type: ignore[index]
            case "renamed":
                self.name = f"counted:{self.calls}"
            case "once" if self.calls > 2:
                raise RuntimeError("session closed")
        return Reply(text="ok")


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("unnamed", "without spaces"),
        ("silent", "complete to be a method"),
        ("text", "return a Reply, found str"),
        ("foreign", "nothing but ModelFault, found KeyError"),
        ("greedy", "it changed them"),
        ("meddling", "it changed them"),
        ("renamed", "name to stay the same"),
        ("once", "session closed"),
    ],
)
def test_a_broken_model_is_found_out(way: str, said: str) -> None:
    with pytest.raises(ContractError, match=said):
        check_chat_model(Broken(way))


def test_what_is_no_model_at_all_is_found_out() -> None:
    with pytest.raises(ContractError, match="Expected a chat model with name, found a dict"):
        check_chat_model({})  # type: ignore[arg-type]


def test_a_fault_during_the_check_is_passed_on() -> None:
    with pytest.raises(ModelFault, match="dead"):
        check_chat_model(Scripted([ModelFault("dead")]))


def test_a_folder_answers_with_the_record_of_its_episode(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    for episode in ("0-train-full-a-1", "0-train-full-a-2"):
        Recorder(Scripted([episode]), calls / f"{episode}.jsonl").complete(ASKED, SCHEMA)

    for place in (tmp_path, calls):
        replay = make_model(f"replay:{place}", episode="0-train-full-a-2")
        assert replay.complete(ASKED, SCHEMA).text == "0-train-full-a-2"
        with pytest.raises(ModelFault, match="Call 2 has left the record"):
            replay.complete(ASKED, SCHEMA)
    # An episode that asked nothing has no file.
    with pytest.raises(ModelFault, match="Call 1 has left the record"):
        make_model(f"replay:{tmp_path}", episode="0-train-full-b-1").complete(ASKED, SCHEMA)
    whole = make_model(f"replay:{tmp_path}")
    assert [whole.complete(ASKED, SCHEMA).text for _ in range(2)] == [
        "0-train-full-a-1",
        "0-train-full-a-2",
    ]


def test_a_folder_without_a_record_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found none; --record makes one"):
        make_model(f"replay:{tmp_path}")
    # So is a run's that wasn't recorded: its rows are no calls.
    for name in ("config.json", "rows.jsonl"):
        (tmp_path / name).write_text("{}\n", encoding="utf-8")
    with pytest.raises(InputError, match="found none; --record makes one"):
        make_model(f"replay:{tmp_path}")


def test_a_record_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    recorder = Recorder(Scripted(["a"]), tmp_path / "nowhere" / "calls.jsonl")
    with pytest.raises(InputError, match=r"Expected to write the record of calls .*calls\.jsonl"):
        recorder.complete(ASKED, SCHEMA)


class Priced:
    """Costs half a dollar a call."""

    name = "priced:one"

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:
        return Reply(text="ok", usage=Usage(input_tokens=1, cost_usd=0.5))


def test_dollars_are_counted_and_bounded() -> None:
    metered = Metered(Priced(), ModelBounds(calls=9, tokens=99, usd=1.0))
    assert metered.usd is None
    for _ in range(2):
        metered.complete(ASKED, SCHEMA)
    assert metered.usd == 1.0
    with pytest.raises(LimitReached, match=r"\$1 were spent"):
        metered.complete(ASKED, SCHEMA)
    assert metered.calls == 2


def test_dollars_cannot_be_bounded_where_nobody_tells_them() -> None:
    metered = Metered(Scripted(["a"]), ModelBounds(calls=9, tokens=99, usd=1.0))
    with pytest.raises(InputError, match="input_usd"):
        metered.complete(ASKED, SCHEMA)


def test_waiting_is_counted_and_bounded_also_where_the_model_breaks() -> None:
    ticks = iter([0.0, 2.0, 2.0, 5.0])
    model = Scripted(["a", ModelFault("dead")])
    metered = Metered(model, ModelBounds(calls=9, tokens=99, seconds=5.0), lambda: next(ticks))
    metered.complete(ASKED, SCHEMA)
    with pytest.raises(ModelFault):
        metered.complete(ASKED, SCHEMA)
    assert metered.seconds == 5.0
    with pytest.raises(LimitReached, match="5 seconds were waited"):
        metered.complete(ASKED, SCHEMA)


class Slow:
    """Takes so long for each answer, and gives up when its time is up."""

    name = "slow:one"

    def __init__(self, takes_s: float) -> None:
        self.takes_s = takes_s
        self.left_s = math.inf
        self.now_s = 0.0

    def hurry(self, left_s: float) -> None:
        self.left_s = left_s

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:
        self.now_s += min(self.takes_s, self.left_s)
        if self.takes_s > self.left_s:
            raise ModelFault("No answer came in time.", "timeout")
        return Reply(text="a")


@pytest.mark.parametrize("recorded", [False, True])
def test_a_call_is_given_the_time_that_is_left_and_no_more(tmp_path: Path, recorded: bool) -> None:
    slow = Slow(takes_s=2.0)
    model = Recorder(slow, tmp_path / "calls.jsonl") if recorded else slow
    bounds = ModelBounds(calls=9, tokens=99, seconds=5.0)
    metered = Metered(model, bounds, lambda: slow.now_s)
    for _ in range(2):
        metered.complete(ASKED, SCHEMA)
    with pytest.raises(LimitReached, match="5 seconds were waited"):
        metered.complete(ASKED, SCHEMA)
    assert (metered.seconds, metered.calls, metered.exhausted) == (
        5.0, 3, "5 seconds were waited",
    )  # fmt: skip


def test_a_model_that_gives_up_before_the_time_is_up_is_broken() -> None:
    dead = Scripted([ModelFault("No answer came in time.", "timeout")])
    with pytest.raises(ModelFault):
        Metered(dead, ModelBounds(calls=9, tokens=99, seconds=5.0)).complete(ASKED, SCHEMA)


def test_a_scripted_model_says_what_stands_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "said.json"
    path.write_text('["No.", {"steps": []}]', encoding="utf-8")

    model = make_model(f"scripted:{path}")

    assert [model.complete(ASKED, SCHEMA).text for _ in range(2)] == ["No.", '{"steps": []}']
    with pytest.raises(ModelFault, match="2 replies"):
        model.complete(ASKED, SCHEMA)


@pytest.mark.parametrize("text", ["{}", "[1]", "[", "", '"No."'])
def test_a_script_is_an_array_of_answers(text: str, tmp_path: Path) -> None:
    path = tmp_path / "said.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="Expected a JSON array"):
        make_model(f"scripted:{path}")
    with pytest.raises(InputError, match="Expected a JSON array"):
        make_model(f"scripted:{tmp_path / 'nothing'}")
