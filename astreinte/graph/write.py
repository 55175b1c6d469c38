"""Small drafts that many nodes write the same way."""

from collections.abc import Sequence
from typing import Any

from astreinte.domain import Draft, Entry, IncidentState, Question, Reading, dump
from astreinte.evidence import Evidence
from astreinte.memory.kinds import follows

from .ports import Ports


def status(state: IncidentState, actor: str, key: str) -> Draft:
    return Draft("status", actor, {"state": state}, key=key)


def readings(evidence: Evidence, found: list[Reading], actor: str) -> list[Draft]:
    """One `reading` draft each; the same reading twice is one entry."""
    return [
        Draft("reading", actor, evidence.ref(each).plain, (each.id,), occurred_at=each.at, key=f"reading:{each.id}")
        for each in found
    ]


def question(ask: Question, actor: str) -> list[Draft]:
    """The question, and the state that the incident is in until it is answered."""
    return [
        Draft("question", actor, dump(ask), ask.evidence, key=f"question:{ask.id}"),
        status("waiting", actor, f"status:waiting:{ask.id}"),
    ]


async def appended(ports: Ports, incident: str, entries: Sequence[Entry], *drafts: Draft) -> Sequence[Entry]:
    """Append to a journal of which `entries` are all: all of it then, read again only where somebody else wrote."""
    fresh = await ports.journal.append(incident, *drafts)
    whole = follows(entries, fresh)
    return await ports.journal.read(incident) if whole is None else whole


async def looked(ports: Ports, incident: str, actor: str) -> None:
    """Record what the gate read for its effects since the last time: before an effect, and behind it."""
    if found := ports.effects.readings():
        await ports.journal.append(incident, *readings(ports.evidence, found, actor))


async def note(ports: Ports, incident: str, kind: Any, actor: str, text: str, key: str) -> None:
    await ports.journal.append(incident, Draft(kind, actor, {"text": text}, key=key))
