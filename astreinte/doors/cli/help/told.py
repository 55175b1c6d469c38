"""The French of every help text, by the English that stands in the code."""

import os
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from astreinte.config.glance import language_of
from astreinte.doors.cli.session import project
from astreinte.errors import ConfigError

Say = Callable[[str], str]
FILE = "fr.yaml"


@cache
def french() -> Mapping[str, str]:
    """English → French.

    Raises:
        ConfigError: the shipped file is damaged.
    """
    from astreinte.yamltext import load_shipped

    rows: Any = load_shipped(files("astreinte.doors.cli.help").joinpath(FILE).read_text(encoding="utf-8"))
    try:
        return {str(english): str(said) for english, said in rows.items()}
    except AttributeError as error:
        raise ConfigError(f"{FILE} is damaged: {error}; reinstall astreinte") from error


def saying() -> Say:
    """What gives a text in the language of the project."""
    return (lambda text: french().get(text, text)) if language_of(project(), os.environ) == "fr" else str


def tell(command: Any, say: Say) -> None:
    """Let a command, what it takes and every verb under it speak through `say`."""
    command.say = say
    if command.help:
        command.help = "\n\n".join(map(say, command.help.split("\n\n")))
    for param in command.params:
        param.help = say(param.help) if getattr(param, "help", None) else None
    for verb in getattr(command, "commands", {}).values():
        tell(verb, say)
