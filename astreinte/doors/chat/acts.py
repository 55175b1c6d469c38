"""What a slash command changes of an incident, through the services that every door uses; each tells what it did."""

from collections.abc import Awaitable, Callable, Mapping

from astreinte.graph import Desk
from astreinte.graph.afterwards import Afterwards
from astreinte.graph.reminders import Reminders
from astreinte.graph.steering import Steering

from .shows import takeover
from .words import said

Act = Callable[[Desk, str, str, str], Awaitable[str]]
"""Desk, incident, what was typed after the command, and who typed it."""


def _say(desk: Desk, key: str, **values: str) -> str:
    return said(desk.ports.words.language)[key].format(**values)


async def note(desk: Desk, incident: str, rest: str, by: str) -> str:
    await desk.note(incident, rest, by)
    return _say(desk, "noted")


async def acknowledge(desk: Desk, incident: str, _rest: str, by: str) -> str:
    taken = await Reminders(desk.ports).acknowledge(incident, by)
    return desk.ports.words.say("acknowledged_now" if taken else "nothing_to_acknowledge", id=incident)


async def escalate(desk: Desk, incident: str, rest: str, by: str) -> str:
    return await Reminders(desk.ports).escalate(incident, by, rest)


async def severity(desk: Desk, incident: str, rest: str, by: str) -> str:
    name, _, why = rest.partition(" ")
    return _say(desk, "graded", severity=await Steering(desk.ports).severity(incident, name, by, why.strip()))


async def lead(desk: Desk, incident: str, rest: str, by: str) -> str:
    name, _, why = rest.partition(" ")
    tag = await Steering(desk.ports).lead(incident, name, by, why.strip())
    return _say(desk, "led", lead=desk.ports.labels.names.get(tag, tag))


async def handoff(desk: Desk, incident: str, rest: str, by: str) -> str:
    """What to know; with a name, that person has the incident from now on."""
    known = await takeover(desk, incident)
    if not rest:
        return known
    told = _say(desk, "handed", by=by, to=rest)
    await desk.note(incident, told, by)
    await Reminders(desk.ports).acknowledge(incident, rest)
    return f"{known}\n{told}"


async def close(desk: Desk, incident: str, rest: str, by: str) -> str:
    return _say(desk, "closed", id=(await Afterwards(desk.ports).close(incident, by, rest)).id)


ACTS: Mapping[str, Act] = {
    "note": note,
    "ack": acknowledge,
    "escalate": escalate,
    "severity": severity,
    "lead": lead,
    "handoff": handoff,
    "close": close,
}
