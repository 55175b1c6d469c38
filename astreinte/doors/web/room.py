"""The incident room: what is going on, where a person looks at it. Nothing here changes an incident; `forms` does."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse

from astreinte.graph.afterwards import Afterwards
from astreinte.memory import Row
from astreinte.memory.markdown import one_line
from astreinte.templates.report.page import HERE as REPORT
from astreinte.templates.report.page import prose

from . import view
from .login import Person, person
from .office import Office, office_of
from .render import PAGES, page, rows_of

ASSETS = {
    "icon.svg": "image/svg+xml",
    "report.css": "text/css",
    "room.css": "text/css",
    "room.js": "text/javascript",
    "htmx.min.js": "text/javascript",
    "htmx-sse.min.js": "text/javascript",
}
ALL = 1_000_000
SHOWN = 500
Held = Annotated[Office, Depends(office_of)]
Who = Annotated[Person, Depends(person)]
router = APIRouter(tags=["room"], include_in_schema=False)


@router.get("/assets/{name}")
async def asset(name: str) -> FileResponse:
    if name not in ASSETS:
        raise HTTPException(404, f"no asset {name!r}")
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "max-age=3600"}
    folder = REPORT if name == "report.css" else PAGES
    return FileResponse(str(folder / name.replace("report", "style")), media_type=ASSETS[name], headers=headers)


@router.get("/")
async def listed(
    office: Held, who: Who, q: str = "", state: str = "", severity: str = "", service: str = ""
) -> HTMLResponse:
    """All incidents, newest first; each filter narrows the list."""
    rows = await office.desk.ports.incidents.list(limit=ALL)
    wanted = {"state": state, "severity": severity, "service": service}
    found = [row for row in rows if _fits(row, wanted) and q.casefold() in f"{row.id} {row.title}".casefold()]
    waiting = {row.id: len(await office.desk.questions(row.id)) for row in found[:SHOWN] if row.state == "waiting"}
    return page(
        "list.html.j2",
        office.desk.ports.words,
        who=who,
        rows=found[:SHOWN],
        total=len(found),
        waiting=waiting,
        labels=office.desk.ports.labels,
        wanted={**wanted, "q": q},
        known={name: sorted({one_line(getattr(row, name)) for row in rows} - {""}) for name in wanted},
    )


def _fits(row: Row, wanted: dict[str, str]) -> bool:
    return all(not value or one_line(getattr(row, name)) == value for name, value in wanted.items())


@router.get("/incidents/{id}")
async def room(id: str, office: Held, who: Who) -> HTMLResponse:
    desk = office.desk
    entries = await desk.entries(id)
    return page(
        "room.html.j2",
        desk.ports.words,
        who=who,
        rows=rows_of(entries[-view.ROWS :], desk.ports),
        earlier=max(len(entries) - view.ROWS, 0),
        last=entries[-1].seq,
        plots=view.measured(desk, entries),
        **await view.live(desk, id, entries),
        **await asked(office, id),
    )


async def asked(office: Office, incident: str) -> dict[str, Any]:
    """The questions that wait, and whether an approval needs the PIN."""
    return {"questions": list((await office.desk.questions(incident)).values()), "pin": bool(office.pin)}


@router.get("/incidents/{id}/live")
async def live(id: str, office: Held, who: Who) -> HTMLResponse:
    desk = office.desk
    return page("_live.html.j2", desk.ports.words, who=who, **await view.live(desk, id, await desk.entries(id)))


@router.get("/incidents/{id}/questions")
async def questions(id: str, office: Held, who: Who) -> HTMLResponse:
    outcome = await office.desk.outcome(id)
    return page("_questions.html.j2", office.desk.ports.words, who=who, outcome=outcome, **await asked(office, id))


@router.get("/incidents/{id}/metrics")
async def metrics(id: str, office: Held, _who: Who) -> HTMLResponse:
    plots = view.measured(office.desk, await office.desk.entries(id))
    return page("_metrics.html.j2", office.desk.ports.words, plots=plots)


@router.get("/incidents/{id}/earlier")
async def earlier(id: str, office: Held, _who: Who, before: Annotated[int, Query(ge=1)]) -> HTMLResponse:
    """Lines of the timeline before the one with this number."""
    entries = [entry for entry in await office.desk.entries(id) if entry.seq < before]
    rows = rows_of(entries[-view.ROWS :], office.desk.ports)
    left = max(len(entries) - view.ROWS, 0)
    return page("_rows.html.j2", office.desk.ports.words, rows=rows, earlier=left, incident=id)


@router.get("/incidents/{id}/evidence/{evidence}")
async def evidence(
    id: str,
    evidence: str,
    office: Held,
    who: Who,
    first: Annotated[int, Query(ge=1)] = 1,
    q: str = "",
) -> HTMLResponse:
    """One reading, as it was kept, with its telling lines marked."""
    reading = await office.desk.reading(id, evidence)
    found = await asyncio.to_thread(view.lines, reading, first, q)
    known = {"incident": id, "ref": reading, "q": q, "first": first}
    return page("evidence.html.j2", office.desk.ports.words, who=who, **known, **found)


@router.get("/incidents/{id}/postmortem")
async def postmortem(id: str, office: Held, who: Who) -> HTMLResponse:
    """The text as it stands in its file, and what the blame check says of it."""
    text, findings = await Afterwards(office.desk.ports).check(id)
    return page(
        "postmortem.html.j2",
        office.desk.ports.words,
        who=who,
        incident=id,
        path=text.path,
        prose=prose(text.body),
        findings=findings,
    )


def welcome(request: Request, office: Office, status: int = 401, problem: str = "") -> HTMLResponse:
    """The page that asks for the token."""
    return page("login.html.j2", office.desk.ports.words, status, problem=problem, next=request.url.path)
