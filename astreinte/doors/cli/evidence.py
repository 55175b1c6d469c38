"""The verb `evidence`: what an incident's readings are, one of them whole, text that somebody adds."""

import getpass
import sys
from typing import Annotated

import typer

from . import show
from .arguments import Id, Json
from .session import desk, look, looking, run


def register(app: typer.Typer) -> None:
    app.command("evidence")(evidence)


def evidence(
    id: Id,
    verb: Annotated[str, typer.Argument(help="`add` keeps stdin; an id shows that reading; empty lists all.")] = "",
    *,
    stdin: Annotated[bool, typer.Option("--stdin", help="Read the text from stdin.")] = False,
    label: Annotated[str, typer.Option(help="What the text is, e.g. 'journalctl of wiki'.")] = "paste",
    json: Json = False,
) -> int:
    """List the evidence of an incident, show one reading as it was kept, or add pasted text."""
    from astreinte.errors import UnknownName

    if verb.startswith("ev-"):
        return run(_reading(id, verb, json=json))
    if verb not in {"", "add"}:
        raise UnknownName("verb", verb, ["add", "ev-…"], where="astreinte evidence")
    if verb or stdin:
        return run(_added(id, sys.stdin.read(), label, json=json))
    return look(_listed(id, json=json))


async def _reading(incident: str, id_: str, *, json: bool) -> int:
    from astreinte.domain import dump
    from astreinte.templates.escape import block

    async with desk(progress=False) as opened:
        found = await opened.reading(incident, id_)
        show.document({"id": found.id, **dump(found)}) if json else print(block(found.text))
        return 0


async def _added(incident: str, text: str, label: str, *, json: bool) -> int:
    async with desk(progress=False) as opened:
        added = await opened.add_evidence(incident, text, label, getpass.getuser())
        show.document({"id": added}) if json else print(added)
        return 0


async def _listed(incident: str, *, json: bool) -> int:
    with looking() as seen:
        show.readings(await seen.entries(incident), json=json)
        return 0
