"""Sources that are nothing but their commands, by the name that they have in the settings."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from astreinte.config import Settings
from astreinte.domain import Clock
from astreinte.evidence.source import Source

from . import backups, repositories, security
from .commands import Command, CommandSource

Make = Callable[[Any, Settings, Clock], Source]


def _made(name: str, options: type[BaseModel], commands: Callable[[Any], Iterable[Command]]) -> Make:
    def make(given: Any, settings: Settings, clock: Clock) -> Source:  # noqa: ARG001
        return CommandSource(name, [*commands(options.model_validate(given or {}))], clock=clock)

    return make


COMMANDED: Mapping[str, Make] = {
    "repositories": _made("repositories", repositories.Options, repositories.commands),
    "backups": _made("backups", backups.Options, backups.commands),
    "security": _made("security", security.Options, security.commands),
}
