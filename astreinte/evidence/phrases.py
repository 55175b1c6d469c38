"""Short sentences in French and in English, by key, from a YAML file of the package that says them."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import TypeAdapter, ValidationError

from astreinte.errors import ConfigError, UnknownName
from astreinte.yamltext import load_shipped

Language = Literal["fr", "en"]
Table = Mapping[str, Mapping[Language, str]]


@cache
def phrases(package: str, file: str) -> Table:
    """Every sentence of a file `key: {fr: …, en: …}`, as `str.format` sources.

    Raises:
        ConfigError: the shipped file is damaged.
    """
    text = files(package).joinpath(file).read_text(encoding="utf-8")
    try:
        table = TypeAdapter(dict[str, dict[Language, str]]).validate_python(load_shipped(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise ConfigError(f"{file} is damaged: {error}; reinstall astreinte") from error
    if short := [key for key, texts in table.items() if len(texts) != len(("fr", "en"))]:
        raise ConfigError(f"{file}: {short[0]!r} needs both languages, fr and en")
    return table


def phrase(table: Table, language: Language, key: str, values: Mapping[str, Any]) -> str:
    """One sentence, its values filled in.

    Raises:
        UnknownName: no such key.
        KeyError: a value that the sentence needs was not given.
    """
    if key not in table:
        raise UnknownName("sentence", key, table)
    return table[key][language].format_map(values)
