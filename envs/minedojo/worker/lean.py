"""`prepare`: makes MineDojo's simulator importable without its tables of three thousand tasks.

`import minedojo` reads them all, which takes longer than all the rest; the worker needs none.
"""

from __future__ import annotations

import importlib.util
import sys
import types

import numpy as np

from .faults import CannotUse


def prepare() -> None:
    """Puts the package in place, once, without running its `__init__`.

    Raises:
        CannotUse: If it isn't installed here.
    """
    if "minedojo" in sys.modules:
        return
    found = importlib.util.find_spec("minedojo")
    if found is None or found.submodule_search_locations is None:
        raise CannotUse(
            f"MineDojo isn't installed in {sys.executable}: `steve envs install minedojo` does it."
        )
    package = types.ModuleType("minedojo")
    package.__path__ = list(found.submodule_search_locations)
    sys.modules["minedojo"] = package
    if not hasattr(np, "unicode_"):
        # The one name that MineDojo uses and numpy 2 dropped.
        setattr(np, "unicode_", np.str_)  # noqa: B010 -- the linter would have it the new name
