"""Short sentences by key, French and English: `fr/messages.yaml`, `en/messages.yaml`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml12
from jinja2 import Environment, Template

from astreinte.errors import UnknownName


@cache
def messages(language: str) -> Mapping[str, str]:
    """Every sentence of a language, as Jinja sources."""
    text = files("astreinte.templates").joinpath(language, "messages.yaml").read_text(encoding="utf-8")
    found: Any = yaml12.parse_yaml(text)
    return found


def message(environment: Environment, language: str, key: str, /, **values: Any) -> str:
    """One sentence, rendered.

    Raises:
        UnknownName: no such key.
        jinja2.UndefinedError: a value that the sentence needs was not given.
    """
    return _template(environment, language, key).render(**values)


@cache
def _template(environment: Environment, language: str, key: str) -> Template:
    sources = messages(language)
    if key not in sources:
        raise UnknownName("message", key, sources)
    return environment.from_string(sources[key])
