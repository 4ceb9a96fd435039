"""Methods by name, from the entry points in the group `steve.methods`, ours and others' alike."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from envs import ContractError, UnknownNameError
from memory.method import Method, MethodContext, MethodFactory

GROUP = "steve.methods"


@cache
def methods() -> Mapping[str, EntryPoint]:
    """Returns the methods that are installed, by name, as this process found them first.

    Looking reads what every installed distribution says of itself, and each episode asks.
    """
    found = sorted(entry_points(group=GROUP), key=lambda e: e.name)
    return MappingProxyType({e.name: e for e in found})


def make_method(name: str, context: MethodContext) -> Method:
    """Returns the method called `name`, made for one round of one arm.

    Args:
        name: As registered, such as `full`.
        context: What it is made from.

    Raises:
        UnknownNameError: If no method has that name.
        ContractError: If the method's entry point can't be loaded.
    """
    found = methods()
    if name not in found:
        raise UnknownNameError("method", name, found)
    try:
        factory: MethodFactory = found[name].load()
    except Exception as error:
        raise ContractError(
            f"Method {name!r}: expected to load {found[name].value}, found {error!r}."
        ) from error
    return factory(context)
