"""What every chat model must keep to, as a check that anyone can run on theirs.

    check_chat_model(make_model("mine:large"))

It asks the model three times; whether the answers are any good isn't judged.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from envs import ContractError, SteveError
from planner.chat import ChatModel, Message, Reply
from planner.plan_schema import plan_schema

_ASKED = (
    Message(role="system", content="You plan for an agent. Answer with JSON."),
    Message(
        role="user",
        content='## Task\n"Collect a log"\nGoal: has("#logs")\n\n## State\nCarried: nothing.\n\n'
        '## Answer\nAnswer with one JSON object {"steps": [...]}.',
    ),
)
_COMPLAINT = (
    Message(role="assistant", content="I would rather not."),
    Message(role="user", content='Expected one JSON object {"steps": [...]}, found no object.'),
)


def check_chat_model(model: ChatModel) -> None:
    """Checks that `model` keeps to the contract of `ChatModel`.

    Args:
        model: The model; it is really asked, so that this may cost something.

    Raises:
        ContractError: If it doesn't; the error says what was expected and what was found.
        ModelFault: If the model can't be reached.
    """
    name = _of(model, "name")
    if not isinstance(name, str) or not name.strip() or any(c.isspace() for c in name):
        raise ContractError(f"Expected name to be provider:model without spaces, found {name!r}.")
    if not callable(_of(model, "complete")):
        raise ContractError(f"{name}: expected complete to be a method.")
    _check_asking(model, _ASKED)
    # The conversation goes on after an answer that couldn't be used.
    _check_asking(model, (*_ASKED, *_COMPLAINT))
    # A model may keep nothing from call to call that stands in the way of starting anew.
    _check_asking(model, _ASKED)
    if _of(model, "name") != name:
        raise ContractError(f"{name}: expected name to stay the same, found {model.name!r}.")


def _check_asking(model: ChatModel, asked: tuple[Message, ...]) -> None:
    messages, schema = list(asked), plan_schema()
    reply = _translated(model, lambda: model.complete(messages, schema))
    if not isinstance(reply, Reply):
        raise ContractError(
            f"{model.name}: expected complete to return a Reply, found {type(reply).__name__}."
        )
    if messages != list(asked) or schema != plan_schema():
        raise ContractError(
            f"{model.name}: expected complete to leave messages and schema as they were; "
            "it changed them."
        )


def _translated(model: ChatModel, act: Callable[[], Any]) -> Any:
    try:
        return act()
    except SteveError:
        raise
    except Exception as error:
        raise ContractError(
            f"{model.name}: expected complete to raise nothing but ModelFault, found {error!r}. "
            "Translate foreign exceptions, `from` the original."
        ) from error


def _of(model: ChatModel, attribute: str) -> object:
    try:
        return getattr(model, attribute)
    except AttributeError as error:
        raise ContractError(
            f"Expected a chat model with {attribute}, found a {type(model).__name__} without."
        ) from error
