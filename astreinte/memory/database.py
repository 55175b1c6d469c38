"""One database behind journal, effects and incidents; all that depends on a dialect is here.

SQLite, one file shared by several processes: a write transaction takes its lock when it begins, so it sees what it
is about to change, and waits up to five seconds for its turn. `sqlite:///:memory:` is one shared connection that dies
with its `Database`.
"""

import asyncio
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import IntegrityError as Conflict
from sqlalchemy.pool import StaticPool

from astreinte.errors import ConfigError, StoreUnavailable

from .tables import metadata

T = TypeVar("T")
BUSY_MS = 5000
ATTEMPTS = 8
PRAGMAS = (f"busy_timeout = {BUSY_MS}", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON")
BEGIN = {
    "read": ("BEGIN",),
    "write": ("PRAGMA synchronous = NORMAL", "BEGIN IMMEDIATE"),
    "durable": ("PRAGMA synchronous = FULL", "BEGIN IMMEDIATE"),
}
REMEDIES = {
    "not a database": "move the file away or restore a backup; a new one is made at the next start",
    "malformed": "move the file away or restore a backup; `sqlite3 FILE .recover` saves what can be read",
    "readonly": "make the file and its folder writable, or point `database:` to another place",
    "unable to open": "make the folder writable, or point `database:` to another place",
    "full": "free space on that disk, then run the command again",
    "locked": "another program holds the file for more than 5 s; close it, then run the command again",
    "disk i/o": "check that disk; free space or point `database:` to another one",
}


def sqlite_path(url: str) -> Path | None:
    """The file of a `sqlite:///…` URL, None for a database in memory.

    Raises:
        ConfigError: not a SQLite URL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError(f"unreadable database URL; write sqlite:///path/to/file.db, not {url!r}") from error
    if parsed.get_backend_name() != "sqlite":
        shown = parsed.render_as_string(hide_password=True)
        raise ConfigError(f"unsupported database {shown!r}; known: sqlite. Write sqlite:///path/to/file.db")
    return None if parsed.database in {None, "", ":memory:"} else Path(str(parsed.database))


class Database:
    """Transactions by function: `write(work)` hands `work` a connection and commits what it did, or nothing."""

    def __init__(self, engine: Engine, path: Path | None) -> None:
        self._engine = engine
        self._modes = {mode: engine.execution_options(begin=mode) for mode in BEGIN}
        self._memory = threading.RLock()
        self.path = path

    @classmethod
    def open(cls, url: str) -> "Database":
        """Open or create the database, its folder and its tables.

        Raises:
            ConfigError: the URL is not one of SQLite.
            StoreUnavailable: with the path, the reason and what to do.
        """
        path = sqlite_path(url)
        if path is None:
            options: dict[str, Any] = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
            engine = create_engine("sqlite://", **options)
        else:
            _make_folder(path)
            engine = create_engine(f"sqlite:///{path}")
        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", _begin)
        database = cls(engine, path)
        database.write_now(metadata.create_all)
        return database

    def close(self) -> None:
        self._engine.dispose()

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction that sees one moment of the database."""
        return await self._hop(lambda: self.read_now(work))

    async def write(self, work: Callable[[Connection], T], *, durable: bool = False) -> T:
        """Run `work` in a transaction of its own, again when another writer was first: it must have no other effect.

        `durable` waits until the disk has it: for an intent that must survive a power cut.

        Raises:
            StoreUnavailable: nothing was written.
        """
        return await self._hop(lambda: self.write_now(work, durable=durable))

    def read_now(self, work: Callable[[Connection], T]) -> T:
        with self._named(), self._modes["read"].connect() as connection:
            return work(connection)

    def write_now(self, work: Callable[[Connection], T], *, durable: bool = False) -> T:
        with self._named():
            for left in reversed(range(ATTEMPTS)):
                try:
                    with self._modes["durable" if durable else "write"].begin() as connection:
                        return work(connection)
                except Conflict:
                    if not left:
                        raise
            raise AssertionError("unreachable")

    async def _hop(self, call: Callable[[], T]) -> T:
        return call() if self.path is None else await asyncio.to_thread(call)

    @contextmanager
    def _named(self) -> Generator[None]:
        """Name the file, the reason and the remedy; a database in memory is one connection, so one caller at a time."""
        try:
            if self.path is not None:
                yield
                return
            with self._memory:
                yield
        except Conflict:
            raise
        except DBAPIError as error:
            raise unavailable(self.path, error.orig or error) from error


def unavailable(path: Path | None, error: BaseException) -> StoreUnavailable:
    """The same three facts for whoever opens the file: which, why, what to do."""
    reason = str(error)
    remedy = next((text for part, text in REMEDIES.items() if part in reason.lower()), "check the file and its folder")
    return StoreUnavailable(f"database {str(path or ':memory:')!r} cannot be used: {reason}; {remedy}")


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"{error.strerror}: {error.filename}"
        raise StoreUnavailable(
            f"database {str(path)!r} cannot be used: its folder cannot be made ({reason}); {REMEDIES['unable to open']}"
        ) from error


def _configure(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says, not where the driver guesses
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("begin", "write")
    for statement in BEGIN[mode]:
        connection.exec_driver_sql(statement)
