"""`litellm:MODEL`: any model that LiteLLM knows, named as LiteLLM names it; needs the extra.

    pip install 'steve-evolving[litellm]'
    steve run "Craft a stick" --llm litellm:bedrock/anthropic.claude-3-5-haiku-20241022-v1:0

LiteLLM finds the provider, its key in the environment, and the price of a call.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from typing import Any

from envs import FaultKind, InputError, ModelFault, safe_text
from planner.chat import Ending, Message, ModelContext, Reply, Usage

_OPTIONS = ("base_url", "max_retries", "max_tokens", "temperature", "timeout_s")

# LiteLLM's errors by name, the more special before what they are a kind of.
_KINDS: dict[str, FaultKind] = {
    "ContextWindowExceededError": "context_overflow",
    "AuthenticationError": "key_refused",
    "PermissionDeniedError": "key_refused",
    "BudgetExceededError": "quota",
    "RateLimitError": "rate_limited",
    "Timeout": "timeout",
    "APIConnectionError": "unreachable",
    "ServiceUnavailableError": "server_error",
    "InternalServerError": "server_error",
}
_ENDINGS: dict[str, Ending] = {"length": "cut_off", "content_filter": "filtered"}


class LiteLLMChat:
    """A model behind LiteLLM."""

    paid = True

    def __init__(self, library: Any, model: str, settings: Mapping[str, Any]) -> None:
        """Wraps a model.

        Args:
            library: The module `litellm`.
            model: As LiteLLM names it.
            settings: What its `completion` is given beside the conversation.
        """
        self.name = f"litellm:{model}"
        self._library = library
        self._model = model
        self._settings = dict(settings)
        self._left_s = math.inf

    def hurry(self, left_s: float) -> None:
        """Says how long the next call may take, its repetitions included."""
        self._left_s = left_s

    def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Reply:
        """Returns the model's answer; empty text if it gave none.

        Raises:
            ModelFault: If LiteLLM can't have the model answer.
        """
        try:
            answer = self._library.completion(
                model=self._model,
                messages=[{"role": m.role, "content": m.content} for m in messages],
                response_format=self._format(schema),
                drop_params=True,  # a model without the format is asked plainly
                **self._settings | self._in_time(),
            )
            choice, used = answer.choices[0], answer.usage
        except Exception as error:
            kinds = (_KINDS[c.__name__] for c in type(error).__mro__ if c.__name__ in _KINDS)
            said = safe_text(str(error), 300)
            raise ModelFault(f"{self.name}: {said}", next(kinds, "unusable")) from error
        cost = getattr(answer, "_hidden_params", {}).get("response_cost")
        return Reply(
            text=choice.message.content or "",
            ended=_ENDINGS.get(choice.finish_reason, "whole"),
            usage=Usage(
                input_tokens=used.prompt_tokens,
                output_tokens=used.completion_tokens,
                cost_usd=cost,
            ),
        )

    def _in_time(self) -> dict[str, Any]:
        """Returns the time-out, and how many repetitions there is time for."""
        timeout_s, retries = self._settings["timeout"], self._settings["num_retries"]
        if self._left_s >= timeout_s * (retries + 1):
            return {}
        timeout_s = min(timeout_s, self._left_s)
        return {"timeout": timeout_s, "num_retries": int(self._left_s / timeout_s) - 1}

    def _format(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        if self._library.supports_response_schema(model=self._model):
            named = {"name": "plan", "schema": dict(schema)}
            return {"type": "json_schema", "json_schema": named}
        return {"type": "json_object"}


def litellm(context: ModelContext) -> LiteLLMChat:
    """Returns the model that the context asks for: `litellm:MODEL`.

    Options: `base_url`, `temperature`, `max_tokens` of an answer, `timeout_s` of a call (120 by
    default) and `max_retries` (4).

    Raises:
        InputError: If LiteLLM isn't installed, the model is missing, or an option can't be used.
    """
    unknown = sorted(set(context.options) - set(_OPTIONS))
    if unknown:
        raise InputError(f"litellm takes the options {', '.join(_OPTIONS)}; found {unknown[0]!r}.")
    if not context.model:
        raise InputError("Expected a model's name after litellm:, as LiteLLM calls it.")
    settings: dict[str, Any] = {
        "num_retries": _number(context, "max_retries", 4, whole=True),
        "timeout": _number(context, "timeout_s", 120, whole=False),
    }
    if "temperature" in context.options:
        settings["temperature"] = _number(context, "temperature", 0, whole=False)
    if "max_tokens" in context.options:
        settings["max_tokens"] = _number(context, "max_tokens", 0, whole=True)
    if "base_url" in context.options:
        settings["api_base"] = context.options["base_url"]
    # Prices come from its own table: it would look for newer ones on the net while it is loaded.
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    try:
        import litellm as library  # noqa: PLC0415  # an extra, and seconds to load
    except ImportError as error:
        raise InputError(
            "litellm needs its extra: pip install 'steve-evolving[litellm]'."
        ) from error
    library.suppress_debug_info = True  # it would print on what is ours
    return LiteLLMChat(library, context.model, settings)


def _number(context: ModelContext, name: str, default: float, *, whole: bool) -> float:
    text = context.options.get(name, str(default))
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        value = -1
    if not 0 <= value < 1e6:
        kind = "a whole number" if whole else "a number"
        raise InputError(f"-M {name}: expected {kind} from 0, found {text!r}.")
    return value
