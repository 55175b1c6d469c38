"""Which incident an alert belongs to, by what the open ones have shown so far."""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from astreinte.config import Service
from astreinte.domain import Declaration
from astreinte.memory import Row
from astreinte.memory.port import ENDED

from .kin import related, siblings

BURST = timedelta(seconds=60)
"""Two services that share a need and alert within a minute have one fault, until shown otherwise."""


STALE = timedelta(minutes=30)
"""How long an unresolved incident goes on to take alerts: a person was told of it."""

LATE = timedelta(seconds=60)
"""How long news of a fault may still arrive once it is mended."""


class Alive:
    """The incidents that still take alerts: open ones, those left to a person, those that have just ended."""

    def __init__(self, rows: Iterable[Row], now: datetime) -> None:
        recent = [row for row in rows if row.state not in ENDED or now - row.updated <= STALE]
        self.open = {row.id for row in recent if row.state not in ENDED}
        self.opened: list[str] = []
        self._left = {row.id for row in recent if row.state == "unresolved"}
        self._ended = {row.id: row.updated for row in recent if row.state in ENDED and now - row.updated <= LATE}

    def add(self, incident: str) -> None:
        """Know an incident that an alert was filed under; one that was not known is new."""
        if incident not in self:
            self.open.add(incident)
            self.opened.append(incident)

    def takes(self, said: Declaration, incident: str) -> bool:
        """Whether an alert may be filed there: to one that has ended belongs only what began before."""
        if incident in self.open or incident in self._left:
            return True
        ended = self._ended.get(incident)
        return ended is not None and said.started is not None and said.started <= ended

    def __contains__(self, incident: object) -> bool:
        return incident in self.open or incident in self._left or incident in self._ended


class Grouping:
    """Remembers for each incident which services and sender's groups it holds, and what it was told of."""

    def __init__(self, services: Mapping[str, Service]) -> None:
        self._services = services
        self._held: dict[str, dict[str, datetime]] = {}
        self._told: dict[str, set[tuple[str, str]]] = {}

    def keep(self, alive: Container[str]) -> None:
        """Forget the incidents that are no longer open."""
        self._held = {incident: held for incident, held in self._held.items() if incident in alive}
        self._told = {incident: told for incident, told in self._told.items() if incident in alive}

    def home(self, said: Declaration, group: str, now: datetime, takes: Callable[[str], bool]) -> str | None:
        """The incident that has alerts of the same service, of its kin, or of the sender's group, and takes more."""
        found = (incident for wanted in self._wanted(said, group) for incident in self._having(wanted, now))
        return next(filter(takes, found), None)

    def hold(self, incident: str, said: Declaration, group: str, now: datetime) -> bool:
        """Note the alert; whether this is the first of its name on its service there."""
        subject = self.subject(said, group)
        self._held.setdefault(incident, {}).setdefault(subject, now)
        told = self._told.setdefault(incident, set())
        fresh = (subject, said.labels.get("alertname") or said.title) not in told
        told.add((subject, said.labels.get("alertname") or said.title))
        return fresh

    def subject(self, said: Declaration, group: str) -> str:
        """The service where the inventory knows it: of others nobody can say how they hang together."""
        return said.service if said.service in self._services else group or said.service or said.fingerprint

    def _wanted(self, said: Declaration, group: str) -> Iterator[tuple[Collection[str], timedelta | None]]:
        subject = self.subject(said, group)
        yield {subject}, None
        yield related(subject, self._services), None
        yield siblings(subject, self._services), BURST

    def _having(self, wanted: tuple[Collection[str], timedelta | None], now: datetime) -> Iterator[str]:
        names, within = wanted
        for incident, held in self._held.items():
            if any(name in held and (within is None or now - held[name] <= within) for name in names):
                yield incident
