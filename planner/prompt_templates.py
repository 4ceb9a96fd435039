"""The templates of the prompt: two Jinja2 files, ours or a user's.

    templates = Templates.usual()
    templates = read_templates(Path("my-prompts"))     # system.j2, plan.j2, or one of them

What a template may say is what ours say: see `planner/templates`. They are rendered in Jinja2's
sandbox; a name that isn't given is an error.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from envs import Frozen, InputError

NAMES = ("system", "plan")
"""The templates: the message that stays the same, and that of one situation."""


class Templates(Frozen):
    """The text of both templates."""

    system: str
    plan: str

    @classmethod
    def usual(cls) -> Self:
        """Returns those that ship with the package."""
        return cls(**{name: _shipped(name) for name in NAMES})

    def render(self, name: str, **given: Any) -> str:
        """Returns a template with what is given put in.

        Raises:
            InputError: If it can't be rendered.
        """
        try:
            return _compiled(getattr(self, name)).render(given)
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            line = getattr(error, "lineno", None)
            where = f", line {line}" if line is not None else ""
            raise InputError(
                f"The prompt template {name}.j2 can't be rendered{where}: {str(error).rstrip('.')}."
            ) from error


def read_templates(folder: Path) -> Templates:
    """Returns the templates of a folder; one that isn't there is the usual one.

    Raises:
        InputError: If there is none of them, or one can't be read.
    """
    found: dict[str, str] = {}
    for name in NAMES:
        path = folder / f"{name}.j2"
        try:
            if path.exists():
                found[name] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"Expected a prompt template at {path}, found {error}.") from error
    if not found:
        raise InputError(f"Expected system.j2 or plan.j2 in {folder}, found neither.")
    return Templates.usual().model_copy(update=found)


@cache
def _shipped(name: str) -> str:
    return (files("planner") / "templates" / f"{name}.j2").read_text(encoding="utf-8")


@cache
def _compiled(text: str) -> Template:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    return environment.from_string(text)
