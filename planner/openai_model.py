"""`openai:MODEL`: any server that speaks OpenAI's chat completions, there or on one's own machine.

    openai:gpt-5-mini                                             key in OPENAI_API_KEY
    openai:qwen3:8b  -M base_url=http://127.0.0.1:11434/v1        a local server needs no key

Time-outs, lost connections, 429 and 5xx are tried again a bounded number of times, with bounded
waits; everything else is a `ModelFault`. A server is first asked to hold the answer to the JSON
schema, then to any JSON object, then to nothing; what it can do is remembered. Keys stand in no
message, no error and no record.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address
from typing import Annotated, Any, NoReturn
from urllib.parse import urlsplit

import openai as client_library
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from envs import InputError, ModelFault, safe_text
from planner.chat import Message, ModelContext, Reply, Usage

OPENAI_URL = "https://api.openai.com/v1"
KEY_VARIABLE = "OPENAI_API_KEY"

MAX_WAIT_S = 60.0
"""The longest wait before a repetition, whatever `Retry-After` says."""

_OPTIONS = ("base_url", "max_retries", "max_tokens", "temperature", "timeout_s")
_FIRST_WAIT_S = 1.0

# From the strictest to none at all.
_FORMATS = ("json_schema", "json_object", "plain")
# What a server answers to a response_format that it doesn't know.
_UNSUPPORTED = frozenset({400, 404, 415, 422, 501})
# What a server could do last time, as an index into `_FORMATS`, by base URL and model: each
# episode makes its own client, and none should find out again what the last one did.
_can_do: dict[tuple[str, str], int] = {}


class _Part(BaseModel):
    # Servers add fields of their own.
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Said(_Part):
    content: str | None = None
    refusal: str | None = None


class _Choice(_Part):
    message: _Said


class _Used(_Part):
    prompt_tokens: Annotated[int, Field(ge=0)] | None = None
    completion_tokens: Annotated[int, Field(ge=0)] | None = None


class _Completion(_Part):
    choices: Annotated[tuple[_Choice, ...], Field(min_length=1)]
    usage: _Used | None = None


class OpenAIChat:
    """A model behind OpenAI's chat completions."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str,
        key: str,
        temperature: float | None = None,
        max_tokens: int | None = None,
        timeout_s: float = 120.0,
        max_retries: int = 4,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Makes a client; nothing is sent yet.

        Args:
            model: The model's name on that server.
            base_url: Where the server is, with its `/v1`.
            key: The API key; a server that needs none ignores it.
            temperature: `None` for the server's own.
            max_tokens: At most so many tokens in an answer; `None` for the server's own bound.
            timeout_s: How long to wait for an answer, in seconds.
            max_retries: How often a call is repeated at most.
            sleep: Waits so many seconds.
        """
        self.name = f"openai:{model}"
        self._model = model
        self._base_url = base_url
        self._key = key
        self._settings: dict[str, Any] = {}
        if temperature is not None:
            self._settings["temperature"] = temperature
        if max_tokens is not None:
            # OpenAI's own newer models refuse the name that all other servers know.
            name = "max_completion_tokens" if base_url == OPENAI_URL else "max_tokens"
            self._settings[name] = max_tokens
        self._client = client_library.OpenAI(
            api_key=key, base_url=base_url, timeout=timeout_s, max_retries=0
        )
        self._retrying = Retrying(
            retry=retry_if_exception(_passes),
            stop=stop_after_attempt(max_retries + 1),
            wait=_wait_s,
            sleep=sleep,
            reraise=True,
        )

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:
        """Returns the model's answer; empty text if it gave none.

        Raises:
            ModelFault: If the server can't be reached, refuses, or answers no chat completion.
        """
        first = _can_do.get((self._base_url, self._model), 0)
        for index in range(first, len(_FORMATS)):
            try:
                answer = self._retrying(self._ask, messages, schema, _FORMATS[index])
            except client_library.APIStatusError as error:
                if error.status_code in _UNSUPPORTED and index + 1 < len(_FORMATS):
                    continue
                self._fail(error)
            except client_library.OpenAIError as error:
                self._fail(error)
            _can_do[self._base_url, self._model] = index
            return self._reply(answer)
        raise AssertionError("the last format either answers or fails")

    def close(self) -> None:
        """Closes the connections; more than once does no harm."""
        self._client.close()

    def _ask(self, messages: Sequence[Message], schema: Mapping[str, Any], form: str) -> str:
        extra: dict[str, Any] = {}
        if form == "json_schema":
            named = {"name": "plan", "schema": dict(schema)}
            extra["response_format"] = {"type": "json_schema", "json_schema": named}
        elif form == "json_object":
            extra["response_format"] = {"type": "json_object"}
        sent: Any = [{"role": m.role, "content": m.content} for m in messages]
        answer = self._client.chat.completions.with_raw_response.create(
            model=self._model, messages=sent, **self._settings, **extra
        )
        return answer.text

    def _reply(self, answer: str) -> Reply:
        try:
            # Half a surrogate pair is valid JSON and no valid text.
            text = json.dumps(json.loads(answer), ensure_ascii=False).encode("utf-8", "replace")
            completion = _Completion.model_validate_json(text)
        except (ValidationError, ValueError, RecursionError) as error:
            raise ModelFault(
                f"{self.name}: expected a chat completion from {self._base_url}, found something "
                "else. Check base_url; most servers want /v1 at its end."
            ) from error
        said, used = completion.choices[0].message, completion.usage or _Used()
        return Reply(
            text=said.content or said.refusal or "",
            usage=Usage(
                input_tokens=used.prompt_tokens or 0, output_tokens=used.completion_tokens or 0
            ),
        )

    def _fail(self, error: client_library.OpenAIError) -> NoReturn:
        """Raises ModelFault; the foreign error is its cause, unless the key stands in it."""
        if isinstance(error, client_library.APITimeoutError):
            said = "no answer came in time. Raise -M timeout_s or ask a faster model"
        elif isinstance(error, client_library.APIConnectionError):
            said = f"{self._base_url} can't be reached. Check base_url and whether the server runs"
        elif isinstance(error, client_library.APIStatusError) and error.status_code in {401, 403}:
            # The server's own words often repeat the key.
            said = f"the server refused the key ({error.status_code}). Check {KEY_VARIABLE}"
        elif isinstance(error, client_library.APIStatusError):
            words = safe_text(self._without_key(str(error)), 300)
            said = f"the server answered {error.status_code}: {words}"
        else:
            said = f"no usable answer: {safe_text(self._without_key(str(error)), 300)}"
        fault = ModelFault(f"{self.name}: {said.rstrip('.')}.")
        if self._key in str(error):
            raise fault from None
        raise fault from error

    def _without_key(self, text: str) -> str:
        return text.replace(self._key, "***")


def _passes(error: BaseException) -> bool:
    """Returns whether what went wrong may be gone the next time."""
    if isinstance(error, client_library.RateLimitError):
        return error.code != "insufficient_quota"
    if isinstance(error, client_library.APIStatusError):
        return error.status_code in {408, 409} or error.status_code >= 500
    return isinstance(error, client_library.APIConnectionError)


def _wait_s(state: RetryCallState) -> float:
    """Returns how long to wait: as the server says, else twice as long each time, in seconds."""
    error = state.outcome.exception() if state.outcome is not None else None
    if isinstance(error, client_library.APIStatusError):
        try:
            return min(MAX_WAIT_S, max(0.0, float(error.response.headers["retry-after"])))
        except (KeyError, ValueError):
            pass
    return float(min(MAX_WAIT_S, _FIRST_WAIT_S * 2 ** (state.attempt_number - 1)))


def openai(context: ModelContext) -> OpenAIChat:
    """Returns the model that the context asks for: `openai:MODEL`.

    Options: `base_url` (OpenAI's by default), `temperature`, `max_tokens` of an answer,
    `timeout_s` of a call and `max_retries`. The key is read from `OPENAI_API_KEY`.

    Raises:
        InputError: If the model or the key is missing, or an option can't be used.
    """
    options = context.options
    unknown = sorted(set(options) - set(_OPTIONS))
    if unknown:
        raise InputError(f"openai takes the options {', '.join(_OPTIONS)}; found {unknown[0]!r}.")
    if not context.model:
        raise InputError("Expected a model's name after openai:, such as openai:gpt-5-mini.")
    base_url = options.get("base_url", OPENAI_URL).rstrip("/")
    host = _host(base_url)
    key = os.environ.get(KEY_VARIABLE, "")
    if not key and not _is_loopback(host):
        raise InputError(
            f"openai needs a key for {host}: set {KEY_VARIABLE}, or name a local server with "
            "-M base_url=http://127.0.0.1:PORT/v1."
        )
    return OpenAIChat(
        context.model,
        base_url=base_url,
        key=key or "none",
        temperature=_number(options, "temperature", None, 0, 2),
        max_tokens=_whole(options, "max_tokens", None, 1),
        timeout_s=_number(options, "timeout_s", 120.0, 0.1, 86_400) or 120.0,
        max_retries=_whole(options, "max_retries", 4, 0) or 0,
    )


def _host(base_url: str) -> str:
    try:
        parts = urlsplit(base_url)
        host = parts.hostname if parts.scheme in {"http", "https"} else None
    except ValueError:
        host = None
    if not host:
        raise InputError(f"-M base_url: expected an http or https address, found {base_url!r}.")
    if "@" in parts.netloc:
        raise InputError(f"-M base_url: expected no user and password in it; use {KEY_VARIABLE}.")
    return host


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _number(
    options: Mapping[str, str], name: str, default: float | None, least: float, most: float
) -> float | None:
    if name not in options:
        return default
    try:
        value = float(options[name])
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        raise InputError(
            f"-M {name}: expected a number from {least:g} to {most:g}, found {options[name]!r}."
        )
    return value


def _whole(options: Mapping[str, str], name: str, default: int | None, least: int) -> int | None:
    value = _number(options, name, default, least, 1_000_000)
    if value is not None and value != int(value):
        raise InputError(f"-M {name}: expected a whole number, found {options[name]!r}.")
    return None if value is None else int(value)
