"""Journal and incidents for whoever only looks: a SQLite file is read as it is, nothing is made or changed.

Opening a file this way needs nothing but Python, so a command that shows something starts at once. A reader waits for
nothing but the database itself.
"""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from astreinte.domain import Entry, Kind

from .collected import Collected
from .entries import COLUMNS, entries_of
from .kinds import BULKY
from .port import ENDED, Row
from .remedies import unavailable
from .stamps import instant

if TYPE_CHECKING:
    from .database import Database

SQLITE = "sqlite:///"
BUSY_S = 5.0
SELECT = f"SELECT {', '.join(COLUMNS)} FROM journal"  # noqa: S608 - names of our own
ENTRIES = f"{SELECT} WHERE incident = :of AND seq > :after ORDER BY seq"
MANY = 500
"""Incidents that one query names."""

ALL = "SELECT id, title, state, severity, service, lead, declared, updated FROM incidents"
CLOSED = ", ".join(f"'{state}'" for state in ENDED)
OPEN = f"{ALL} WHERE state NOT IN ({CLOSED})"
NEWEST = "ORDER BY declared DESC, length(id) DESC, id DESC LIMIT :most"

Found = Sequence[Sequence[Any]]


def reader(url: str) -> "Reader":
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


class Reader(ABC):
    """What was written, up to now."""

    async def read(self, incident: str, after: int = 0) -> list[Entry]:
        """See `Journal.read`."""
        return entries_of(self._ask(ENTRIES, of=incident, after=after))

    async def read_many(self, incidents: Sequence[str], kinds: Collection[Kind]) -> Mapping[str, Sequence[Entry]]:
        """By incident, its entries of these kinds, in order."""
        found: dict[str, list[Entry]] = {incident: [] for incident in incidents}
        for first in range(0, len(incidents), MANY):
            named, values = _places("i", incidents[first : first + MANY])
            wanted, more = _places("k", kinds)
            query = f"{SELECT} WHERE incident IN ({named}) AND kind IN ({wanted}) ORDER BY incident, seq"
            for entry in entries_of(self._ask(query, **values, **more)):
                found[entry.incident].append(entry)
        return found

    async def outline(self, incident: str) -> tuple[list[Entry], Collected]:
        """All that an outcome tells, without the many entries that it only counts."""
        named, values = _places("k", BULKY)
        query = f"{SELECT} WHERE incident = :of AND kind NOT IN ({named}) ORDER BY seq"
        entries = entries_of(self._ask(query, of=incident, **values))
        missing = {str(entry.data["item"]) for entry in entries if entry.kind == "missing"}
        return entries, self._collected(incident, missing)

    def _collected(self, incident: str, items: Collection[str]) -> Collected:
        answered = f"FROM journal WHERE incident = :of AND kind = 'reading' AND {self.field('status')} = 'ok'"
        ((count,),) = self._ask(f"SELECT count(DISTINCT {self.field('id')}) {answered}", of=incident) or ((0,),)
        named, values = _places("i", items)
        item = self.field("query", "item")
        query = f"SELECT {item}, seq {answered} AND {item} IN ({named}) ORDER BY seq"
        places: dict[str, list[int]] = {}
        for name, seq in self._ask(query, of=incident, **values) if items else ():
            places.setdefault(name, []).append(seq)
        return Collected(count, places)

    async def newest(self, incident: str, most: int) -> tuple[list[Entry], int]:
        """Every decision and the last `most` other entries by when they happened; how many older ones there are."""
        mine = "FROM journal WHERE incident = :of AND kind"
        last = f"SELECT seq {mine} <> 'decision' ORDER BY occurred_at DESC, seq DESC LIMIT :most"
        wanted = f"{SELECT} WHERE incident = :of AND (kind = 'decision' OR seq IN ({last})) ORDER BY seq"
        entries = entries_of(self._ask(wanted, of=incident, most=most))
        ((count,),) = self._ask("SELECT count(*) FROM journal WHERE incident = :of", of=incident) or ((0,),)
        return entries, count - len(entries)

    async def list(self, *, open_only: bool = False, limit: int = 200) -> "list[Row]":
        """See `Incidents.list`."""
        query = f"{OPEN if open_only else ALL} {NEWEST}"
        return [Row(*row[:-2], *map(instant, row[-2:])) for row in self._ask(query, most=limit)]

    async def versions(self, states: Collection[str]) -> Mapping[str, str]:
        """Every incident in one of these states, and when something was last written to it, as a `stamp`."""
        named, values = _places("s", states)
        rows = self._ask(f"SELECT id, updated FROM incidents WHERE state IN ({named})", **values)  # noqa: S608 - placeholders
        return dict(map(tuple, rows))

    @abstractmethod
    def close(self) -> None: ...

    def field(self, *path: str) -> str:
        """SQL for a text within the data of an entry; names of our own."""
        return f"json_extract(data, '$.{'.'.join(path)}')"

    @abstractmethod
    def _ask(self, query: str, **values: Any) -> Found: ...


class FileReader(Reader):
    """Reads a SQLite file; one that is absent holds nothing.

    Raises:
        StoreUnavailable: the file is there and cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = self._open() if path.exists() else None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _open(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_S)
            connection.execute("PRAGMA schema_version")
        except sqlite3.Error as error:
            raise unavailable(self._path, error) from error
        return connection

    def _ask(self, query: str, **values: Any) -> Found:
        if self._connection is None:
            return []
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            if "no such table" in str(error):
                return []
            raise unavailable(self._path, error) from error


class SqlReader(Reader):
    """Reads a database that takes a driver."""

    def __init__(self, database: "Database") -> None:
        self._database = database

    def close(self) -> None:
        self._database.close()

    def field(self, *path: str) -> str:
        """See `Reader.field`."""
        return f"data::json #>> '{{{','.join(path)}}}'" if self._database.postgres else super().field(*path)

    def _ask(self, query: str, **values: Any) -> Found:
        from sqlalchemy import text

        return self._database.read_now(lambda connection: connection.execute(text(query), values).all())


def _places(letter: str, values: Iterable[str]) -> tuple[str, dict[str, str]]:
    """Placeholders for a list in SQL, and their values."""
    named = {f"{letter}{place}": value for place, value in enumerate(values)}
    return ", ".join(f":{name}" for name in named), named
