"""What a notification's link opens: one question, or the page to acknowledge; to whoever holds it, nothing else.

A GET changes nothing: mail programs and chat previews open links by themselves.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from astreinte.actions import Link
from astreinte.graph.dues import unacknowledged
from astreinte.graph.reminders import Reminders

from .forms import approver, name
from .login import own_origin, read_fields
from .office import Office, office_of
from .render import page
from .webhooks import body

Held = Annotated[Office, Depends(office_of)]
router = APIRouter(prefix="/to", tags=["room"], include_in_schema=False)


def opened(sealed: str, office: Held) -> Link:
    """A dependency: what the link opens.

    Raises:
        RefusedByPolicy: it is not of this project, or its time is over.
    """
    return office.desk.ports.links.read(sealed, office.desk.ports.clock.now())


Opened = Annotated[Link, Depends(opened)]


@router.get("/{sealed}")
async def show(sealed: str, link: Opened, office: Held) -> HTMLResponse:
    desk = office.desk
    entries, questions = await desk.entries(link.incident), await desk.questions(link.incident)
    asked = [each for id_, each in questions.items() if id_ == link.question]
    updates = [str(entry.data["text"]) for entry in entries if entry.kind == "update"]
    return page(
        "linked.html.j2",
        desk.ports.words,
        outcome=await desk.outcome(link.incident),
        labels=desk.ports.labels,
        questions=asked,
        asks=bool(link.question),
        action=f"/to/{sealed}",
        paged=unacknowledged(entries),
        update=updates[-1] if updates else "",
        pin=bool(office.pin),
    )


@router.post("/{sealed}", dependencies=[Depends(own_origin)])
async def act(
    sealed: str, link: Opened, office: Held, sent: Annotated[bytes, Depends(body)], request: Request
) -> Response:
    """Answer its question, or acknowledge its page.

    Raises:
        NotFound, Busy: somebody else was first.
        RefusedByPolicy: the plan is not the one that was shown, or the PIN is wrong.
    """
    fields, by = read_fields(sent), name(office)
    if link.question:
        choice = fields.get("choice", "")
        how = await approver(office, link.incident, link.question, fields, request)
        await office.desk.answer(link.incident, link.question, choice, by, fields.get("why", ""), how=_by_link(how))
        office.jobs.start([link.incident])
    else:
        await Reminders(office.desk.ports).acknowledge(link.incident, by)
    return RedirectResponse(f"/to/{sealed}", 303)


def _by_link(how: str) -> str:
    """How an approval by link is known: the link stands in for the room's token, the PIN stays."""
    return {"": "", "room": "link"}.get(how, f"link, {how}")
