"""What to do when a database cannot be used."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from astreinte.errors import StoreUnavailable

REMEDIES = {
    "not a database": "move the file away or restore a backup; a new one is made at the next start",
    "malformed": "move the file away or restore a backup; `sqlite3 FILE .recover` saves what can be read",
    "readonly": "make the file and its folder writable, or point `database:` to another place",
    "unable to open": "make the folder writable, or point `database:` to another place",
    "database or disk is full": "free space on that disk, then run the command again",
    "no space left": "free space on the database's disk, then run the command again",
    "locked": "another program holds the file for more than 5 s; close it, then run the command again",
    "lock timeout": "another process writes for more than 12 s: see pg_stat_activity; then run the command again",
    "disk i/o": "check that disk; free space or point `database:` to another one",
    "connection refused": "start PostgreSQL, or correct host and port in `database:`",
    "no such file or directory": "start PostgreSQL, or correct the socket's folder in `database:`",
    "password authentication": "correct user and password in ASTREINTE_DATABASE_URL",
    "does not exist": "create the database and its user, or correct their names in `database:`",
    "no such column": "of another version: see `astreinte db current`, then `astreinte db upgrade`",
    "permission denied": "grant the user CREATE on the schema, or use one of its own",
}


def unavailable(shown: str | Path | None, error: BaseException) -> StoreUnavailable:
    """The same three facts for whoever opens it: which, why, what to do."""
    reason = " ".join(str(error).split())
    remedy = next((text for part, text in REMEDIES.items() if part in reason.lower()), "check that it is there")
    return StoreUnavailable(f"database {str(shown or ':memory:')!r} cannot be used: {reason}; {remedy}")


@contextmanager
def named(shown: str | Path | None, *errors: type[Exception]) -> Generator[None]:
    """What a driver raises inside the block, as `StoreUnavailable`."""
    try:
        yield
    except errors as error:
        raise unavailable(shown, error) from error
