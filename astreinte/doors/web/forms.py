"""What a person does in the room: declare, answer, approve, note, paste, close. Each is a form of its own pages."""

import secrets
import time
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from astreinte.actions import pin
from astreinte.domain import Question
from astreinte.domain.spoken import Understood, understand
from astreinte.doors.heard import declaration, known_services
from astreinte.errors import Busy, InvalidInput, NotFound, RefusedByPolicy
from astreinte.graph.afterwards import Afterwards
from astreinte.graph.reminders import Reminders

from .login import Fields, Person, admit, form, own_origin, person, read_fields, same
from .office import Office, office_of
from .render import page, said
from .room import welcome
from .webhooks import body

TRIES, LOCKED = 5, 60.0
"""Wrong PINs in a row after which none is taken for so many seconds."""
Held = Annotated[Office, Depends(office_of)]
Sent = Annotated[Fields, Depends(form)]
router = APIRouter(tags=["room"], include_in_schema=False)


def to(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303)


@router.post("/login", dependencies=[Depends(own_origin)])
async def login(request: Request, office: Held, sent: Annotated[bytes, Depends(body)]) -> Response:
    fields = read_fields(sent)
    if not same(fields.get("token", "").strip(), str(request.app.state.token)):
        return welcome(request, office, 403, said(office.desk.ports.words.language)["wrong_token"])
    response = to(_inside(fields.get("next", "/")))
    admit(request, response)
    return response


def _inside(path: str) -> str:
    """A path of this server: no other address gets in through it."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path != "/login" else "/"


@router.get("/declare")
async def blank(office: Held, who: Annotated[Person, Depends(person)]) -> HTMLResponse:
    return _form(office, who, Understood(""), "")


@router.post("/declare")
async def declare(office: Held, who: Annotated[Person, Depends(person)], sent: Sent) -> Response:
    """A sentence alone is shown back as it was understood; a form that was shown back is declared."""
    ports = office.desk.ports
    if sent.get("step") != "declare":
        text = sent.get("text", "")
        known = known_services(ports.settings)
        return _form(office, who, understand(text, known, ports.clock.now(), ports.words.zone), text)
    incident = await office.desk.declare(declaration(sent, ports, "user"), attach="new" not in sent)
    office.jobs.start([incident])
    return to(f"/incidents/{incident}")


def _form(office: Office, who: Person, heard: Understood, text: str) -> HTMLResponse:
    ports = office.desk.ports
    services = sorted(ports.settings.services)
    return page("declare.html.j2", ports.words, who=who, heard=heard, text=text, services=services)


@router.post("/incidents/{id}/questions/{question}")
async def answer(id: str, question: str, office: Held, sent: Sent, request: Request) -> Response:
    """Record an answer; what is approved is what the form showed.

    Raises:
        NotFound, Busy: somebody else was first.
        RefusedByPolicy: the plan is not the one that was shown, or the PIN is wrong.
    """
    how = await approver(office, id, question, sent, request)
    await office.desk.answer(id, question, sent.get("choice", ""), name(office), sent.get("why", ""), how=how)
    office.jobs.start([id])
    return to(f"/incidents/{id}")


async def approver(office: Office, incident: str, question: str, sent: Fields, request: Request) -> str:
    """How the person who answers is known, where their answer is an approval; empty for any other answer.

    Raises:
        NotFound, Busy: the question is not open any more.
        RefusedByPolicy: the plan is not the one that was shown, or the PIN is wrong.
    """
    asked = (await office.desk.questions(incident)).get(question)
    if asked is None:
        raise await _late(office, incident, question)
    approves = asked.kind == "approval" and sent.get("choice") == "approve"
    return _known_by(office, asked, sent, request) if approves else ""


async def _late(office: Office, incident: str, question: str) -> NotFound | Busy:
    say = said(office.desk.ports.words.language)
    for entry in await office.desk.entries(incident):
        if entry.kind == "answer" and entry.data["question"] == question:
            return Busy(say["answered_by"].format(who=entry.actor, choice=entry.data["choice"]))
    return NotFound(f"incident {incident} has no question {question!r}")


def _known_by(office: Office, asked: Question, sent: Fields, request: Request) -> str:
    """How the person is known: by the room's token, and by the PIN where one is set."""
    say = said(office.desk.ports.words.language)
    if not same(sent.get("fingerprint", ""), asked.fingerprint):
        raise RefusedByPolicy(say["changed"])
    if not office.pin:
        return "room"
    wrong, since = getattr(request.app.state, "wrong_pins", (0, 0.0))
    if wrong >= TRIES and time.monotonic() - since < LOCKED:
        raise RefusedByPolicy(say["locked"])
    if not pin.fits(sent.get("pin", ""), office.pin):
        request.app.state.wrong_pins = (wrong % TRIES + 1, time.monotonic())
        raise RefusedByPolicy(say["wrong_pin"])
    request.app.state.wrong_pins = (0, 0.0)
    return "pin"


def name(office: Office) -> str:
    return office.desk.ports.settings.user.name or "user"


@router.post("/incidents/{id}/say")
async def say(id: str, office: Held, sent: Sent) -> Response:
    """A note, or pasted output that becomes evidence."""
    text = sent.get("text", "")
    if sent.get("as") == "evidence":
        label = sent.get("label", "").strip() or f"paste-{secrets.token_hex(2)}"
        await office.desk.add_evidence(id, text, label, name(office))
    else:
        await office.desk.note(id, text, name(office))
    return to(f"/incidents/{id}#said")


@router.post("/incidents/{id}/acknowledge")
async def acknowledge(id: str, office: Held, _sent: Sent) -> Response:
    """Take it up: no more pages go out."""
    await Reminders(office.desk.ports).acknowledge(id, name(office))
    return to(f"/incidents/{id}")


@router.post("/incidents/{id}/resume")
async def resume(id: str, office: Held, _sent: Sent) -> Response:
    """Go on with one that was interrupted, planned, logged or left unresolved."""
    await office.desk.entries(id)
    office.jobs.start([id])
    return to(f"/incidents/{id}")


@router.post("/incidents/{id}/close")
async def close(id: str, office: Held, sent: Sent) -> Response:
    await Afterwards(office.desk.ports).close(id, name(office), sent.get("why", "").strip())
    return to(f"/incidents/{id}")


@router.post("/incidents/{id}/review")
async def review(id: str, office: Held, sent: Sent) -> Response:
    """Sign the post-mortem as it stands.

    Raises:
        InvalidInput: nobody signs, or sentences have to be rewritten first.
    """
    if not sent.get("by", "").strip():
        raise InvalidInput(said(office.desk.ports.words.language)["sign_name"])
    await Afterwards(office.desk.ports).review(id, sent["by"].strip())
    return to(f"/incidents/{id}/postmortem")
