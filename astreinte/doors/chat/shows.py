"""What a slash command shows of an incident, as text; nothing here changes it."""

from collections.abc import Awaitable, Callable, Mapping

from astreinte.doors.cli.show import asked
from astreinte.graph import Desk
from astreinte.graph.afterwards import Afterwards
from astreinte.graph.recalling import similar as search
from astreinte.graph.reminders import TELLING
from astreinte.memory.timeline import timeline
from astreinte.templates.sections import readings

Show = Callable[[Desk, str, str], Awaitable[str]]
MOST, TOLD = 10, 15
"""Past incidents that are listed; lines of the timeline that a handover repeats."""


async def status(desk: Desk, incident: str, _rest: str) -> str:
    ports, labels = desk.ports, desk.ports.labels
    found = await desk.outcome(incident)
    told = ports.words.render("status", outcome=found, names=labels.names, causes=labels.causes)
    return "\n".join([told, *(asked(each, "") for each in (await desk.questions(incident)).values())])


async def why(desk: Desk, incident: str, _rest: str) -> str:
    drawing = await desk.explain(incident)
    return desk.ports.words.render("explain", drawing=drawing, causes=desk.ports.labels.causes)


async def evidence(desk: Desk, incident: str, id_: str) -> str:
    """One reading, or the list of all.

    Raises:
        NotFound: no reading of that id.
    """
    if id_:
        return (await desk.reading(incident, id_)).text
    refs = readings(await desk.entries(incident))
    return "\n".join(f"  {ref.id}  {ref.status:<8} {ref.query.tool} {ref.query.text}" for ref in refs)


async def postmortem(desk: Desk, incident: str, _rest: str) -> str:
    text, _ = await Afterwards(desk.ports).check(incident)
    return f"{text.path}\n\n{text.body}"


async def similar(desk: Desk, incident: str, rest: str) -> str:
    """Past incidents like this one, or like the words typed; hints, never evidence."""
    ports, found = desk.ports, await desk.outcome(incident)
    service = found.component.name if found.component else ""
    matches = await search(ports, rest or found.title, service, most=MOST + 1)
    past = [each for each in matches if each.id != incident][:MOST]
    say, causes = ports.words.say, ports.labels.causes
    lines = [
        say("similar", match=each, cause=causes.get(each.cause, each.cause), words=", ".join(each.words))
        for each in past
    ]
    return "\n".join(lines) or say("similar_none")


async def takeover(desk: Desk, incident: str) -> str:
    """Where it stands and what was done, decided and asked, for whoever takes over."""
    ports, entries = desk.ports, await desk.entries(incident)
    rows = timeline([entry for entry in entries if entry.kind in TELLING], ports.words, ports.labels)
    news = [f"  {ports.words.zone.show(row.occurred_at, '%H:%M')}  {row.text}" for row in rows[-TOLD:]]
    return "\n".join([await status(desk, incident, ""), *news])


SHOWS: Mapping[str, Show] = {
    "status": status,
    "why": why,
    "evidence": evidence,
    "postmortem": postmortem,
    "similar": similar,
}
