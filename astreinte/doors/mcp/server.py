"""The MCP server of one project: over stdio for an assistant on this machine, over HTTP on loopback with a token."""

import hmac
from pathlib import Path
from typing import Any

from mcp.server import MCPServer
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from astreinte import __version__
from astreinte.templates import Words

from . import resources, tools
from .office import Office

LOOPBACK = "127.0.0.1"
PATH = "/mcp"


def create_server(project: Path) -> MCPServer[Any]:
    """The server of the project in that folder; its settings are read again at each call.

    Raises:
        ConfigError: the settings cannot be read now.
    """
    office = Office(project)
    settings = office.settings()
    words = Words(settings.language, settings.user.timezone)
    server: MCPServer[Any] = MCPServer(
        "astreinte",
        title="Astreinte",
        instructions=words.say("mcp_instructions"),
        version=__version__,
        log_level="WARNING",
    )
    tools.register(server, office, words)
    resources.register(server, office, words)
    return server


class Guarded:
    """An ASGI application that only whoever holds the token reaches."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app, self._wanted = app, f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            given = Headers(scope=scope).get("authorization", "").encode()
            if not hmac.compare_digest(given, self._wanted):
                refusal = PlainTextResponse(
                    "send the token of .astreinte/token as `Authorization: Bearer TOKEN`\n",
                    401,
                    {"WWW-Authenticate": "Bearer"},
                )
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)


def http_app(project: Path, token: str) -> ASGIApp:
    """Streamable HTTP at `/mcp`; requests whose Host or Origin is not this machine are refused as well."""
    return Guarded(create_server(project).streamable_http_app(streamable_http_path=PATH, host=LOOPBACK), token)
