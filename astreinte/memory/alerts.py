"""The account of alerts: which incident each belongs to, how often it was received, whether it still fires."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from .database import Database
from .stamps import stamp
from .tables import alerts, incidents
from .upserts import into


@dataclass(frozen=True)
class Seen:
    """An alert as it was received: by its fingerprint, in the sender's group, of one incident."""

    fingerprint: str
    incident: str
    group: str
    status: str
    times: int = 1


@dataclass(frozen=True)
class Standing:
    """Where an alert, or its group, was filed last, and the state of that incident."""

    incident: str
    status: str
    state: str


class SqlAlerts:
    """Counts every alert once it is filed; a restart forgets nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def file(self, seen: Iterable[Seen], now: datetime) -> None:
        """Add to the account, all of them or, when the store fails, none.

        Raises:
            StoreUnavailable: nothing was written.
        """
        rows = [
            {
                "fingerprint": each.fingerprint,
                "incident": each.incident,
                "grouped": each.group,
                "status": each.status,
                "received": each.times,
                "latest": stamp(now),
            }
            for each in _summed(seen)
        ]
        if rows:
            await self._database.write(lambda connection: _upsert(connection, rows))

    async def standing(self, fingerprints: Sequence[str]) -> Mapping[str, Standing]:
        """Where each of these alerts was filed last; those never seen are left out."""
        return await self._database.read(lambda connection: _latest(connection, alerts.c.fingerprint, fingerprints))

    async def groups(self, names: Sequence[str]) -> Mapping[str, Standing]:
        """Where the newest alert of each group was filed."""
        return await self._database.read(lambda connection: _latest(connection, alerts.c.grouped, names))

    async def firing(self, incident: str) -> list[str]:
        """Fingerprints of the incident's alerts that were not said to be over, once any of them was."""
        wanted = select(alerts.c.fingerprint, alerts.c.status).where(alerts.c.incident == incident)
        rows = await self._database.ask(wanted)
        ended = any(status == "resolved" for _, status in rows)
        return [str(fingerprint) for fingerprint, status in rows if status == "firing" and ended]

    async def count(self) -> Mapping[str, int]:
        """How many alerts were received for each incident."""
        wanted = select(alerts.c.incident, func.sum(alerts.c.received)).group_by(alerts.c.incident)
        rows = await self._database.ask(wanted)
        return {str(incident): int(received) for incident, received in rows}


def _summed(seen: Iterable[Seen]) -> list[Seen]:
    """One row an alert; of its statuses the last one counts."""
    times: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], Seen] = {}
    for each in seen:
        times[each.fingerprint, each.incident] += each.times
        last[each.fingerprint, each.incident] = each
    return [Seen(*key, each.group, each.status, times[key]) for key, each in last.items()]


def _upsert(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    new = into(alerts, connection)
    change = {
        "received": alerts.c.received + new.excluded.received,
        **{name: new.excluded[name] for name in ("status", "latest", "grouped")},
    }
    connection.execute(new.on_conflict_do_update(index_elements=["fingerprint", "incident"], set_=change), rows)


def _latest(connection: Connection, column: Any, values: Sequence[str]) -> Mapping[str, Standing]:
    found: dict[str, Standing] = {}
    for start in range(0, len(values), 500):
        wanted = (
            select(column, alerts.c.incident, alerts.c.status, incidents.c.state)
            .join(incidents, incidents.c.id == alerts.c.incident)
            .where(column.in_(values[start : start + 500]))
            .order_by(alerts.c.latest)
        )
        found |= {str(key): Standing(*map(str, rest)) for key, *rest in connection.execute(wanted)}
    return found
