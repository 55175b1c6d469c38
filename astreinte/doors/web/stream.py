"""`GET /incidents/{id}/events`: what is written into an incident's journal, by whichever door, as it is written."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from astreinte.domain import Entry

from .login import person
from .office import Office, office_of
from .render import fragment, rows_of

PAUSE = 0.7
"""Seconds between two looks: other processes write into the same journal."""
QUIET = 20
"""Looks without news after which a line keeps the connection alive."""
ASKING = frozenset({"question", "answer"})
router = APIRouter(tags=["room"], dependencies=[Depends(person)])


@router.get("/incidents/{id}/events", include_in_schema=False)
async def events(
    id: str,
    request: Request,
    office: Annotated[Office, Depends(office_of)],
    after: Annotated[int, Query(ge=0)] = 0,
) -> StreamingResponse:
    """`row` events hold a line of the timeline as HTML, `panel` and `ask` that something else is to be drawn anew."""
    await office.desk.entries(id)
    last = request.headers.get("last-event-id", "")
    since = int(last) if last.isdecimal() and len(last) < 10 else after  # noqa: PLR2004 - no journal is longer
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_told(office, id, since), media_type="text/event-stream", headers=headers)


async def _told(office: Office, incident: str, since: int) -> AsyncGenerator[str]:
    quiet = 0
    while not office.jobs.stopping:
        entries = await office.desk.ports.journal.read(incident, since)
        for part in _parts(office, entries):
            yield part
        since = entries[-1].seq if entries else since
        quiet = 0 if entries else quiet + 1
        if quiet % QUIET == 1:
            yield ": here\n\n"
        await asyncio.sleep(PAUSE)


def _parts(office: Office, entries: list[Entry]) -> list[str]:
    if not entries:
        return []
    found = [
        _event("row", fragment("_row.html.j2", office.desk.ports.words, row=row), seq)
        for row, seq in rows_of(entries, office.desk.ports)
    ]
    if any(entry.kind in ASKING for entry in entries):
        found.append(_event("ask", str(entries[-1].seq), entries[-1].seq))
    return [*found, _event("panel", str(entries[-1].seq), entries[-1].seq)]


def _event(name: str, data: str, seq: int) -> str:
    lines = "".join(f"data: {line}\n" for line in data.splitlines())
    return f"event: {name}\nid: {seq}\n{lines}\n"
