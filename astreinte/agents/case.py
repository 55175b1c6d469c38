"""What a reasoner sees of an incident: readings, signals, inventory, and what was already tried."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from astreinte.config import Service
from astreinte.domain import Brief, Declaration, Reading, Signal, Window

from .persona import Persona


@dataclass(frozen=True)
class Tried:
    """A fix that did not validate: cause, component, action."""

    cause: str
    component: str
    action: str


@dataclass(frozen=True)
class Case:
    """All lenses. `brief` is None until triage has spoken. `seen_by` narrows it to one persona's lens.

    `nodes` are those of the cluster that may be changed, with the labels that each should carry.
    """

    declaration: Declaration
    readings: tuple[Reading, ...]
    signals: tuple[Signal, ...]
    window: Window
    now: datetime
    brief: Brief | None = None
    services: Mapping[str, Service] = field(default_factory=dict[str, Service])
    nodes: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    tried: tuple[Tried, ...] = ()
    round: int = 1

    def asks_for(self, name: str) -> bool:
        """Whether some reading asked for the component by name: then its silence tells something."""
        return any(name in reading.query.args for reading in self.readings)

    def seen_by(self, persona: Persona) -> "Case":
        """The readings and signals of the persona's own sources and branches; the lead, deciding, sees all lenses."""
        kept = tuple(reading for reading in self.readings if persona.reads(reading.query))
        ids = {reading.id for reading in kept}
        return replace(self, readings=kept, signals=tuple(s for s in self.signals if ids.intersection(s.evidence)))
