"""Journal and incidents for whoever only looks: a SQLite file is read as it is, nothing is made or changed.

Opening a file this way needs nothing but Python, so a command that shows something starts at once.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from astreinte.domain import Entry, SystemClock

from .entries import entry_of
from .port import ENDED, Row
from .remedies import unavailable
from .stamps import instant

if TYPE_CHECKING:
    from .database import Database

SQLITE = "sqlite:///"
BUSY_S = 5.0
ENTRIES = "SELECT * FROM journal WHERE incident = ? AND seq > ? ORDER BY seq"
NEWEST = "ORDER BY declared DESC, length(id) DESC, id DESC LIMIT ?"
CLOSED = ", ".join(f"'{state}'" for state in ENDED)


class Reader(Protocol):
    """What was written, up to now."""

    async def read(self, incident: str, after: int = 0) -> list[Entry]:
        """See `Journal.read`."""
        ...

    async def list(self, *, open_only: bool = False, limit: int = 200) -> "list[Row]":
        """See `Incidents.list`."""
        ...

    def close(self) -> None: ...


def reader(url: str) -> Reader:
    """The reader of a database URL.

    Raises:
        ConfigError: the URL is of another kind of database, or its driver is not installed.
        StoreUnavailable: the database cannot be read.
    """
    path = url.removeprefix(SQLITE)
    if path != url and path not in {"", ":memory:"} and "?" not in path:
        return FileReader(Path(path))
    from .database import Database

    return SqlReader(Database.open(url))


class FileReader:
    """Implements `Reader` on a SQLite file; one that is absent holds nothing.

    Raises:
        StoreUnavailable: the file is there and cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = self._open() if path.exists() else None

    async def read(self, incident: str, after: int = 0) -> list[Entry]:
        return [entry_of(row) for row in self._ask(ENTRIES, (incident, after))]

    async def list(self, *, open_only: bool = False, limit: int = 200) -> "list[Row]":
        open_ = f"WHERE state NOT IN ({CLOSED})" if open_only else ""
        return [_row(row) for row in self._ask(f"SELECT * FROM incidents {open_} {NEWEST}", (limit,))]  # noqa: S608 - names of our own

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _open(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_S)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA schema_version")
        except sqlite3.Error as error:
            raise unavailable(self._path, error) from error
        return connection

    def _ask(self, query: str, values: Iterable[Any]) -> "list[Mapping[str, Any]]":
        if self._connection is None:
            return []
        try:
            return [dict(row) for row in self._connection.execute(query, tuple(values))]
        except sqlite3.Error as error:
            if "no such table" in str(error):
                return []
            raise unavailable(self._path, error) from error


class SqlReader:
    """Implements `Reader` on a database that takes a driver."""

    def __init__(self, database: "Database") -> None:
        from .incidents import SqlIncidents
        from .journal import SqlJournal

        self._database = database
        self.read = SqlJournal(database, SystemClock()).read
        self.list = SqlIncidents(database).list

    def close(self) -> None:
        self._database.close()


def _row(row: Mapping[str, Any]) -> Row:
    texts = {name: str(row[name]) for name in ("id", "title", "state", "severity", "service", "lead")}
    return Row(**texts, declared=instant(row["declared"]), updated=instant(row["updated"]))
