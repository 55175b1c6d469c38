"""The two kinds of database, SQLite and PostgreSQL; all that depends on a dialect is here.

SQLite, one file shared by several processes: a write transaction takes its lock when it begins, so it sees what it
is about to change, and waits up to five seconds for its turn. `sqlite:///:memory:` is one shared connection that dies
with its `Database`. On PostgreSQL advisory locks, held for the length of a write transaction, give that order to those
who write about one incident, and to one who writes about several with everybody else.
"""

import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import StaticPool

from astreinte.errors import ConfigError, StoreUnavailable

from .remedies import REMEDIES
from .urls import parse, sqlite_path

MODES = ("ask", "read", "write", "durable", "aside", "alone")
"""`ask`: one statement, on its own. `aside`: writes what no other writer looks at, so it waits for nobody's turn where
the database allows that. `alone`: writes by one statement that takes its turn itself, where the database has such."""

BUSY_MS = 5000
PRAGMAS = (f"busy_timeout = {BUSY_MS}", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON")
NORMAL, FULL = "PRAGMA synchronous = NORMAL", "PRAGMA synchronous = FULL"
SQLITE = {
    "ask": ("", ""),
    "read": ("", "BEGIN"),
    "write": (NORMAL, "BEGIN IMMEDIATE"),
    "durable": (FULL, "BEGIN IMMEDIATE"),
    "aside": (NORMAL, "BEGIN IMMEDIATE"),
    "alone": (NORMAL, "BEGIN IMMEDIATE"),
}
POSTGRES = {
    "ask": "",
    "read": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "write": "BEGIN",
    "durable": "BEGIN",
    "aside": "BEGIN",
    "alone": "",
}
"""How a transaction begins; what has none is one by itself."""

WRITER = 0x41535452
"""The advisory lock of those who write: shared by those who write about one incident, which has a lock of its own."""
TURN_MS, IDLE_MS = 12_000, 8_000
"""How long a writer of PostgreSQL waits for its turn, and how long one may do nothing in the middle of its own: a
process that was stopped there is cut off by the server before the others give up."""

OF_ALL = f"SELECT pg_advisory_xact_lock({WRITER})"
OF_ONE = f"SELECT pg_advisory_xact_lock_shared({WRITER}), pg_advisory_xact_lock({WRITER}, hashtext(%(of)s))"
DURABLE = ", set_config('synchronous_commit', 'on', true)"
UNHURRIED = "set_config('synchronous_commit', 'off', true)"
"""What a runner writes within a step need not wait for the disk: the commit of an intent, or of the step, waits for all
that was committed before it too. A server that crashes forgets at most a part of the step that was under way, which is
then as if its runner had been killed a little earlier."""

CONNECT_S = 5
SESSION = f"-c idle_in_transaction_session_timeout={IDLE_MS}"
TURNS = f"{SESSION} -c lock_timeout={TURN_MS}"
UNUSED_S = 1.0
"""A connection that was used since is taken for alive; one that rested longer is asked."""


def session() -> dict[str, Any]:
    """How this process connects to PostgreSQL, and is named there."""
    name = f"astreinte {socket.gethostname()[:30]} {os.getpid()}"
    return {"connect_timeout": CONNECT_S, "options": SESSION, "application_name": name}


@dataclass(frozen=True)
class Backend:
    """An engine whose transactions begin as their mode asks. `shown` names it without its password."""

    engine: Engine
    shown: str
    path: Path | None = None
    in_memory: bool = False


def backend(url: str) -> Backend:
    """The engine of a database URL; nothing is connected yet.

    Raises:
        ConfigError: unreadable, of another kind, or its driver is not installed.
        StoreUnavailable: the folder of a SQLite file cannot be made.
    """
    parsed = parse(url)
    return _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgres(parsed)


def _sqlite(parsed: URL) -> Backend:
    path = sqlite_path(parsed.render_as_string(hide_password=False))
    if path is None:
        options: dict[str, Any] = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
        made = Backend(create_engine("sqlite://", **options), ":memory:", in_memory=True)
    else:
        _make_folder(path)
        made = Backend(create_engine(f"sqlite:///{path}"), str(path), path)
    event.listen(made.engine, "connect", _configure)
    event.listen(made.engine, "begin", _beginning)
    return made


def _postgres(parsed: URL) -> Backend:
    if find_spec("psycopg") is None:
        raise ConfigError("PostgreSQL needs its driver: pip install 'astreinte[postgres]'")
    options = session() | {"options": TURNS, "autocommit": True}  # `_taking_turns` begins what is a transaction
    engine = create_engine(parsed.set(drivername="postgresql+psycopg"), connect_args=options)
    event.listen(engine, "begin", _taking_turns)
    event.listen(engine, "checkin", _put_back)
    event.listen(engine, "checkout", _asking(engine))
    return Backend(engine, parsed.render_as_string(hide_password=True))


def _taking_turns(connection: Connection) -> None:
    """Begin, and wait for the turn of whoever writes, about the one incident that it names or about all of them."""
    options = connection.get_execution_options()
    mode, incident = options.get("begin", "write"), options.get("of")
    if begin := POSTGRES[mode]:
        connection.exec_driver_sql(begin)
    if mode in {"write", "durable"}:
        turn = (OF_ONE if incident else OF_ALL) + (DURABLE if mode == "durable" else "")
        connection.exec_driver_sql(turn, {"of": incident} if incident else None)


def _put_back(_connection: Any, record: Any) -> None:
    record.info["used"] = time.monotonic()


def _asking(engine: Engine) -> Callable[[Any, Any, object], None]:
    """Asks the server where it may have been restarted meanwhile; most connections come back at once."""

    def taken_out(connection: Any, record: Any, _proxy: object) -> None:
        now = time.monotonic()
        if now - record.info.get("used", now) < UNUSED_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    return taken_out


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"{error.strerror}: {error.filename}"
        raise StoreUnavailable(
            f"database {str(path)!r} cannot be used: its folder cannot be made ({reason}); {REMEDIES['unable to open']}"
        ) from error


def _configure(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where `_beginning` says, not where the driver guesses
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _beginning(connection: Connection) -> None:
    """How long it waits for the disk is a property of the connection, which it keeps between transactions."""
    sync, begin = SQLITE[connection.get_execution_options().get("begin", "write")]
    if sync and connection.info.get("sync", NORMAL) != sync:
        connection.exec_driver_sql(sync)
        connection.info["sync"] = sync
    if begin:
        connection.exec_driver_sql(begin)
