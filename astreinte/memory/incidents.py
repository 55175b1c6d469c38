"""The index of incidents in SQL: ids, twins, lists."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update
from sqlalchemy import Row as SqlRow

from astreinte.domain import Declaration, Draft, Severity, dump
from astreinte.errors import NotFound

from .appending import add
from .database import Database
from .port import ENDED, Row
from .stamps import instant, stamp
from .tables import incidents

TWIN = timedelta(minutes=30)


class SqlIncidents:
    """Implements `Incidents`. Ids are given inside one write transaction, so two callers never share one.

    The journal's first entry is written in the same one: an incident that is known can always be gone on with.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, declaration: Declaration, recorded_at: datetime) -> str:
        return await self._database.write(lambda connection: _open(connection, declaration, recorded_at))

    async def twin(self, declaration: Declaration, now: datetime) -> str | None:
        return await self._database.read(lambda connection: _twin(connection, declaration, now))

    async def join(self, declaration: Declaration, now: datetime, kin: Collection[str] = ()) -> tuple[str, bool]:
        """The twin's id and False, or a new id and True, in one transaction: two equal alerts make one incident."""

        def work(connection: Connection) -> tuple[str, bool]:
            if twin := _twin(connection, declaration, now, kin):
                return twin, False
            return _open(connection, declaration, now), True

        return await self._database.write(work)

    async def update(self, incident: str, *, state: str, severity: Severity | None, title: str, lead: str) -> None:
        """See `Incidents.update`.

        Raises:
            NotFound: no such incident.
        """
        values = {"state": state, "severity": severity or "", "title": title, "lead": lead}
        change = update(incidents).where(incidents.c.id == incident).values(values)
        if not await self._database.write(lambda connection: connection.execute(change).rowcount, alone=True):
            raise unknown(incident)

    async def get(self, incident: str) -> Row:
        """One incident's row.

        Raises:
            NotFound: no such incident.
        """
        wanted = select(incidents).where(incidents.c.id == incident)
        row = await self._database.read(lambda connection: connection.execute(wanted).one_or_none())
        if row is None:
            raise unknown(incident)
        return _row(row)

    async def list(self, *, open_only: bool = False, limit: int = 200, since: datetime | None = None) -> list[Row]:
        """See `Incidents.list`."""
        wanted = select(incidents).order_by(incidents.c.declared.desc(), *_by_number()).limit(limit)
        if open_only:
            wanted = wanted.where(incidents.c.state.not_in(ENDED))
        if since is not None:
            wanted = wanted.where(or_(incidents.c.state.not_in(ENDED), incidents.c.updated >= stamp(since)))
        return [_row(row) for row in await self._database.ask(wanted)]


def _by_number() -> tuple[Any, Any]:
    return func.length(incidents.c.id).desc(), incidents.c.id.desc()


def _open(connection: Connection, declaration: Declaration, recorded_at: datetime) -> str:
    prefix = f"INC-{recorded_at.astimezone(UTC):%Y%m%d}-"
    latest = select(incidents.c.id).where(incidents.c.id.startswith(prefix)).order_by(*_by_number()).limit(1)
    last = connection.execute(latest).scalar_one_or_none()
    incident = f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:02d}"
    when = stamp(recorded_at)
    values = {
        "id": incident,
        "title": declaration.title,
        "severity": declaration.severity or "",
        "service": declaration.service,
        "fingerprint": declaration.fingerprint,
        "declared": when,
        "updated": when,
    }
    connection.execute(insert(incidents).values(values))
    first = Draft("declared", declaration.source, dump(declaration), occurred_at=declaration.detected, key="declared")
    add(connection, incident, first, when)
    return incident


def _twin(connection: Connection, declaration: Declaration, now: datetime, kin: Collection[str] = ()) -> str | None:
    services = [name for name in (declaration.service, *kin) if name]
    same: list[ColumnElement[bool]] = [incidents.c.service.in_(services)] if services else []
    if declaration.fingerprint:
        same.append(incidents.c.fingerprint == declaration.fingerprint)
    if not same:
        return None
    recent = [incidents.c.state.not_in(ENDED), incidents.c.declared >= stamp(now - TWIN)]
    closest = [
        (incidents.c.fingerprint == declaration.fingerprint).desc(),
        (incidents.c.service == declaration.service).desc(),
    ]
    wanted = select(incidents.c.id).where(or_(*same), *recent).order_by(*closest, incidents.c.declared.desc()).limit(1)
    return connection.execute(wanted).scalar_one_or_none()


def unknown(incident: str) -> NotFound:
    return NotFound(f"no incident {incident!r}; `astreinte list` shows those that exist")


def _row(row: SqlRow[Any]) -> Row:
    return Row(
        id=row.id,
        title=row.title,
        state=row.state,
        severity=row.severity,
        service=row.service,
        lead=row.lead,
        declared=instant(row.declared),
        updated=instant(row.updated),
    )
