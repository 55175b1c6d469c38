"""Errors that a caller can act on reach it as they are; anything else is a crash of the server."""

from collections.abc import Generator
from contextlib import contextmanager

from mcp.server.mcpserver.exceptions import ResourceError, ToolError

from astreinte.errors import AstreinteError


@contextmanager
def told() -> Generator[None]:
    """Around a tool: the message goes to whoever called."""
    try:
        yield
    except AstreinteError as error:
        raise ToolError(str(error)) from error


@contextmanager
def shown() -> Generator[None]:
    """Around a resource."""
    try:
        yield
    except AstreinteError as error:
        raise ResourceError(str(error)) from error
