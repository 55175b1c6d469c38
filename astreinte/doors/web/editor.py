"""A post-mortem written on in the room: the text beside how it will read, and what the blame check says of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from astreinte.graph.afterwards import Afterwards, judged
from astreinte.templates.report.page import prose

from .forms import Held, Sent, name, to
from .login import Person, person
from .office import Office
from .render import page, said

Who = Annotated[Person, Depends(person)]
router = APIRouter(prefix="/incidents/{id}/postmortem", tags=["room"], include_in_schema=False)


@router.get("/edit")
async def editor(id: str, office: Held, who: Who) -> HTMLResponse:
    text, _ = await Afterwards(office.desk.ports).check(id)
    return _editor(office, who, id, text.body, text.body)


@router.post("/preview")
async def preview(id: str, office: Held, sent: Sent) -> HTMLResponse:
    """How a text would read; nothing is kept of it."""
    await office.desk.entries(id)
    return page("_preview.html.j2", office.desk.ports.words, **_read(office, sent.get("text", "")))


@router.post("")
async def save(id: str, office: Held, who: Who, sent: Sent) -> Response:
    """Keep the text; where the file has changed since the page was opened, both are shown together instead."""
    desk = office.desk
    both = await Afterwards(desk.ports).edit(id, sent.get("base", ""), sent.get("text", ""), name(office))
    if not both:
        return to(f"/incidents/{id}/postmortem")
    now, _ = await Afterwards(desk.ports).check(id)
    return _editor(office, who, id, now.body, both, said(desk.ports.words.language)["changed_meanwhile"])


def _editor(office: Office, who: Person, incident: str, base: str, text: str, problem: str = "") -> HTMLResponse:
    words, status = office.desk.ports.words, 409 if problem else 200
    known = {"incident": incident, "base": base, "text": text, "problem": problem}
    return page("editor.html.j2", words, status, who=who, **known, **_read(office, text))


def _read(office: Office, text: str) -> dict[str, Any]:
    return {"prose": prose(text), "findings": judged(text, office.desk.ports)}
