"""What is said of a data pack that can't be used: one sentence with the file and the field."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from envs.errors import DataPackError
from envs.text import safe_text

_Form = TypeVar("_Form", bound=BaseModel)


def refuse(where: str, field: str, trouble: str) -> NoReturn:
    """Says what is amiss in one field of one file.

    Raises:
        DataPackError: Always.
    """
    told = safe_text(f"In {where}, field {field!r}: {trouble}")
    raise DataPackError(f"{told}{'' if told[-1] == '?' else '.'}")


def read_as(form: type[_Form], where: str, content: object, prefix: str = "") -> _Form:
    """Returns `content` as the form that it should have.

    Args:
        form: The form.
        where: The file, as an error names it.
        content: What it says.
        prefix: The way to `content` in the file, with its last dot.

    Raises:
        DataPackError: It hasn't that form; the error names the first field that is amiss.
    """
    try:
        return form.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = prefix + ".".join(_way(first["loc"], content)) if first["loc"] else prefix[:-1]
        refuse(where, field, _trouble(first))


def known(where: str, field: str, what: str, name: str, names: Collection[str]) -> None:
    """Checks that a name is among `names`.

    Raises:
        DataPackError: It isn't; the error says which one was probably meant.
    """
    if name not in names:
        near = get_close_matches(name, sorted(names), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        refuse(where, field, f"expected {what} that exists, found {name!r}{hint}")


def _trouble(error: Any) -> str:
    """Returns what pydantic found amiss, in our words."""
    found, said = error["input"], error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "expected it, found nothing"
        case "extra_forbidden":
            return "expected no such field here, found one"
        case "union_tag_invalid":
            names = said["expected_tags"].replace("'", "")
            return f"expected one of {names}, found {said['tag'][:80]!r}"
        case "union_tag_not_found":
            return f"expected {said['discriminator']}, found {str(found)[:80]!r}"
    trouble = error["msg"].removeprefix("Value error, ")
    trouble = trouble[:1].lower() + trouble[1:].replace("Input should be", "expected")
    return f"{trouble.replace('input should be', 'expected')}, found {str(found)[:80]!r}"


def _way(steps: Sequence[int | str], content: object) -> list[str]:
    """Returns the way to a field through what the file says, without the names of forms."""
    way: list[str] = []
    for step in steps:
        inside = _inside(content, step)
        if inside is not None:
            content = inside[0]
            way.append(str(step))
    last = str(steps[-1])
    # What is missing isn't there to be followed.
    return way if way and way[-1] == last else [*way, last]


def _inside(content: object, step: int | str) -> tuple[object] | None:
    if isinstance(content, dict) and step in content:
        return (content[step],)
    if isinstance(content, list | tuple) and isinstance(step, int) and step < len(content):
        return (content[step],)
    return None
