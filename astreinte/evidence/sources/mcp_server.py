"""MCP servers as sources: tools that a person listed and that say of themselves that they only read."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any, cast

from astreinte.config import Settings
from astreinte.domain import Ask, Clock, Query, Reading, ReadingStatus
from astreinte.evidence.source import Source
from astreinte.evidence.unavailable import Unavailable

from .mcp_calls import Call, Options, Server

LIMIT = 4 * 1024 * 1024


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

    def quick(self, ask: Ask) -> Sequence[Query]:
        return self.plan(replace(ask, phase="collect"))

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
    known = (Unavailable, MCPError, HTTPError, OSError, ValueError, RuntimeError)
    try:
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(Client(await _way(call.server, server, stack)))
            listed = {tool.name: tool for tool in (await client.list_tools()).tools}
            _permit(call, listed)
            result = await client.call_tool(call.tool.name, arguments)
    except (*known, ExceptionGroup) as error:
        first = _first(error)
        if not isinstance(first, known):
            raise
        raise _failed(first, call.server) from None
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


def _first(error: Exception) -> BaseException:
    """What went wrong first: tasks of the client's hand their errors up in groups."""
    inner: Any = error
    while isinstance(inner, BaseExceptionGroup):
        inner = cast("BaseExceptionGroup[Any]", inner).exceptions[0]
    return inner


def _failed(error: BaseException, server: str) -> Unavailable:
    if isinstance(error, Unavailable):
        return error
    why = " ".join(str(error).split())[:300] or type(error).__name__
    return Unavailable("mcp_failed", server=server, why=why)


def make_mcp(given: Any, settings: Settings, clock: Clock) -> Source:  # noqa: ARG001
    return McpSource(Options.model_validate(given or {}), clock)
