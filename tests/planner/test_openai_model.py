"""The client against a real server on the loopback that plays every part a server can play."""

import json
import os
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from envs import InputError, ModelFault
from planner import Message, ModelContext, check_chat_model, make_model
from planner.openai_model import MAX_ANSWER_BYTES, OPENAI_URL, Endpoint, OpenAIChat
from planner.server_errors import MAX_WAIT_S
from planner.servers import SERVERS, key_of, key_variable, openai

ASKED = (Message(role="system", content="Plan."), Message(role="user", content="Wood, please."))
SCHEMA = {"type": "object"}
KEY = "sk-secret-0123456789"


@dataclass
class Answer:
    """One answer of the server."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    hang: bool = False
    drips: float | None = None
    """Seconds between the bytes of an answer without an end."""
    floods: bool = False
    """Whether the answer goes on for ever."""
    breaks_off: bool = False
    """Whether the connection is lost in the midst of it."""


def completion(text: str | None, **message: Any) -> Answer:
    return Answer(
        body={
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "small",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": message.pop("finish_reason", "stop"),
                    "message": {"role": "assistant", "content": text, **message},
                }
            ],
            "usage": {"prompt_tokens": 12, "completion_tokens": 5, "total_tokens": 17},
        }
    )


def refused(status: int, message: str = "no", **headers: str) -> Answer:
    return Answer(status=status, body={"error": {"message": message}}, headers=headers)


class Server:
    """Plays answers in order, the last one for ever; keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.asked: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.released = threading.Event()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.02,))
        self.thread.start()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.http.server_address[1]}/v1"

    def close(self) -> None:
        self.released.set()
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()

    def formats(self) -> list[str]:
        return [asked.get("response_format", {}).get("type", "plain") for asked in self.asked]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                server.asked.append(json.loads(body))
                server.headers.append({n.lower(): v for n, v in self.headers.items()})
                number = min(len(server.asked), len(server.answers)) - 1
                answer = server.answers[number]
                if answer.hang:
                    server.released.wait(10)
                    return
                if answer.drips is not None or answer.floods:
                    self._endless(answer)
                    return
                text = json.dumps(answer.body) if answer.text is None else answer.text
                data = text.encode()
                length = len(data) + 9 * answer.breaks_off
                self.send_response(answer.status)
                kind = "application/json" if answer.text is None else "text/html"
                sent = {"content-type": kind, "content-length": str(length), **answer.headers}
                for name, value in sent.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def _endless(self, answer: Answer) -> None:
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.end_headers()
                part = b" " if answer.drips is not None else b" " * 2**16
                try:
                    while not server.released.wait(answer.drips or 0):
                        self.wfile.write(part)
                except OSError:
                    pass  # Whoever asked has heard enough.

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        return Handler


@pytest.fixture
def server() -> Iterator[Server]:
    played = Server()
    yield played
    played.close()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(server: Server, waits: list[float]) -> Iterator[Callable[..., OpenAIChat]]:
    made: list[OpenAIChat] = []

    def built(*answers: Answer, **named: Any) -> OpenAIChat:
        server.answers = list(answers)
        terms: dict[str, Any] = {n: named.pop(n) for n in ("base_url", "prices_usd") if n in named}
        terms = {"base_url": server.base_url, **terms}
        endpoint = Endpoint(key=KEY, **terms)
        named = {"max_retries": 3, **named}
        made.append(OpenAIChat("small", endpoint, sleep=waits.append, **named))
        return made[-1]

    yield built
    for model in made:
        model.close()


Client = Callable[..., OpenAIChat]


def test_an_answer_comes_with_its_usage(client: Client, server: Server) -> None:
    model = client(completion('{"steps": []}'), temperature=0.0, max_tokens=300)

    reply = model.complete(ASKED, SCHEMA)

    assert reply.text == '{"steps": []}'
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (12, 5)
    asked = server.asked[0]
    assert asked["messages"] == [
        {"role": "system", "content": "Plan."},
        {"role": "user", "content": "Wood, please."},
    ]
    assert (asked["model"], asked["temperature"], asked["max_tokens"]) == ("small", 0.0, 300)
    assert asked["response_format"]["json_schema"]["schema"] == SCHEMA
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert model.name == "openai:small"


def test_settings_that_were_not_asked_for_are_not_sent(client: Client, server: Server) -> None:
    client(completion("ok")).complete(ASKED, SCHEMA)

    assert set(server.asked[0]) == {"messages", "model", "response_format"}


def test_the_best_format_that_a_server_knows_is_found_out_and_remembered(
    client: Client, server: Server
) -> None:
    model = client(
        refused(400, "json_schema is not supported"),
        completion("first"),
        completion("second"),
    )

    assert model.complete(ASKED, SCHEMA).text == "first"
    assert model.complete(ASKED, SCHEMA).text == "second"
    assert server.formats() == ["json_schema", "json_object", "json_object"]

    another = client(*server.answers)
    another.complete(ASKED, SCHEMA)
    assert server.formats()[-1] == "json_object"


def test_what_is_too_much_of_one_schema_is_asked_of_another(client: Client, server: Server) -> None:
    model = client(refused(400, "grammar too large"), completion("first"), completion("second"))

    model.complete(ASKED, SCHEMA)
    model.complete(ASKED, {"type": "array"})
    assert server.formats() == ["json_schema", "json_object", "json_schema"]


def test_a_server_that_knows_no_format_is_asked_plainly(client: Client, server: Server) -> None:
    model = client(refused(422), refused(400), completion("plain"))

    assert model.complete(ASKED, SCHEMA).text == "plain"
    assert server.formats() == ["json_schema", "json_object", "plain"]


def test_a_request_that_is_refused_in_each_form_is_a_fault(client: Client, server: Server) -> None:
    model = client(refused(400, "no such parameter"))

    with pytest.raises(ModelFault, match=r"answered 400: .*no such parameter"):
        model.complete(ASKED, SCHEMA)
    assert server.formats() == ["json_schema", "json_object", "plain"]

    # Nothing was learned about formats from it.
    server.answers = [completion("ok")]
    model.complete(ASKED, SCHEMA)
    assert server.formats()[-1] == "json_schema"


def test_it_waits_as_long_as_the_server_says(client: Client, waits: list[float]) -> None:
    late = {"retry-after": "7"}
    model = client(Answer(429, {"error": {"message": "slow down"}}, late), completion("ok"))

    assert model.complete(ASKED, SCHEMA).text == "ok"
    assert waits == [7.0]


def test_a_wait_is_bounded_whatever_the_server_says(client: Client, waits: list[float]) -> None:
    model = client(Answer(429, {}, {"retry-after": "86400"}), completion("ok"))

    model.complete(ASKED, SCHEMA)

    assert waits == [MAX_WAIT_S]


@pytest.mark.parametrize(
    ("said", "waited"),
    [
        ("Wed, 21 Oct 2099 07:28:00 GMT", MAX_WAIT_S),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("soon", 1.0),
        ("nan", 1.0),
        ("-3", 0.0),
    ],
)
def test_a_wait_may_be_a_date_and_nonsense_is_passed_over(
    client: Client, waits: list[float], said: str, waited: float
) -> None:
    model = client(Answer(503, {}, {"retry-after": said}), completion("ok"))

    model.complete(ASKED, SCHEMA)

    assert waits == [waited]


def test_a_broken_server_is_asked_again_with_longer_waits_and_not_for_ever(
    client: Client, server: Server, waits: list[float]
) -> None:
    with pytest.raises(ModelFault, match=r"openai:small: the server answered 500: .*boom"):
        client(refused(500, "boom")).complete(ASKED, SCHEMA)

    assert len(server.asked) == 4
    assert waits == [1.0, 2.0, 4.0]


def test_a_server_that_recovers_has_answered(client: Client) -> None:
    assert client(refused(502), refused(503), completion("ok")).complete(ASKED, SCHEMA).text == "ok"


def test_a_used_up_quota_is_not_waited_for(client: Client, server: Server) -> None:
    spent = {"error": {"message": "You exceeded your quota.", "code": "insufficient_quota"}}

    with pytest.raises(ModelFault, match="429"):
        client(Answer(429, spent)).complete(ASKED, SCHEMA)

    assert len(server.asked) == 1


def test_a_server_that_does_not_answer_in_time_is_a_fault(client: Client, server: Server) -> None:
    model = client(Answer(hang=True), timeout_s=0.2, max_retries=1)

    with pytest.raises(ModelFault, match="no answer came in time"):
        model.complete(ASKED, SCHEMA)

    assert len(server.asked) == 2


def test_a_server_that_answers_a_byte_at_a_time_is_too_late(client: Client) -> None:
    model = client(Answer(drips=0.05), timeout_s=0.2, max_retries=0)

    with pytest.raises(ModelFault, match="no answer came in time") as caught:
        model.complete(ASKED, SCHEMA)

    assert caught.value.kind == "timeout"


@pytest.mark.parametrize("answer", [Answer(hang=True), Answer(drips=0.05)], ids=["hangs", "drips"])
def test_no_answer_is_waited_for_beyond_what_time_is_left(
    client: Client, server: Server, answer: Answer
) -> None:
    model = client(answer, timeout_s=60.0, max_retries=4)
    model.hurry(0.2)

    with pytest.raises(ModelFault, match="no answer came in time"):
        model.complete(ASKED, SCHEMA)

    assert len(server.asked) == 1


def test_what_a_server_asks_to_wait_is_cut_to_what_time_is_left(
    client: Client, server: Server, waits: list[float]
) -> None:
    model = client(refused(429, **{"retry-after": "30"}), completion("ok"))
    model.hurry(5.0)

    assert model.complete(ASKED, SCHEMA).text == "ok"
    assert 4.0 < waits[0] <= 5.0


def test_an_answer_that_never_ends_is_not_read_to_its_end(client: Client, server: Server) -> None:
    model = client(Answer(floods=True), timeout_s=60.0)

    with pytest.raises(ModelFault, match=f"at most {MAX_ANSWER_BYTES} bytes, found more"):
        model.complete(ASKED, SCHEMA)

    assert len(server.asked) == 1


def test_an_answer_that_breaks_off_is_asked_for_again(client: Client, server: Server) -> None:
    model = client(Answer(text="{", breaks_off=True), completion("ok"))

    assert model.complete(ASKED, SCHEMA).text == "ok"
    assert len(server.asked) == 2


def test_a_server_that_is_not_there_is_a_fault(client: Client, waits: list[float]) -> None:
    model = client(completion("ok"), base_url="http://127.0.0.1:9/v1", max_retries=2)

    with pytest.raises(ModelFault, match="can't be reached"):
        model.complete(ASKED, SCHEMA)

    assert len(waits) == 2


@pytest.mark.parametrize(
    "answer",
    [
        Answer(text="<html>Welcome to nginx</html>"),
        Answer(body={}),
        Answer(body=[1, 2]),
        Answer(body={"choices": []}),
        Answer(body={"choices": None}),
        Answer(body={"choices": [{}]}),
        Answer(body={"choices": [{"message": None}]}),
        Answer(body={"choices": [{"message": {"content": {"text": "ok"}}}]}),
        Answer(text=""),
        Answer(text='{"choices": [', headers={"content-type": "application/json"}),
    ],
)
def test_what_is_no_chat_completion_is_a_fault(answer: Answer, client: Client) -> None:
    with pytest.raises(ModelFault, match=r"^openai:small: .*\.$"):
        client(answer).complete(ASKED, SCHEMA)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (completion(None), ""),
        (completion(""), ""),
        (completion(None, refusal="I can't help with that."), "I can't help with that."),
        (completion('{"steps": [{"ki', finish_reason="length"), '{"steps": [{"ki'),
        (completion("half \ud83d a pair"), "half ? a pair"),
    ],
)
def test_empty_refused_truncated_and_garbled_text_is_the_planners_to_judge(
    answer: Answer, text: str, client: Client
) -> None:
    assert client(answer).complete(ASKED, SCHEMA).text == text


def test_usage_that_a_server_does_not_tell_counts_nothing(client: Client) -> None:
    answer = completion("ok")
    answer.body["usage"] = None

    reply = client(answer).complete(ASKED, SCHEMA)

    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (0, 0)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_the_key_stands_in_no_error(status: int, client: Client) -> None:
    answer = refused(status, f"Incorrect API key provided: {KEY}")

    with pytest.raises(ModelFault) as caught:
        client(answer, max_retries=0).complete(ASKED, SCHEMA)

    shown = "".join(traceback.format_exception(caught.value, chain=True))
    assert KEY not in shown
    assert KEY not in repr(caught.value)


def test_the_key_stands_in_no_answer(client: Client) -> None:
    echo = client(completion(f"I was sent {KEY}."))
    assert echo.complete(ASKED, SCHEMA).text == "I was sent ***."


def test_words_are_no_key_where_there_is_none(server: Server) -> None:
    server.answers = [completion('{"station": "none"}')]
    model = OpenAIChat("small", Endpoint(server.base_url, key=""))
    assert model.complete(ASKED, SCHEMA).text == '{"station": "none"}'
    model.close()


def test_a_refused_key_says_what_to_do(client: Client, server: Server) -> None:
    with pytest.raises(ModelFault, match="refused the key") as caught:
        client(refused(401, "bad key")).complete(ASKED, SCHEMA)

    assert "OPENAI_API_KEY" in str(caught.value)
    assert caught.value.__cause__ is not None
    assert len(server.asked) == 1


def test_the_client_keeps_the_contract(client: Client) -> None:
    check_chat_model(client(completion("ok")))


def test_a_local_server_needs_no_key(server: Server) -> None:
    server.answers = [completion("ok")]
    model = make_model("openai:small", options={"base_url": server.base_url + "/"})

    assert model.complete(ASKED, SCHEMA).text == "ok"
    assert isinstance(model, OpenAIChat)
    model.close()
    model.close()


def test_a_server_elsewhere_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="set OPENAI_API_KEY"):
        openai(ModelContext("gpt-5-mini"))
    with pytest.raises(InputError, match=r"needs a key for models\.example"):
        openai(ModelContext("m", options={"base_url": "https://models.example/v1"}))

    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    openai(ModelContext("gpt-5-mini")).close()


def test_openais_own_name_for_the_bound_is_used_with_openai_alone(
    monkeypatch: pytest.MonkeyPatch, client: Client, server: Server
) -> None:
    sent: dict[str, Any] = {}

    def created(**arguments: Any) -> object:
        sent.update(arguments)
        raise RuntimeError("far enough")

    model = OpenAIChat("gpt", Endpoint(OPENAI_URL, KEY), max_tokens=9)
    monkeypatch.setattr(model._client.chat.completions, "create", created)
    with pytest.raises(RuntimeError, match="far enough"):
        model.complete(ASKED, SCHEMA)
    model.close()

    assert sent["max_completion_tokens"] == 9
    assert "max_tokens" not in sent


@pytest.mark.parametrize(
    ("model", "options", "said"),
    [
        ("", {}, "Expected a model's name"),
        ("m", {"tempreature": "1"}, "found 'tempreature'"),
        ("m", {"temperature": "hot"}, "expected a number from 0 to 2, found 'hot'"),
        ("m", {"temperature": "nan"}, "expected a number from 0 to 2, found 'nan'"),
        ("m", {"max_tokens": "1.5"}, "expected a whole number"),
        ("m", {"max_tokens": "0"}, "expected a number from 1"),
        ("m", {"max_retries": "-1"}, "expected a number from 0"),
        ("m", {"timeout_s": "0"}, "expected a number from 0.1"),
        ("m", {"base_url": "localhost:8000"}, "expected an http or https address"),
        ("m", {"base_url": "http://"}, "expected an http or https address"),
        ("m", {"base_url": "http://[::1"}, "expected an http or https address"),
        ("m", {"base_url": "http://me:secret@127.0.0.1/v1"}, "no user and password"),
        ("m", {"base_url": "http://127.0.0.1/v1?key=secret"}, "without \\? and #"),
    ],
)
def test_options_that_cannot_be_used_are_refused(
    model: str, options: dict[str, str], said: str
) -> None:
    options = {"base_url": "http://127.0.0.1:1/v1", **options}

    with pytest.raises(InputError, match=said) as caught:
        openai(ModelContext(model, options=options))

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.8.8.8"])
def test_the_loopback_has_many_names(host: str) -> None:
    openai(ModelContext("m", options={"base_url": f"http://{host}:1/v1"})).close()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(hang=True), "timeout"),
        (refused(401), "key_refused"),
        (refused(403), "key_refused"),
        (refused(429), "rate_limited"),
        (Answer(429, {"error": {"message": "no", "code": "insufficient_quota"}}), "quota"),
        (refused(500), "server_error"),
        (refused(404), "unusable"),
        (Answer(text="<html>"), "unusable"),
        (refused(400, "This model's maximum context length is 4096 tokens"), "context_overflow"),
        (refused(400, "the request exceeds the available context size"), "context_overflow"),
        (Answer(400, {"error": {"code": "context_length_exceeded"}}), "context_overflow"),
        (refused(400, "prompt is too long: 210000 tokens > 200000 maximum"), "context_overflow"),
        (
            refused(400, "The input token count (2000000) exceeds the maximum number of tokens"),
            "context_overflow",
        ),
        (
            refused(400, "Range of input length should be [1, 30720]"), "context_overflow",
        ),
    ],
)  # fmt: skip
def test_a_fault_says_what_kind_it_is(
    answer: Answer, kind: str, client: Client, server: Server
) -> None:
    model = client(answer, max_retries=0, timeout_s=0.2)

    with pytest.raises(ModelFault) as caught:
        model.complete(ASKED, SCHEMA)

    assert caught.value.kind == kind
    if kind == "context_overflow":
        # Another format would make it no shorter.
        assert server.formats() == ["json_schema"]


def test_a_server_that_is_not_there_is_unreachable(client: Client) -> None:
    with pytest.raises(ModelFault) as caught:
        client(completion("ok"), base_url="http://127.0.0.1:9/v1").complete(ASKED, SCHEMA)
    assert caught.value.kind == "unreachable"


@pytest.mark.parametrize(
    ("answer", "ended"),
    [
        (completion("ok"), "whole"),
        (completion("ok", finish_reason="eos"), "whole"),
        (completion('{"steps": [', finish_reason="length"), "cut_off"),
        (completion(None, finish_reason="content_filter"), "filtered"),
        (completion(None, refusal="I can't help with that."), "refused"),
    ],
)
def test_a_reply_says_how_it_ended(answer: Answer, ended: str, client: Client) -> None:
    assert client(answer).complete(ASKED, SCHEMA).ended == ended


def test_what_a_call_cost_is_told_by_the_server_or_by_the_prices(client: Client) -> None:
    assert client(completion("ok")).complete(ASKED, SCHEMA).usage.cost_usd is None

    priced = client(completion("ok"), prices_usd=(0.5, 4.0)).complete(ASKED, SCHEMA)
    assert priced.usage.cost_usd == pytest.approx((12 * 0.5 + 5 * 4.0) / 1e6)

    told = completion("ok")
    told.body["usage"]["cost"] = 0.25
    assert client(told, prices_usd=(0.5, 4.0)).complete(ASKED, SCHEMA).usage.cost_usd == 0.25


@pytest.mark.parametrize("provider", sorted(SERVERS))
def test_each_server_is_a_provider_with_its_own_key(
    provider: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers = [completion("ok")]
    monkeypatch.setenv(key_variable(provider), KEY)

    model = make_model(f"{provider}:small", options={"base_url": server.base_url})

    assert model.complete(ASKED, SCHEMA).text == "ok"
    assert model.name == f"{provider}:small"
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert isinstance(model, OpenAIChat)
    assert not model.paid
    model.close()


def test_servers_of_ones_own_need_no_key_and_cost_nothing() -> None:
    free = {name for name, at in SERVERS.items() if not at.needs_key}
    assert free == {"llamacpp", "ollama", "vllm"}
    for name in free:
        model = make_model(f"{name}:small", options={"base_url": "http://gpu-box:1/v1"})
        assert isinstance(model, OpenAIChat)
        assert not model.paid
        model.close()


def test_a_key_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("DEEPSEEK_API_KEY='sk-from-file'\nOPENAI_API_KEY=$OTHER\n")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    assert key_of("deepseek") == "sk-from-file"
    assert key_of("openai") == KEY
    assert key_of("openrouter") == ""
    assert "DEEPSEEK_API_KEY" not in os.environ
    model = make_model("deepseek:deepseek-chat")
    assert isinstance(model, OpenAIChat)
    assert model.paid
    assert "sk-from-file" not in repr(vars(model)["_endpoint"])
    model.close()

    (tmp_path / ".env").write_bytes(b"\xff\xfe=")
    with pytest.raises(InputError, match="can't be read"):
        key_of("deepseek")


@pytest.mark.parametrize("options", [{"input_usd": "1"}, {"output_usd": "1"}])
def test_one_price_is_none(options: dict[str, str]) -> None:
    with pytest.raises(InputError, match="input_usd and -M output_usd together"):
        make_model("vllm:m", options=options)
