"""Verbs that only look: where an incident stands, and which incidents there are."""

from typing import Annotated, Any

import typer

from . import show
from .arguments import Explain, Json
from .session import CODES, desk, look, looking, run

Newest = Annotated[str, typer.Argument(metavar="[ID]", help="Incident id; the newest one when absent.")]
OpenOnly = Annotated[bool, typer.Option("--open", help="Open incidents only.")]
Limit = Annotated[int, typer.Option(min=0, help="At most so many, the newest; 0 for all.")]
Lines = Annotated[int, typer.Option(min=0, help="Lines of the timeline, the newest; 0 for all.")]
ALL = 1_000_000


def register(app: typer.Typer) -> None:
    app.command("status")(status)
    app.command("list")(list_)


def status(id: Newest = "", *, explain: Explain = False, lines: Lines = 300, json: Json = False) -> int:
    """Where an incident stands."""
    incident, state = look(_status(id, lines, json=json))
    if explain and not json:
        run(_explain(incident))
    return CODES.get(state, 0)


async def _status(incident: str, lines: int, *, json: bool) -> tuple[str, str]:
    with looking() as seen:
        incident = incident or await _newest(seen)
        outcome = await seen.outcome(incident)
        show.outcome(outcome, await seen.questions(incident), seen, json=json)
        if not json:
            show.timeline(await seen.newest(incident, lines or ALL), seen, lines)
        return incident, outcome.state


async def _explain(incident: str) -> None:
    async with desk(progress=False) as opened:
        show.explained(await opened.explain(incident), opened.ports)


async def _newest(seen: Any) -> str:
    from astreinte.errors import NotFound

    rows = await seen.rows(limit=1)
    if not rows:
        raise NotFound("no incident yet; declare one: astreinte declare 'what is wrong' --service NAME")
    return rows[0].id


def list_(*, open_only: OpenOnly = False, limit: Limit = 200, json: Json = False) -> int:
    """Incidents, newest first."""
    return look(_list(open_only=open_only, limit=limit, json=json))


async def _list(*, open_only: bool, limit: int, json: bool) -> int:
    with looking() as seen:
        show.rows(await seen.rows(open_only=open_only, limit=limit or ALL), seen, json=json)
        return 0
