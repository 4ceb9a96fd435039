"""The servers that speak OpenAI's chat completions, each as a provider of its own.

    openai:gpt-5-mini                         key in OPENAI_API_KEY
    openrouter:qwen/qwen3-235b-a22b           key in OPENROUTER_API_KEY
    ollama:qwen3:8b                           a server on one's own machine needs no key
    vllm:Qwen/Qwen3-8B -M base_url=http://gpu-box:8000/v1

They differ in where they are and in the name of their key, which is read from the environment or
from a file `.env` in the current folder, and written nowhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from dotenv import dotenv_values

from envs import InputError
from planner.chat import ModelContext
from planner.openai_model import OPENAI_URL, Endpoint, OpenAIChat

_OPTIONS = (
    "base_url", "input_usd", "max_retries", "max_tokens", "output_usd", "temperature", "timeout_s"
)  # fmt: skip


class Server(NamedTuple):
    """Where a provider's server is.

    Attributes:
        base_url: Its usual address, with what comes before `/chat/completions`.
        needs_key: Whether it asks for a key; one on one's own machine doesn't.
    """

    base_url: str
    needs_key: bool = True


SERVERS = {
    "anthropic": Server("https://api.anthropic.com/v1"),
    "dashscope": Server("https://dashscope-intl.aliyuncs.com/compatible-mode/v1"),
    "deepseek": Server("https://api.deepseek.com/v1"),
    "google": Server("https://generativelanguage.googleapis.com/v1beta/openai"),
    "llamacpp": Server("http://127.0.0.1:8080/v1", needs_key=False),
    "ollama": Server("http://127.0.0.1:11434/v1", needs_key=False),
    "openai": Server(OPENAI_URL),
    "openrouter": Server("https://openrouter.ai/api/v1"),
    "vllm": Server("http://127.0.0.1:8000/v1", needs_key=False),
}
"""The servers by the provider's name, from the documentation of each."""


def _provider(name: str) -> Callable[[ModelContext], OpenAIChat]:
    def made(context: ModelContext) -> OpenAIChat:
        """Returns the model that the context asks for.

        Options: `base_url` (the server's usual one by default), `temperature`, `max_tokens` of
        an answer, `timeout_s` of a call, `max_retries`, and `input_usd` and `output_usd`, the
        prices of a million tokens. The key is read from `<PROVIDER>_API_KEY`.

        Raises:
            InputError: If the model or the key is missing, or an option can't be used.
        """
        return chat_at(name, context)

    return made


anthropic = _provider("anthropic")
dashscope = _provider("dashscope")
deepseek = _provider("deepseek")
google = _provider("google")
llamacpp = _provider("llamacpp")
ollama = _provider("ollama")
openai = _provider("openai")
openrouter = _provider("openrouter")
vllm = _provider("vllm")


def key_variable(provider: str) -> str:
    """Returns the variable that holds a provider's key, such as `OPENAI_API_KEY`."""
    return f"{provider.upper()}_API_KEY"


def key_of(provider: str) -> str:
    """Returns a provider's key, from the environment or else from `.env`; empty for none.

    Raises:
        InputError: If `.env` can't be read.
    """
    name = key_variable(provider)
    if found := os.environ.get(name):
        return found
    try:
        return dotenv_values(".env", interpolate=False).get(name) or ""
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"Expected keys in .env, found that it can't be read: {error}.") from error


def chat_at(provider: str, context: ModelContext) -> OpenAIChat:
    """Returns the model that a provider's server has.

    Raises:
        InputError: If the model or the key is missing, or an option can't be used.
    """
    options = context.options
    unknown = sorted(set(options) - set(_OPTIONS))
    if unknown:
        known = ", ".join(_OPTIONS)
        raise InputError(f"{provider} takes the options {known}; found {unknown[0]!r}.")
    if not context.model:
        raise InputError(
            f"Expected a model's name after {provider}:, as the server calls it "
            "(such as openai:gpt-5-mini or ollama:qwen3:8b)."
        )
    server = SERVERS[provider]
    base_url = options.get("base_url", server.base_url).rstrip("/")
    host = _host(base_url, provider)
    key = key_of(provider)
    if server.needs_key and not key and not _is_loopback(host):
        raise InputError(
            f"{provider} needs a key for {host}: set {key_variable(provider)}, here or in .env, "
            "or name a local server with -M base_url=http://127.0.0.1:PORT/v1."
        )
    endpoint = Endpoint(
        base_url=base_url,
        key=key,
        provider=provider,
        key_variable=key_variable(provider),
        paid=server.needs_key and not _is_loopback(host),
        prices_usd=_prices(options),
    )
    return OpenAIChat(
        context.model,
        endpoint,
        temperature=_number(options, "temperature", None, 0, 2),
        max_tokens=_whole(options, "max_tokens", None, 1),
        timeout_s=_number(options, "timeout_s", 120.0, 0.1, 86_400) or 120.0,
        max_retries=_whole(options, "max_retries", 4, 0) or 0,
    )


def _prices(options: Mapping[str, str]) -> tuple[float, float] | None:
    prices = [_number(options, name, None, 0, 1e6) for name in ("input_usd", "output_usd")]
    if prices == [None, None]:
        return None
    if None in prices:
        raise InputError("Expected -M input_usd and -M output_usd together, found one of them.")
    return prices[0] or 0.0, prices[1] or 0.0


def _host(base_url: str, provider: str) -> str:
    try:
        parts = urlsplit(base_url)
        host = parts.hostname if parts.scheme in {"http", "https"} else None
    except ValueError:
        host = None
    if not host:
        raise InputError(f"-M base_url: expected an http or https address, found {base_url!r}.")
    if parts.query or parts.fragment:
        # Where some servers would take a key, which is written nowhere.
        raise InputError(
            f"-M base_url: expected an address without ? and #; use {key_variable(provider)} for "
            "a key."
        )
    if "@" in parts.netloc:
        raise InputError(
            f"-M base_url: expected no user and password in it; use {key_variable(provider)}."
        )
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
