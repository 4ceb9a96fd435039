"""`OpenAIChat`: a model behind any server that speaks OpenAI's chat completions.

Time-outs, lost connections, 429 and 5xx are tried again a bounded number of times, with bounded
waits; everything else is a `ModelFault`. A server is first asked to hold the answer to the JSON
schema, then to any JSON object, then to nothing; what it can do is remembered. Keys stand in no
message, no error and no record.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated, Any, NoReturn

import openai as client_library
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from tenacity import RetryCallState, Retrying, retry_if_exception

from envs import FaultKind, ModelFault, safe_text
from planner.chat import Ending, Message, Reply, Usage
from planner.server_errors import overflows, passes, wait_s

OPENAI_URL = "https://api.openai.com/v1"

MAX_ANSWER_BYTES = 8 * 2**20
"""The longest answer that is read to its end, far above any plan."""


# From the strictest to none at all.
_FORMATS = ("json_schema", "json_object", "plain")
# What a server answers to a response_format that it doesn't know.
_UNSUPPORTED = frozenset({400, 404, 415, 422, 501})
# How a completion ended, by the names that OpenAI gave it; any other is whole.
_ENDINGS: dict[str, Ending] = {"length": "cut_off", "content_filter": "filtered"}
# What a server could do last time, as an index into `_FORMATS`, by base URL, model and schema: each
# episode makes its own client, and none should find out again what the last one did. One schema may
# be too much for a server that holds answers to another.
_can_do: dict[tuple[str, str, str], int] = {}


class _Part(BaseModel):
    # Servers add fields of their own.
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Said(_Part):
    content: str | None = None
    refusal: str | None = None


class _Choice(_Part):
    message: _Said
    finish_reason: str | None = None


class _Used(_Part):
    prompt_tokens: Annotated[int, Field(ge=0)] | None = None
    completion_tokens: Annotated[int, Field(ge=0)] | None = None
    cost: Annotated[float, Field(ge=0)] | None = None  # US dollars; some servers tell it


class _Completion(_Part):
    choices: Annotated[tuple[_Choice, ...], Field(min_length=1)]
    usage: _Used | None = None


@dataclass(frozen=True)
class Endpoint:
    """A server, and on what terms it is asked.

    Attributes:
        base_url: Where the server is, with its `/v1`.
        key: The API key; empty for none.
        provider: What its models' names begin with.
        key_variable: Where the key is from, for messages.
        paid: Whether calls cost money.
        prices_usd: What a million tokens cost, in and out; `None` if that isn't known.
    """

    base_url: str
    key: str = field(repr=False)
    provider: str = "openai"
    key_variable: str = "OPENAI_API_KEY"
    paid: bool = True
    prices_usd: tuple[float, float] | None = None


class OpenAIChat:
    """A model behind OpenAI's chat completions."""

    def __init__(
        self,
        model: str,
        endpoint: Endpoint,
        *,
        temperature: float | None = None,
        max_tokens: int | None = None,
        timeout_s: float = 120.0,
        max_retries: int = 4,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Makes a client; nothing is sent yet.

        Args:
            model: The model's name on that server.
            endpoint: The server.
            temperature: `None` for the server's own.
            max_tokens: At most so many tokens in an answer; `None` for the server's own bound.
            timeout_s: How long to wait for an answer, in seconds.
            max_retries: How often a call is repeated at most.
            sleep: Waits so many seconds.
        """
        self.name = f"{endpoint.provider}:{model}"
        self.paid = endpoint.paid
        self._endpoint = endpoint
        self._model = model
        self._settings: dict[str, Any] = {}
        if temperature is not None:
            self._settings["temperature"] = temperature
        if max_tokens is not None:
            # OpenAI's own newer models refuse the name that all other servers know.
            name = "max_completion_tokens" if endpoint.base_url == OPENAI_URL else "max_tokens"
            self._settings[name] = max_tokens
        self._timeout_s = timeout_s
        self._max_retries = max_retries
        self._left_s = math.inf
        self._client = client_library.OpenAI(
            # The client won't be made without one; a server that needs none ignores it.
            api_key=endpoint.key or "none",
            base_url=endpoint.base_url,
            timeout=timeout_s,
            max_retries=0,
        )
        self._retrying = Retrying(
            retry=retry_if_exception(passes),
            sleep=sleep,
            reraise=True,
        )

    def hurry(self, left_s: float) -> None:
        """Says how long the next call may take, its repetitions and waits included."""
        self._left_s = left_s

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:
        """Returns the model's answer; empty text if it gave none.

        Raises:
            ModelFault: If the server can't be reached, refuses, or answers no chat completion.
        """
        said = sha256(json.dumps(schema, sort_keys=True).encode()).hexdigest()
        asked = (self._endpoint.base_url, self._model, said)
        first, until = _can_do.get(asked, 0), time.monotonic() + self._left_s
        retrying = self._repeated(until)
        for index in range(first, len(_FORMATS)):
            try:
                answer = retrying(self._ask, messages, schema, _FORMATS[index], until)
            except client_library.APIStatusError as error:
                unsupported = error.status_code in _UNSUPPORTED and not overflows(error)
                if unsupported and index + 1 < len(_FORMATS):
                    continue
                self._fail(error)
            except client_library.OpenAIError as error:
                self._fail(error)
            _can_do[asked] = index
            return self._reply(answer)
        raise AssertionError("the last format either answers or fails")

    def close(self) -> None:
        """Closes the connections; more than once does no harm."""
        self._client.close()

    def _repeated(self, until: float) -> Retrying:
        def stop(state: RetryCallState) -> bool:
            return state.attempt_number > self._max_retries or time.monotonic() >= until

        def wait(state: RetryCallState) -> float:
            return max(0.0, min(wait_s(state), until - time.monotonic()))

        return self._retrying.copy(stop=stop, wait=wait)

    def _ask(
        self, messages: Sequence[Message], schema: Mapping[str, Any], form: str, until: float
    ) -> str:
        extra: dict[str, Any] = {}
        if form == "json_schema":
            named = {"name": "plan", "schema": dict(schema)}
            extra["response_format"] = {"type": "json_schema", "json_schema": named}
        elif form == "json_object":
            extra["response_format"] = {"type": "json_object"}
        sent: Any = [{"role": m.role, "content": m.content} for m in messages]
        # A hair above nothing: the client takes no time-out for no bound.
        timeout_s = max(0.001, min(self._timeout_s, until - time.monotonic()))
        ends = time.monotonic() + timeout_s
        with self._client.chat.completions.with_streaming_response.create(
            model=self._model, messages=sent, timeout=timeout_s, **self._settings, **extra
        ) as answer:
            body = bytearray()
            for part in _parts_of(answer):
                body += part
                if len(body) > MAX_ANSWER_BYTES:
                    raise client_library.OpenAIError(
                        f"expected an answer of at most {MAX_ANSWER_BYTES} bytes, found more"
                    )
                if time.monotonic() > ends:
                    # It may come a byte at a time for ever.
                    raise client_library.APITimeoutError(answer.http_request)
        return body.decode("utf-8", "replace")

    def _reply(self, answer: str) -> Reply:
        try:
            # Half a surrogate pair is valid JSON and no valid text.
            text = json.dumps(json.loads(answer), ensure_ascii=False).encode("utf-8", "replace")
            completion = _Completion.model_validate_json(text)
        except (ValidationError, ValueError, RecursionError) as error:
            raise ModelFault(
                f"{self.name}: expected a chat completion from {self._endpoint.base_url}, found "
                "something else. Check base_url; most servers want /v1 at its end.",
                "unusable",
            ) from error
        choice, used = completion.choices[0], completion.usage or _Used()
        ended: Ending = _ENDINGS.get(choice.finish_reason or "", "whole")
        return Reply(
            text=self._without_key(choice.message.content or choice.message.refusal or ""),
            ended="refused" if choice.message.refusal else ended,
            usage=Usage(
                input_tokens=used.prompt_tokens or 0,
                output_tokens=used.completion_tokens or 0,
                cost_usd=self._cost(used),
            ),
        )

    def _cost(self, used: _Used) -> float | None:
        """Returns what a call cost: as the server says, else by the prices, else unknown."""
        if used.cost is not None or self._endpoint.prices_usd is None:
            return used.cost
        tokens = (used.prompt_tokens or 0, used.completion_tokens or 0)
        return sum(n * usd for n, usd in zip(tokens, self._endpoint.prices_usd, strict=True)) / 1e6

    def _fail(self, error: client_library.OpenAIError) -> NoReturn:
        """Raises ModelFault; the foreign error is its cause, unless the key stands in it."""
        kind, said = self._told(error)
        fault = ModelFault(f"{self.name}: {said.rstrip('.')}.", kind)
        if self._endpoint.key and self._endpoint.key in str(error):
            raise fault from None
        raise fault from error

    def _told(self, error: client_library.OpenAIError) -> tuple[FaultKind, str]:
        """Returns what kind of fault it is, and what to say of it."""
        words = safe_text(self._without_key(str(error)), 300)
        if isinstance(error, client_library.APITimeoutError):
            return "timeout", "no answer came in time. Raise -M timeout_s or ask a faster model"
        if isinstance(error, client_library.APIConnectionError):
            advice = "Check base_url and whether the server runs"
            return "unreachable", f"{self._endpoint.base_url} can't be reached. {advice}"
        if not isinstance(error, client_library.APIStatusError):
            return "unusable", f"no usable answer: {words}"
        status = error.status_code
        if status in {401, 403}:
            # The server's own words often repeat the key.
            return (
                "key_refused",
                f"the server refused the key ({status}). Check {self._endpoint.key_variable}",
            )
        kind: FaultKind = "server_error" if status >= 500 else "unusable"
        if status == 429:
            kind = "quota" if error.code == "insufficient_quota" else "rate_limited"
        if overflows(error):
            kind = "context_overflow"
        return kind, f"the server answered {status}: {words}"

    def _without_key(self, text: str) -> str:
        """Returns text of the server's, which may repeat what it was sent, without the key."""
        return text.replace(self._endpoint.key, "***") if self._endpoint.key else text


def _parts_of(answer: client_library.APIResponse[Any]) -> Iterator[bytes]:
    """Yields an answer's body as it comes.

    Raises:
        APIConnectionError: If it breaks off.
    """
    try:
        yield from answer.iter_bytes()
    except client_library.OpenAIError:
        raise
    except Exception as error:  # of the transport, whichever the client library has
        if "Timeout" in type(error).__name__:
            raise client_library.APITimeoutError(answer.http_request) from error
        raise client_library.APIConnectionError(request=answer.http_request) from error
