"""Which MCP servers may be asked for what: servers, tools and arguments as the settings list them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, cast

from pydantic import BaseModel, ConfigDict, Field, model_validator

from astreinte.domain import Ask, Item, Query, rfc3339

SLOTS = {
    "{service}": r"[A-Za-z0-9_](?:(?!\.\.)[A-Za-z0-9_.@:-]){0,127}",
    "{start}": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z",
    "{end}": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z",
}
NAME = r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$"


class Tool(BaseModel):
    """One tool with its arguments. `{service}`, `{start}`, `{end}` in a text stand for what is asked about.

    `read_only` is a person's own word for a tool that says nothing of itself; one that calls itself destructive stays
    out all the same.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=NAME, max_length=128)
    arguments: dict[str, Any] = {}
    item: Item = "logs"
    services: tuple[str, ...] = ()
    read_only: bool = False


class Server(BaseModel):
    """Where a server is: a `url`, with a token from the environment if it wants one, or a `command` to start."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(default="", pattern=r"^$|^https?://[^\s@]+$")
    token_env: str = ""
    command: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    """Names of environment variables that the command may see, beside PATH and HOME."""

    tools: tuple[Tool, ...]

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.url) == bool(self.command):
            raise ValueError("needs exactly one of 'url' and 'command'")
        return self


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    servers: Mapping[str, Server]


@dataclass(frozen=True)
class Call:
    """One configured call, as a query and back."""

    server: str
    tool: Tool

    def asked(self, ask: Ask) -> Query:
        values = {"{service}": ask.service, "{start}": rfc3339(ask.window.start), "{end}": rfc3339(ask.window.end)}
        return Query(
            "mcp", (self.server, self.tool.name, _written(_filled(self.tool.arguments, values))), self.tool.item
        )

    def fits(self, query: Query) -> bool:
        if query.tool != "mcp" or query.where != "local" or query.args[:2] != (self.server, self.tool.name):
            return False
        return len(query.args) == 3 and self._shape().fullmatch(query.args[2]) is not None  # noqa: PLR2004

    def _shape(self) -> re.Pattern[str]:
        parts = re.split("|".join(map(re.escape, SLOTS)), _written(self.tool.arguments))
        slots = re.findall("|".join(map(re.escape, SLOTS)), _written(self.tool.arguments))
        shapes = [f"(?:{SLOTS[slot]})" for slot in slots]
        return re.compile(
            "".join(f"{re.escape(part)}{shape}" for part, shape in zip(parts, [*shapes, ""], strict=True))
        )


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for slot, text in values.items():
            value = value.replace(slot, text)
        return value
    if isinstance(value, dict):
        return {key: _filled(each, values) for key, each in cast("dict[str, Any]", value).items()}
    return [_filled(each, values) for each in cast("list[Any]", value)] if isinstance(value, list) else value


def _written(arguments: Mapping[str, Any]) -> str:
    return json.dumps(arguments, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
