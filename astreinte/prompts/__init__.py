"""What a model is told: Jinja files of one language, one a task, partials `_…`; an undefined name is an error."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound

from astreinte.errors import UnknownName

HERE = Path(__file__).parent
LANGUAGES = ("en", "fr")


def prompt(language: str, name: str, /, **values: Any) -> str:
    """The prompt `name` (without suffix) with these values, without blank space around it.

    Raises:
        UnknownName: no such prompt or language.
        jinja2.UndefinedError: the prompt uses a name that was not given.
    """
    if language not in LANGUAGES:
        raise UnknownName("language", language, LANGUAGES)
    try:
        template = _environment(language).get_template(f"{name}.j2")
    except TemplateNotFound as error:
        raise UnknownName("prompt", name, prompt_names(language)) from error
    return template.render(**values).strip()


def prompt_names(language: str) -> list[str]:
    """Every prompt of a language, partials (`_…`) included, without suffix."""
    return sorted(path.stem for path in (HERE / language).glob("*.j2"))


def quoted(text: str) -> str:
    """Evidence as a prompt shows it: every line behind a bar, so that no line of it can pass for the prompt's own."""
    return "\n".join(f"| {line}" for line in text.split("\n"))


@cache
def _environment(language: str) -> Environment:
    environment = Environment(  # noqa: S701 - plain text for a model, no markup
        loader=FileSystemLoader(HERE / language),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["quoted"] = quoted
    return environment


__all__ = ["LANGUAGES", "prompt", "prompt_names", "quoted"]
