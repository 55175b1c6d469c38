"""Everything the nodes touch, handed in when the graph is built."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from astreinte.actions import Effects, Links, Notifier
from astreinte.agents import Knowledge, Means, Persona, Reasoner, Roster
from astreinte.config import Settings
from astreinte.domain import Clock, Entry
from astreinte.domain.outcome import Outcome
from astreinte.evidence import Evidence
from astreinte.memory import Incidents, Journal, Labels, Project, Recall, project
from astreinte.templates import Words

from .casebook import Casebook
from .docket import Docket
from .found import known


@dataclass(frozen=True)
class Ports:
    """`epoch` is the runner's own number; `interactive` says whether somebody can answer a triage question."""

    settings: Settings
    clock: Clock
    journal: Journal
    incidents: Incidents
    evidence: Evidence
    effects: Effects
    roster: Roster
    knowledge: Knowledge
    reasoners: Mapping[str, Reasoner]
    playbook: Reasoner
    means: Means
    docket: Docket
    casebook: Casebook
    words: Words
    redact: Callable[[str], str]
    project: Project
    notifier: Notifier
    recall: Recall
    links: Links = field(default_factory=Links)
    epoch: int = 0
    interactive: bool = False
    holidays: tuple[date, ...] = ()

    def reasoner_of(self, persona: Persona) -> Reasoner:
        """The persona's own reasoner (`models:` of the settings), else the project's."""
        return self.reasoners.get(persona.tag, self.reasoners[""])

    async def entries(self, incident: str) -> list[Entry]:
        """An incident's whole journal.

        Raises:
            NotFound: no such incident; names recent ones.
        """
        return await known(self.journal, self.incidents, incident)

    def outcome(self, entries: Sequence[Entry]) -> Outcome:
        """What a whole journal comes to, against the targets of the settings."""
        return project(entries, targets=self.settings.targets)

    async def index(self, outcome: Outcome) -> None:
        """Enter an incident into the list of incidents as it is."""
        severity: Any = outcome.severity
        await self.incidents.update(
            outcome.id, state=outcome.state, severity=severity, title=outcome.title, lead=outcome.lead
        )

    @cached_property
    def labels(self) -> Labels:
        """What persona tags and cause ids are called where people read."""
        names = {tag: self.roster.name(tag) for tag in self.roster.personas}
        causes = {id_: cause.titles[self.settings.language] for id_, cause in self.knowledge.causes.items()}
        return Labels(names, causes)
