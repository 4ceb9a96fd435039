from __future__ import annotations

import pytest
from numba.core import caching

from envs.craftworld.kernels.compiling import compiled


def _twice(number: int) -> int:
    return 2 * number


def test_where_nothing_can_be_kept_it_still_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching.CodeLibraryCacheImpl, "_locator_classes", [])
    monkeypatch.setattr(caching.CompileResultCacheImpl, "_locator_classes", [])

    assert compiled(_twice)(21) == 42


def test_what_is_kept_is_named_by_the_sources_of_all_compiled_functions() -> None:
    def once(number: int) -> int:
        return number

    name = once.__qualname__
    compiled(once)

    assert once.__qualname__.startswith(f"{name}_")
