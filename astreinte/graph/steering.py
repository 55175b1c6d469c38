"""A person's word on how grave an incident is and who leads it. The graph takes both up before it thinks again."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from astreinte.domain import Brief, Draft, Entry
from astreinte.domain.severity import severity_named
from astreinte.errors import InvalidInput, UnknownName
from astreinte.memory.port import ENDED
from astreinte.memory.standing import state_of

from .ports import Ports


class Steering:
    """One project's. What is said stands in the journal, as triage and assignment do, and replaces them."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def severity(self, incident: str, name: str, by: str, why: str = "") -> str:
        """Set the severity (French, English or P1 to P4); pages, updates and review follow it. The one that holds now.

        Raises:
            NotFound: no such incident.
            UnknownName: no such severity.
            InvalidInput: the incident was not triaged yet, or is over.
        """
        entries, told = await self._last(incident, "triaged")
        chosen = severity_named(name)
        await self._set(entries, Draft("triaged", by, {**told, "severity": chosen, **self._said(by, why)}))
        return chosen

    async def lead(self, incident: str, name: str, by: str, why: str = "") -> str:
        """Give the lead to a persona, by tag or by name; who led supports. Its tag.

        Raises:
            NotFound: no such incident.
            UnknownName: no agent of that name.
            InvalidInput: the incident has no lead yet, or is over.
        """
        entries, told = await self._last(incident, "assigned")
        chosen, before = self._persona(name), str(told["lead"])
        others = dict.fromkeys((*told.get("support", ()), *([before] if self._ports.roster.get(before) else ())))
        data = {"lead": chosen, "support": [each for each in others if each != chosen], **self._said(by, why)}
        await self._set(entries, Draft("assigned", by, data))
        return chosen

    def _persona(self, name: str) -> str:
        known = self._ports.roster.personas
        found = [tag for tag, each in known.items() if name.casefold() in {tag.casefold(), each.name.casefold()}]
        if not found:
            raise UnknownName("agent", name, known)
        return found[0]

    def _said(self, by: str, why: str) -> dict[str, str]:
        return {"why": self._ports.words.say("decided_by", who=by, why=self._ports.redact(why))}

    async def _last(self, incident: str, kind: str) -> tuple[Sequence[Entry], dict[str, Any]]:
        entries = await self._ports.entries(incident)
        state = state_of(entries)
        if state in ENDED:
            raise InvalidInput(f"{incident} is {state}: what is over keeps its severity and lead")
        told = next((dict(entry.data) for entry in reversed(entries) if entry.kind == kind), None)
        if told is None:
            raise InvalidInput(f"{incident} has not been triaged yet; try again in a moment")
        return entries, told

    async def _set(self, entries: Sequence[Entry], draft: Draft) -> None:
        ports, incident = self._ports, entries[0].incident
        await ports.journal.append(incident, draft)
        await ports.index(ports.outcome(await ports.journal.read(incident)))


def steered(brief: Brief, entries: Sequence[Entry]) -> Brief:
    """The brief with the severity, lead and support that the journal told last."""
    for entry in entries:
        if entry.kind == "triaged":
            brief = replace(brief, severity=entry.data["severity"])
        elif entry.kind == "assigned":
            lead = entry.data["lead"]
            brief = replace(brief, lead="" if lead == "aucun" else lead, support=tuple(entry.data["support"]))
    return brief
