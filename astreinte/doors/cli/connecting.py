"""The verb `mcp`: the server that an assistant starts, or reaches over HTTP."""

from pathlib import Path
from typing import Annotated

import typer

from . import show
from .session import project, run

Http = Annotated[bool, typer.Option("--http", help="Streamable HTTP on loopback instead of stdio.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port for --http.")]
Where = Annotated[Path | None, typer.Option("--project", help="Project folder; found upwards from here when absent.")]


def register(app: typer.Typer) -> None:
    app.command("mcp")(mcp)


def mcp(*, http: Http = False, port: Port = 8485, where: Where = None) -> int:
    """Serve this project to an assistant over MCP: incidents, persona tasks, evidence, post-mortems."""
    from astreinte.errors import ConfigError

    try:
        from astreinte.doors.mcp.server import create_server
    except ImportError as error:
        raise ConfigError("`astreinte mcp` needs its extra: pip install 'astreinte[mcp]'") from error
    folder = (where or project()).resolve()
    if http:
        return _http(folder, port)

    run(create_server(folder).run_stdio_async())
    return 0


def _http(folder: Path, port: int) -> int:
    import uvicorn

    from astreinte.doors.mcp.server import LOOPBACK, PATH, http_app
    from astreinte.doors.token import FILE, token_of

    app = http_app(folder, token_of(folder))
    show.say(f"http://{LOOPBACK}:{port}{PATH}  (token: {folder / FILE})")
    uvicorn.run(app, host=LOOPBACK, port=port, log_level="warning", timeout_graceful_shutdown=5, server_header=False)
    return 0
