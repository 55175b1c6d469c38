"""The verb `serve`: the web door of this project."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from .session import project

if TYPE_CHECKING:
    from astreinte.config import Settings

Host = Annotated[str | None, typer.Option(help="Address to listen on; loopback when absent.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")]


def register(app: typer.Typer) -> None:
    app.command("serve")(serve)


Log = Annotated[str, typer.Option(help="Form of the log on stderr: text, or json, one object a line.")]


def serve(*, host: Host = None, port: Port = 8484, log: Log = "text") -> int:
    """Receive alerts and run the incidents they open; at /webhooks/{alertmanager,grafana,pagerduty,cloudevents}."""
    from astreinte.config import load_settings
    from astreinte.errors import ConfigError

    try:
        import uvicorn

        from astreinte.doors.token import FILE, address, token_of
        from astreinte.doors.web.app import create_app
    except ImportError as error:
        raise ConfigError("`astreinte serve` needs its extra: pip install 'astreinte[web]'") from error
    from astreinte.doors.logs import configure, form_of

    from . import show
    from .progress import Progress

    form = form_of(log)
    configure(form)
    where = project()
    settings = load_settings(where, os.environ)
    _openable(settings)
    listen = address(where, host)
    progress = Progress(settings)
    app = create_app(where, settings, token_of(where), progress.log if form == "json" else progress.tell)
    show.say(f"http://{listen}:{port}/webhooks/…  (token: {where / FILE})")
    uvicorn.run(app, host=listen, port=port, log_config=None, timeout_graceful_shutdown=5, server_header=False)
    return 0


def _openable(settings: "Settings") -> None:
    """What the server would open once it runs, where a fault would be a server's traceback instead of a sentence.

    Raises:
        ConfigError: a source cannot be made of its options.
        StoreUnavailable: the database cannot be opened.
    """
    from astreinte.domain import SystemClock
    from astreinte.evidence.sources import make_sources
    from astreinte.memory import Database

    make_sources(settings, SystemClock())
    Database.open(settings.database).close()
