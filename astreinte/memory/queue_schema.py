"""Which of the queue's own steps its tables have taken, and taking those that are new.

The library of the queue ships its steps as files and leaves it to the program to remember them, so a table of one row
holds the name of the last one. A queue without that table is from before it: the oldest release of the library that
this program was ever made with had all steps up to `ADOPTED`.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from astreinte.errors import StoreUnavailable

from .engines import CONNECT_S
from .remedies import unavailable
from .urls import plain_url

ADOPTED = "03.04.00_50_post_add_retry_failed_job_procedure"
SETUP = 0x41535451
"""The advisory lock of whoever makes or changes the queue's tables."""

KNOWN = "SELECT to_regclass('procrastinate_jobs') IS NOT NULL, to_regclass('queue_step') IS NOT NULL"
TABLE = "CREATE TABLE IF NOT EXISTS queue_step (name text NOT NULL)"
Connection = Any


@cache
def steps() -> Sequence[str]:
    """The names of all steps of the installed library, from the first to the newest."""
    return sorted(path.stem for path in _folder().glob("*.sql"))


def queue_step(url: str) -> str:
    """The last step that the tables of the queue have taken; empty where there are none.

    Raises:
        StoreUnavailable: with the place, the reason and what to do.
    """
    with _session(url) as connection:
        return _taken(connection)


def make_tables(url: str) -> None:
    """Make the tables of the queue where there are none.

    Raises:
        StoreUnavailable: they are not those of this version; says what to do.
    """
    with _session(url) as connection:
        if not (found := _taken(connection)):
            from procrastinate.schema import SchemaManager

            connection.execute(SchemaManager.get_schema())
            _note(connection, steps()[-1])
        elif found != steps()[-1]:
            _known(found, _shown(url))
            raise StoreUnavailable(
                f"the queue in {_shown(url)!r} is at step {found}, this version needs {steps()[-1]}: stop the other "
                "processes, back it up, then run `astreinte db upgrade`"
            )


def upgrade_queue(url: str) -> str:
    """Take the steps that are new, each whole or not at all: one that fails leaves those before it. The step before.

    Raises:
        StoreUnavailable: a newer version made the tables, or a step failed.
    """
    with _session(url) as connection:
        if not (found := _taken(connection)):
            return found
        _known(found, _shown(url))
        connection.execute("SELECT pg_advisory_lock(%s)", (SETUP,))
        for name in steps()[steps().index(found) + 1 :]:
            connection.execute((_folder() / f"{name}.sql").read_text(encoding="utf-8"))
            _note(connection, name)
            connection.commit()  # a value that a step adds to a type can only be used once that is committed
    return found


@contextmanager
def _session(url: str) -> Generator[Connection]:
    """A connection that commits at the end of the block and holds the lock of whoever changes the tables."""
    import psycopg

    try:
        with psycopg.connect(plain_url(url), connect_timeout=CONNECT_S) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (SETUP,))
            yield connection
    except psycopg.Error as error:
        raise unavailable(_shown(url), error) from error


def _taken(connection: Connection) -> str:
    made, noted = connection.execute(KNOWN).fetchone()
    if not made:
        return ""
    row = connection.execute("SELECT name FROM queue_step").fetchone() if noted else None
    return row[0] if row else ADOPTED


def _note(connection: Connection, name: str) -> None:
    connection.execute(TABLE)
    connection.execute("DELETE FROM queue_step")
    connection.execute("INSERT INTO queue_step VALUES (%s)", (name,))


def _known(found: str, shown: str) -> None:
    if found not in steps():
        raise StoreUnavailable(
            f"the queue in {shown!r} is at step {found}, which is newer than this version ({steps()[-1]}): "
            "install the version that made it, or restore a backup from before"
        )


def _folder() -> Path:
    from procrastinate.schema import SchemaManager

    return Path(SchemaManager.get_migrations_path())


def _shown(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)
