"""The text notation that conditions and subgoals share: Python's expression grammar, as data.

`has("stick", 2) and not near("furnace")` or `craft(item="stick", count=4)`. The text is read
with `ast` and never evaluated. Only calls of plain names with plain strings, whole numbers
and tuples of them are let through, and for conditions `and`, `or` and `not` between them.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from envs.errors import NotationError

MAX_CHARACTERS = 4_096
"""The longest text that is read."""

MAX_LEVELS = 64
"""The deepest nesting of a condition, in either notation."""

Scalar = str | int
Value = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True)
class Call:
    """`name(arguments, keyword=argument)` as it was read.

    Attributes:
        name: The called name.
        arguments: Positional arguments.
        keywords: Keyword arguments, in the order written.
        offset: Where the call begins, in characters.
    """

    name: str
    arguments: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    offset: int

    def bound_to(self, fields: Sequence[str], text: str) -> dict[str, Value]:
        """Returns the arguments by field name.

        Args:
            fields: The names for positional arguments, in order.
            text: The whole text, for the error.

        Raises:
            NotationError: If there are too many arguments, or one is given twice.
        """
        if len(self.arguments) > len(fields):
            raise NotationError(
                f"{self.name}() takes at most {len(fields)} positional arguments, "
                f"found {len(self.arguments)}.",
                text,
                self.offset,
            )
        bound = dict(zip(fields, self.arguments, strict=False))
        for name, value in self.keywords:
            if name in bound:
                raise NotationError(f"{self.name}() got {name} twice.", text, self.offset)
            bound[name] = value
        return bound


@dataclass(frozen=True)
class Logic:
    """`and`, `or` or `not` over what it joins."""

    operator: Literal["and", "or", "not"]
    of: tuple[Expression, ...]


Expression = Call | Logic


def read(text: str) -> Expression:
    """Returns what `text` says.

    Raises:
        NotationError: If it is too long, too deep or isn't in the notation.
    """
    text = text.strip()
    if len(text) > MAX_CHARACTERS:
        raise NotationError(
            f"Expected at most {MAX_CHARACTERS} characters, found {len(text)}.", text
        )
    if "\\" in text:
        # No name holds a backslash, and Python would warn of some escapes.
        raise NotationError("Expected no backslash.", text, text.index("\\"))
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError as error:
        raise NotationError(
            f'Expected an expression such as has("stick", 2), found {error.msg}.',
            text,
            max((error.offset or 1) - 1, 0),
        ) from error
    except (ValueError, MemoryError, RecursionError) as error:
        raise NotationError(f"Expected an expression, found {error}.", text) from error
    return _expression(tree.body, text, 1)


def _expression(node: ast.expr, text: str, level: int) -> Expression:
    if level > MAX_LEVELS:
        raise NotationError(f"Expected at most {MAX_LEVELS} levels.", text, node.col_offset)
    if isinstance(node, ast.BoolOp):
        operator: Literal["and", "or"] = "and" if isinstance(node.op, ast.And) else "or"
        return Logic(operator, tuple(_expression(v, text, level + 1) for v in node.values))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return Logic("not", (_expression(node.operand, text, level + 1),))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _call(node, node.func.id, text)
    raise NotationError(
        'Expected a call such as has("stick", 2), joined by and, or, not.', text, node.col_offset
    )


def _call(node: ast.Call, name: str, text: str) -> Call:
    keywords = []
    for keyword in node.keywords:
        if keyword.arg is None:
            raise NotationError("Expected name=value, found **.", text, keyword.value.col_offset)
        keywords.append((keyword.arg, _value(keyword.value, text)))
    arguments = tuple(_value(argument, text) for argument in node.args)
    return Call(name, arguments, tuple(keywords), node.col_offset)


def _value(node: ast.expr, text: str) -> Value:
    if isinstance(node, ast.Tuple):
        return tuple(_scalar(element, text) for element in node.elts)
    return _scalar(node, text)


def _scalar(node: ast.expr, text: str) -> Scalar:
    negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    inner = node.operand if isinstance(node, ast.UnaryOp) and negative else node
    value = inner.value if isinstance(inner, ast.Constant) else None
    if type(value) is int and abs(value) < 10**9:
        return -value if negative else value
    if type(value) is str and not negative:
        return value
    raise NotationError("Expected a string or a whole number.", text, node.col_offset)


def written(name: str, arguments: Sequence[object], keywords: Sequence[tuple[str, object]]) -> str:
    """Returns the call in text form, as `read` reads it."""
    parts = [_literal(a) for a in arguments] + [f"{k}={_literal(v)}" for k, v in keywords]
    return f"{name}({', '.join(parts)})"


def _literal(value: object) -> str:
    if isinstance(value, tuple):
        inner = ", ".join(_literal(v) for v in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, str) and '"' in value:
        # A condition within a subgoal holds double quotes, and never a single one.
        return f"'{value}'"
    return json.dumps(value)


def complaint(error: ValidationError) -> str:
    """Returns the first thing that pydantic found wrong, in one sentence without its jargon."""
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "value"
    return f"{place}: {first['msg'].removeprefix('Value error, ')}."
