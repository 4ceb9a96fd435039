"""`steve models`: the providers of chat models that are installed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Steve = Callable[..., Any]


def test_the_shipped_providers_are_listed(steve: Steve) -> None:
    document = json.loads(steve("models", "--json").out)
    assert document["schema"] == "steve.models/1"
    assert all(set(provider) == {"provider", "from"} for provider in document["providers"])
    names = [provider["provider"] for provider in document["providers"]]
    assert names == sorted(names)
    assert {"novice", "openai", "replay"} <= set(names)


def test_the_text_says_how_a_model_is_named(steve: Steve) -> None:
    said = steve("models")
    assert said.code == 0
    assert all(name in said.out for name in ("novice", "openai", "replay"))
    assert "openai:gpt-5-mini" in said.out
