"""The verbs `status` and `list`: where an incident stands, and which incidents there are."""

from typing import Annotated

import typer

from . import looks
from .arguments import Explain, Json

Newest = Annotated[str, typer.Argument(metavar="[ID]", help="Incident id; the newest one when absent.")]
OpenOnly = Annotated[bool, typer.Option("--open", help="Open incidents only.")]
Limit = Annotated[int, typer.Option(min=0, help="At most so many, the newest; 0 for all.")]
Lines = Annotated[int, typer.Option(min=0, help="Lines of the timeline, the newest; 0 for all.")]


def register(app: typer.Typer) -> None:
    app.command("status")(status)
    app.command("list")(list_)


def status(id: Newest = "", *, explain: Explain = False, lines: Lines = 300, json: Json = False) -> int:
    """Where an incident stands."""
    return looks.status(id, explain=explain, lines=lines, json=json)


def list_(*, open_only: OpenOnly = False, limit: Limit = 200, json: Json = False) -> int:
    """Incidents, newest first."""
    return looks.list_(open=open_only, limit=limit, json=json)
