"""MCP servers as sources: tools that a person listed and that say of themselves that they only read."""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Self, cast

from pydantic import BaseModel, ConfigDict, Field, model_validator

from astreinte.config import Settings
from astreinte.domain import Ask, Clock, Item, Query, Reading, ReadingStatus, rfc3339
from astreinte.evidence.source import Source
from astreinte.evidence.unavailable import Unavailable

SLOTS = {
    "{service}": r"[A-Za-z0-9_](?:(?!\.\.)[A-Za-z0-9_.@:-]){0,127}",
    "{start}": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z",
    "{end}": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z",
}
NAME = r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$"
LIMIT = 4 * 1024 * 1024


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


class McpSource:
    """Calls the listed tools of the listed servers, one connection a call; asks a server for nothing else."""

    name = "mcp"

    def __init__(self, options: Options, clock: Clock) -> None:
        self._servers, self._clock = options.servers, clock
        self._calls = [Call(name, tool) for name, server in options.servers.items() for tool in server.tools]

    def plan(self, ask: Ask) -> Sequence[Query]:
        if ask.phase == "probe":
            return []
        wanted = (each for each in self._calls if not each.tool.services or ask.service in each.tool.services)
        return [query for each in wanted if each.fits(query := each.asked(ask))]

    def accepts(self, query: Query) -> bool:
        return any(each.fits(query) for each in self._calls)

    async def read(self, query: Query) -> Reading:
        call = next((each for each in self._calls if each.fits(query)), None)
        if call is None:
            raise Unavailable("not_in_catalogue", tool=query.tool, query=query.text)
        at = self._clock.now()
        text = await _answer(call, self._servers[call.server], json.loads(query.args[2]))
        status: ReadingStatus = "ok" if text.strip() else "no_data"
        return Reading(query, at, status, text[:LIMIT], note="output cut" if len(text) > LIMIT else "")


async def _answer(call: Call, server: Server, arguments: dict[str, Any]) -> str:
    try:
        from httpx2 import HTTPError
        from mcp import Client, MCPError
    except ImportError as error:
        raise Unavailable("extra_missing", what="MCP", extra="mcp") from error
    try:
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(Client(await _way(call.server, server, stack)))
            listed = {tool.name: tool for tool in (await client.list_tools()).tools}
            _permit(call, listed)
            result = await client.call_tool(call.tool.name, arguments)
    except* Unavailable as group:
        raise _first(group) from None
    except* (MCPError, HTTPError, OSError, TimeoutError, ValueError, RuntimeError) as group:
        why = " ".join(str(_first(group)).split())[:300] or type(_first(group)).__name__
        raise Unavailable("mcp_failed", server=call.server, why=why) from None
    text = "\n".join(_texts(result.content))
    if result.is_error:
        raise Unavailable("mcp_refused", server=call.server, tool=call.tool.name, why=" ".join(text.split())[:300])
    return text


def _permit(call: Call, listed: Mapping[str, Any]) -> None:
    """Only a tool that says that it reads, or of which a person says so; never one that says that it destroys."""
    tool = listed.get(call.tool.name)
    if tool is None:
        known = ", ".join(sorted(listed)[:20])
        raise Unavailable("mcp_unknown_tool", server=call.server, tool=call.tool.name, known=known)
    hints = tool.annotations
    reads = bool(hints and hints.read_only_hint) or call.tool.read_only
    if not reads or (hints and hints.destructive_hint and not hints.read_only_hint):
        raise Unavailable("mcp_not_read_only", server=call.server, tool=call.tool.name)


async def _way(name: str, server: Server, stack: AsyncExitStack) -> Any:
    """A URL, a transport with its token, or the command to start with nothing of this process but PATH and HOME."""
    from mcp import StdioServerParameters

    if server.command:
        seen = {key: os.environ[key] for key in ("PATH", "HOME", *server.env) if key in os.environ}
        return StdioServerParameters(command=server.command[0], args=list(server.command[1:]), env=seen)
    if not server.token_env:
        return server.url
    if not (token := os.environ.get(server.token_env, "")):
        raise Unavailable("token_missing", server=name, variable=server.token_env)
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    http = httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, follow_redirects=False)
    return streamable_http_client(server.url, http_client=await stack.enter_async_context(http))


def _texts(content: Sequence[Any]) -> Iterator[str]:
    """What the tool says in words; pictures and sounds are named and left out."""
    for block in content:
        yield block.text if isinstance(getattr(block, "text", None), str) else f"[{block.type}]"


def _first(group: BaseExceptionGroup[Any]) -> BaseException:
    inner: Any = group
    while isinstance(inner, BaseExceptionGroup):
        inner = cast("BaseExceptionGroup[Any]", inner).exceptions[0]
    return inner


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


def make_mcp(given: Any, settings: Settings, clock: Clock) -> Source:  # noqa: ARG001
    return McpSource(Options.model_validate(given or {}), clock)
