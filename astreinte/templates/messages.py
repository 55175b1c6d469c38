"""Short sentences by key, French and English: `fr/messages.yaml`, `en/messages.yaml`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml12

from astreinte.errors import UnknownName

if TYPE_CHECKING:
    from jinja2 import Environment, Template


@cache
def messages(language: str) -> Mapping[str, str]:
    """Every sentence of a language, as Jinja sources."""
    text = files("astreinte.templates").joinpath(language, "messages.yaml").read_text(encoding="utf-8")
    found: Any = yaml12.parse_yaml(text)
    return found


def plainly(language: str, key: str) -> str | None:
    """The sentence, where it holds no value; None where it has to be rendered.

    Raises:
        UnknownName: no such key.
    """
    source = _source(language, key)
    return None if "{" in source else source


def message(environment: "Environment", language: str, key: str, /, **values: Any) -> str:
    """One sentence, rendered.

    Raises:
        UnknownName: no such key.
        jinja2.UndefinedError: a value that the sentence needs was not given.
    """
    return _template(environment, language, key).render(**values)


@cache
def _template(environment: "Environment", language: str, key: str) -> "Template":
    return environment.from_string(_source(language, key))


def _source(language: str, key: str) -> str:
    sources = messages(language)
    if key not in sources:
        raise UnknownName("message", key, sources)
    return sources[key]
