"""What a server's errors mean: may they pass, how long to wait, was the prompt too long."""

from __future__ import annotations

import math
import time
from email.utils import parsedate_to_datetime

import openai as client_library
from tenacity import RetryCallState

MAX_WAIT_S = 60.0
"""The longest wait before a repetition, whatever `Retry-After` says."""

_FIRST_WAIT_S = 1.0

# What servers say of a prompt that is too long, from the documentation and sources of each.
_OVERFLOWS = (
    "context_length",  # OpenAI's code
    "context length",  # vLLM, DeepSeek, OpenRouter
    "context size",  # llama.cpp
    "context window",  # OpenAI
    "prompt is too long",  # Anthropic
    "input token count",  # Gemini
    "range of input length",  # DashScope
)


def overflows(error: client_library.APIStatusError) -> bool:
    """Returns whether the prompt was too long for the model, in the words of several servers."""
    said = f"{error.code} {error}".lower()
    return error.status_code in {400, 413, 422} and any(words in said for words in _OVERFLOWS)


def passes(error: BaseException) -> bool:
    """Returns whether what went wrong may be gone the next time."""
    if isinstance(error, client_library.RateLimitError):
        return error.code != "insufficient_quota"
    if isinstance(error, client_library.APIStatusError):
        return error.status_code in {408, 409} or error.status_code >= 500
    return isinstance(error, client_library.APIConnectionError)


def wait_s(state: RetryCallState) -> float:
    """Returns how long to wait: as the server says, else twice as long each time, in seconds."""
    error = state.outcome.exception() if state.outcome is not None else None
    if isinstance(error, client_library.APIStatusError):
        said = _retry_after_s(error.response.headers.get("retry-after", ""))
        if said is not None:
            return min(MAX_WAIT_S, max(0.0, said))
    return float(min(MAX_WAIT_S, _FIRST_WAIT_S * 2 ** (state.attempt_number - 1)))


def _retry_after_s(said: str) -> float | None:
    """Returns what `Retry-After` says, seconds or a date (RFC 9110, 10.2.3); `None` for neither."""
    try:
        seconds = float(said)
    except ValueError:
        try:
            return parsedate_to_datetime(said).timestamp() - time.time()
        except (ValueError, OverflowError):
            return None
    return seconds if math.isfinite(seconds) else None
