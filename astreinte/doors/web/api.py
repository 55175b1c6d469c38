"""The JSON door: incidents as programs read and feed them. Who holds only the token approves nothing."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from astreinte.domain import dump
from astreinte.domain.outcome import Outcome
from astreinte.doors.heard import declaration
from astreinte.graph.reminders import Reminders

from .auth import known
from .office import Office, office_of
from .render import rows_of

Held = Annotated[Office, Depends(office_of)]
Id = Annotated[str, Path(max_length=80)]
REFUSALS: dict[int | str, dict[str, Any]] = {
    code: {"description": why, "content": {"application/problem+json": {}}}
    for code, why in (
        (400, "not readable"),
        (401, "no token"),
        (403, "wrong token, or refused by policy"),
        (404, "no such incident or question"),
        (409, "somebody else was first, or runs it"),
        (503, "the store cannot be read"),
    )
}
router = APIRouter(prefix="/api", tags=["api"], dependencies=[Depends(known)], responses=REFUSALS)


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Declared(Body):
    """What is wrong; all but the title may be left to triage. `since` as RFC 3339."""

    title: str = Field(min_length=1, max_length=500)
    service: str = Field("", max_length=200)
    severity: str = Field("", max_length=20)
    domain: str = Field("", max_length=20)
    impact: str = Field("", max_length=2000)
    since: str = Field("", max_length=40)
    evidence: str = Field("", max_length=1_000_000)
    attach: bool = True


class Answered(Body):
    choice: str = Field(min_length=1, max_length=4000)
    by: str = Field("api", min_length=1, max_length=80)
    why: str = Field("", max_length=2000)


class Said(Body):
    """A note; with a label it is evidence."""

    text: str = Field(min_length=1, max_length=1_000_000)
    by: str = Field("api", min_length=1, max_length=80)
    label: str = Field("", max_length=200)


class By(Body):
    by: str = Field("api", min_length=1, max_length=80)


class Told(BaseModel):
    """One line of the timeline; `text` quotes others and may be hostile."""

    seq: int
    at: str
    actor: str
    kind: str
    text: str
    evidence: list[str]


class Opened(BaseModel):
    id: str


class Kept(BaseModel):
    evidence: str | None = None


@router.get("/incidents")
async def incidents(
    office: Held, open: bool = False, limit: Annotated[int, Query(ge=1, le=1000)] = 200
) -> list[dict[str, Any]]:
    """Newest first."""
    return [dump(row) for row in await office.desk.ports.incidents.list(open_only=open, limit=limit)]


@router.post("/incidents", status_code=201)
async def declare(office: Held, said: Declared) -> Opened:
    """Open an incident, or join the open one of the same service; it runs at once."""
    fields = {name: value for name, value in said.model_dump().items() if isinstance(value, str)}
    incident = await office.desk.declare(declaration(fields, office.desk.ports, "api"), attach=said.attach)
    office.jobs.start([incident])
    return Opened(id=incident)


@router.get("/incidents/{id}")
async def outcome(office: Held, id: Id) -> Outcome:
    return await office.desk.outcome(id)


@router.get("/incidents/{id}/timeline")
async def timeline(
    office: Held,
    id: Id,
    after: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> list[Told]:
    """Lines in the order in which they became known, after the one with the number `after`."""
    entries = [entry for entry in await office.desk.entries(id) if entry.seq > after][:limit]
    return [
        Told(
            seq=seq,
            at=row.occurred_at.isoformat(),
            actor=row.actor,
            kind=row.kind,
            text=row.text,
            evidence=list(row.evidence),
        )
        for row, seq in rows_of(entries, office.desk.ports)
    ]


@router.get("/incidents/{id}/questions")
async def questions(office: Held, id: Id) -> list[dict[str, Any]]:
    return [dump(each) for each in (await office.desk.questions(id)).values()]


@router.post("/incidents/{id}/questions/{question}", status_code=202)
async def answer(office: Held, id: Id, question: Id, said: Answered) -> Opened:
    """The first valid answer counts. An approval is refused here: it is a person's, in the room or at a terminal."""
    await office.desk.answer(id, question, said.choice, said.by, said.why)
    office.jobs.start([id])
    return Opened(id=id)


@router.post("/incidents/{id}/notes", status_code=201)
async def say(office: Held, id: Id, said: Said) -> Kept:
    if said.label:
        return Kept(evidence=await office.desk.add_evidence(id, said.text, said.label, said.by))
    await office.desk.note(id, said.text, said.by)
    return Kept()


@router.post("/incidents/{id}/acknowledge", status_code=202)
async def acknowledge(office: Held, id: Id, said: By) -> Opened:
    """Somebody takes it up: no more pages go out."""
    await Reminders(office.desk.ports).acknowledge(id, said.by)
    return Opened(id=id)
