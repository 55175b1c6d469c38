"""Journal and incidents in memory: the same chain and the same twins, for as long as the process. Replays use them."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from astreinte.domain import Clock, Declaration, Draft, Entry, Severity

from . import chain
from .appending import values_of
from .entries import entry_of
from .extending import linked
from .incidents import TWIN, unknown
from .kinds import Indexed
from .port import ENDED, Row
from .stamps import stamp


class MemoryJournal:
    """Implements `Journal` for one process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: dict[str, Indexed] = {}
        self._keyed: dict[tuple[str, str], Entry] = {}

    async def append(self, incident: str, *drafts: Draft) -> list[Entry]:
        """See `Journal.append`.

        Raises:
            InvalidInput: a draft holds what JSON does not have, or a time without zone; nothing was kept.
        """
        now = stamp(self._clock.now())
        fresh: list[Entry] = []
        kept = [self._keep(values, fresh) for values in [values_of(incident, draft, now) for draft in drafts]]
        if fresh:
            self._entries[incident] = self._held(incident).then(fresh)
        return kept

    async def read(self, incident: str, after: int = 0) -> list[Entry]:
        held = self._held(incident)
        return held[after:] if after > 0 else held.copy()

    async def some(self, incident: str, numbers: Collection[int]) -> list[Entry]:
        return [entry for entry in self._held(incident) if entry.seq in numbers]

    async def head(self, incident: str) -> tuple[int, str]:
        """Sequence number and hash of the last entry; (0, "") when there is none."""
        entries = self._held(incident)
        return (entries[-1].seq, entries[-1].hash) if entries else (0, "")

    async def verify(self, incident: str) -> None:
        """Recompute the whole chain.

        Raises:
            IntegrityError: names the incident, the entry and what is wrong.
        """
        chain.verify(incident, map(_row, self._held(incident)), await self.head(incident))

    async def verify_all(self) -> list[str]:
        """Verify every incident; returns their ids, or raises at the first that is broken."""
        ids = sorted(self._entries)
        for incident in ids:
            await self.verify(incident)
        return ids

    def _held(self, incident: str) -> Indexed:
        return self._entries.get(incident) or Indexed()

    def _keep(self, values: dict[str, Any], fresh: list[Entry]) -> Entry:
        """The entry of that key, else a new one behind the `fresh` ones, which it joins."""
        if standing := self._keyed.get((values["incident"], values["key"])):
            return standing
        held = self._held(values["incident"])
        prev = next((each[-1].hash for each in (fresh, held) if each), chain.GENESIS)
        entry = entry_of(linked(values, len(held) + len(fresh) + 1, prev))
        fresh.append(entry)
        if entry.key:
            self._keyed[entry.incident, entry.key] = entry
        return entry


class MemoryIncidents:
    """Implements `Incidents` for one process."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}
        self._fingerprints: dict[str, str] = {}

    async def open(self, declaration: Declaration, recorded_at: datetime) -> str:
        return self._open(declaration, recorded_at)

    async def twin(self, declaration: Declaration, now: datetime) -> str | None:
        return self._twin(declaration, now)

    async def join(self, declaration: Declaration, now: datetime, kin: Collection[str] = ()) -> tuple[str, bool]:
        if twin := self._twin(declaration, now, kin):
            return twin, False
        return self._open(declaration, now), True

    async def update(self, incident: str, *, state: str, severity: Severity | None, title: str, lead: str) -> None:
        """See `Incidents.update`.

        Raises:
            NotFound: no such incident.
        """
        row = await self.get(incident)
        self._rows[incident] = replace(row, state=state, severity=severity or "", title=title, lead=lead)

    async def get(self, incident: str) -> Row:
        """One incident's row.

        Raises:
            NotFound: no such incident.
        """
        if incident not in self._rows:
            raise unknown(incident)
        return self._rows[incident]

    async def list(self, *, open_only: bool = False, limit: int = 200, since: datetime | None = None) -> list[Row]:
        """See `Incidents.list`."""
        rows = [row for row in self._rows.values() if not open_only or row.state not in ENDED]
        rows = [row for row in rows if since is None or row.state not in ENDED or row.updated >= since]
        return sorted(rows, key=lambda row: (row.declared, len(row.id), row.id), reverse=True)[:limit]

    def _open(self, declaration: Declaration, recorded_at: datetime) -> str:
        prefix = f"INC-{recorded_at.astimezone(UTC):%Y%m%d}-"
        last = max((int(each.removeprefix(prefix)) for each in self._rows if each.startswith(prefix)), default=0)
        incident, said = f"{prefix}{last + 1:02d}", declaration
        severity, when = said.severity or "", recorded_at.astimezone(UTC)
        self._rows[incident] = Row(incident, said.title, "triage", severity, said.service, "", when, when)
        self._fingerprints[incident] = said.fingerprint
        return incident

    def _twin(self, declaration: Declaration, now: datetime, kin: Collection[str] = ()) -> str | None:
        services = {name for name in (declaration.service, *kin) if name}

        def same(row: Row) -> bool:
            mine, theirs = declaration.fingerprint, self._fingerprints[row.id]
            return bool(mine and mine == theirs) or row.service in services

        recent = [row for row in self._rows.values() if row.state not in ENDED and row.declared >= now - TWIN]
        found = [row for row in recent if same(row)]
        closest = max(
            found,
            key=lambda row: (
                self._fingerprints[row.id] == declaration.fingerprint,
                row.service == declaration.service,
                row.declared,
            ),
            default=None,
        )
        return closest.id if closest else None


def _row(entry: Entry) -> Mapping[str, Any]:
    texts = {"data": chain.canonical(entry.data, "data"), "evidence": chain.canonical(list(entry.evidence), "evidence")}
    times = {"occurred_at": stamp(entry.occurred_at), "recorded_at": stamp(entry.recorded_at)}
    return {**vars(entry), **texts, **times}
