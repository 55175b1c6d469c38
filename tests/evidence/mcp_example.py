"""A small MCP server, started by the tests: one tool that reads, one that says nothing of itself, one that destroys."""

import sys

from mcp.server import MCPServer
from mcp.types import ToolAnnotations

server = MCPServer("example")


@server.tool(annotations=ToolAnnotations(read_only_hint=True))
def logs(service: str, since: str) -> str:
    """What a service wrote."""
    return f"{since} {service}: connection refused to db:5432"


@server.tool()
def notes(service: str) -> str:
    """Says nothing of whether it only reads."""
    return f"notes on {service}"


@server.tool(annotations=ToolAnnotations(destructive_hint=True))
def drop(service: str) -> str:
    """Would destroy something."""
    raise AssertionError(service)


@server.tool(annotations=ToolAnnotations(read_only_hint=True))
def broken() -> str:
    """Fails."""
    raise ValueError("the backend is down")


if __name__ == "__main__":
    if sys.argv[1:2] == ["http"]:
        server.run("streamable-http", host="127.0.0.1", port=int(sys.argv[2]))
    server.run("stdio")
