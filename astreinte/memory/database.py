"""Transactions by function over one database behind journal, effects and incidents."""

import asyncio
import threading
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import IntegrityError as Conflict

from .engines import MODES, Backend, backend
from .remedies import unavailable
from .schema import HEAD, ready, revision, upgrade
from .urls import is_postgres

T = TypeVar("T")
ATTEMPTS = 8


@contextmanager
def opened(url: str) -> Generator["Database"]:
    """The database as it is, whatever its revision, for the length of the block; an absent SQLite file is made.

    Raises:
        ConfigError, StoreUnavailable: as `Database.open`.
    """
    database = Database(backend(url))
    try:
        yield database
    finally:
        database.close()


class Database:
    """Transactions by function: `write(work)` hands `work` a connection and commits what it did, or nothing."""

    def __init__(self, own: Backend) -> None:
        self._backend = own
        self._modes = {mode: own.engine.execution_options(begin=mode) for mode in MODES}
        self._memory = threading.RLock()

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database on disk."""
        return self._backend.path

    @property
    def postgres(self) -> bool:
        return self._backend.engine.dialect.name == "postgresql"

    @classmethod
    def open(cls, url: str) -> "Database":
        """Open or create the database (SQLite: its folder too) and its tables; see `schema` for older and newer ones.

        Raises:
            ConfigError: the URL is of another kind of database, or its driver is not installed.
            StoreUnavailable: with the place, the reason and what to do.
        """
        database, own = cls(backend(url)), not is_postgres(url)
        try:
            if database.revision() != HEAD:
                database.write_now(lambda connection: ready(connection, database.shown, own=own))
        except BaseException:
            database.close()
            raise
        return database

    @property
    def shown(self) -> str:
        """How messages name it, without its password."""
        return self._backend.shown

    def revision(self) -> str:
        """See `schema.revision`."""
        return self.read_now(revision)

    def upgrade(self) -> str:
        """Bring the tables up to date, all of it or nothing; the revision that they were of.

        Raises:
            StoreUnavailable: a newer version made them.
        """
        return self.write_now(lambda connection: upgrade(connection, self.shown))

    def close(self) -> None:
        self._backend.engine.dispose()

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction that sees one moment of the database."""
        return await self._hop(lambda: self.read_now(work))

    async def write(
        self, work: Callable[[Connection], T], *, durable: bool = False, of: str = "", alone: bool = False
    ) -> T:
        """Run `work` in a transaction of its own, again when another writer was first: it must have no other effect.

        `durable` waits until the disk has it: for an intent that must survive a power cut. With `of` it takes turns
        with those alone who write about that incident or about all, so it must look at nothing of another one. `alone`
        says that on PostgreSQL `work` is one statement, which takes its turn itself.

        Raises:
            StoreUnavailable: nothing was written.
        """
        return await self._hop(lambda: self.write_now(work, durable=durable, of=of, alone=alone))

    async def ask(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """The rows of one SELECT, which needs no transaction to see one moment."""
        return await self._hop(lambda: self.ask_now(statement, values))

    async def made(
        self, statement: Executable, values: Mapping[str, Any], work: Callable[[Iterable[Sequence[Any]]], T]
    ) -> T:
        """What `work` makes of the rows of one SELECT as they come, so that they are never all in memory."""

        def call() -> T:
            with self._named(), self._modes["ask"].connect() as connection:
                rows: Any = connection.execute(statement, values)
                return work(rows)

        return await self._hop(call)

    def read_now(self, work: Callable[[Connection], T]) -> T:
        with self._named(), self._modes["read"].connect() as connection:
            return work(connection)

    def ask_now(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """See `ask`."""
        with self._named(), self._modes["ask"].connect() as connection:
            return connection.execute(statement, values).all()

    def write_now(
        self,
        work: Callable[[Connection], T],
        *,
        durable: bool = False,
        turn: bool = True,
        of: str = "",
        alone: bool = False,
    ) -> T:
        """See `write`; without `turn` it does not wait for other writers, so `work` must not depend on what they do."""
        mode = "alone" if alone else "durable" if durable else "write" if turn else "aside"
        with self._named():
            for left in reversed(range(ATTEMPTS)):
                try:
                    with self._modes[mode].connect() as connection:
                        connection.execution_options(of=of)
                        with connection.begin():
                            return work(connection)
                except Conflict:
                    if not left:
                        raise
            raise AssertionError("unreachable")

    async def _hop(self, call: Callable[[], T]) -> T:
        return call() if self._backend.in_memory else await asyncio.to_thread(call)

    @contextmanager
    def _named(self) -> Generator[None]:
        """Name place, reason and remedy; a database in memory is one connection, so one caller at a time."""
        try:
            if not self._backend.in_memory:
                yield
                return
            with self._memory:
                yield
        except Conflict:
            raise
        except DBAPIError as error:
            raise unavailable(self._backend.shown, error.orig or error) from error
