"""The verb `similar`: past incidents like a text."""

from typing import Annotated

import typer

from . import looks
from .arguments import Json

Text = Annotated[list[str], typer.Argument(help="What is wrong, in a few words.")]
Service = Annotated[str, typer.Option(help="The service, if it is known.")]


def register(app: typer.Typer) -> None:
    app.command("similar")(similar)


def similar(text: Text, *, service: Service = "", json: Json = False) -> int:
    """Past incidents and post-mortems that resemble a text, with the reason; hints, never evidence."""
    return looks.similar(*text, service=service, json=json)
