"""`compiled`: functions over whole numbers and arrays, translated to machine code by numba.

A function is translated when it is first called, which takes a second or so; what came of it is
kept beside its source (or in the user's cache where that can't be written to, or in
`NUMBA_CACHE_DIR`), so that only the first process pays. Where nothing can be kept at all, each
process translates for itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit

Whole = Any
"""A whole number as compiled functions take and return it: Python's or NumPy's, of 64 bits."""

_Function = TypeVar("_Function", bound=Callable[..., object])


@cache
def _fingerprint() -> str:
    """Returns a digest of the sources of all compiled functions."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]


def compiled(function: _Function) -> _Function:
    """Returns a function as machine code; it takes numbers, arrays and named tuples of these."""
    return _translated(function, for_python=True)


def inner(function: _Function) -> _Function:
    """Returns a function that only `compiled` ones call, as machine code within their own.

    Not as a call: with a named tuple goes each of its arrays, by seven numbers.
    """
    return _translated(function, for_python=False)


def _translated(function: _Function, *, for_python: bool) -> _Function:
    # numba goes by the age of a function's own file, and would miss that one which it calls in
    # another file has changed. What it keeps is found by this name.
    function.__qualname__ += f"_{_fingerprint()}"
    options: dict[str, Any] = {
        "error_model": "numpy",
        "no_cpython_wrapper": not for_python,
        "no_cfunc_wrapper": True,
        "forceinline": not for_python,
    }
    try:
        return cast(_Function, njit(cache=True, **options)(function))
    except RuntimeError:  # there is no folder to keep anything in
        return cast(_Function, njit(**options)(function))
