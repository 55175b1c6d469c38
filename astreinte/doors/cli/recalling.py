"""The verb `similar`: past incidents like a text."""

from typing import Annotated, Any

import typer

from . import show
from .session import look, looking

Text = Annotated[list[str], typer.Argument(help="What is wrong, in a few words.")]
Service = Annotated[str, typer.Option(help="The service, if it is known.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]


def register(app: typer.Typer) -> None:
    app.command("similar")(similar)


def similar(text: Text, *, service: Service = "", json: Json = False) -> int:
    """Past incidents and post-mortems that resemble a text, with the reason; hints, never evidence."""
    return look(_similar(" ".join(text), service, json=json))


async def _similar(text: str, service: str, *, json: bool) -> int:
    from astreinte.domain import dump
    from astreinte.graph.recalling import similar as search

    with looking() as seen:
        found = await search(seen, text, service, most=10)
        if json:
            show.document([dump(each) for each in found])
            return 0
        say, causes = seen.words.say, seen.labels.causes
        for each in found:
            print(_line(each, causes, say))
        if not found:
            show.say(say("similar_none"))
        return 0


def _line(each: Any, causes: Any, say: Any) -> str:
    cause = causes.get(each.cause, each.cause)
    return str(say("similar", match=each, cause=cause, words=", ".join(each.words)))
