"""URLs of databases: which kind they name, and where."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from astreinte.errors import ConfigError


def is_postgres(url: str) -> bool:
    """Whether the URL is one of PostgreSQL.

    Raises:
        ConfigError: unreadable, or of another kind.
    """
    return parse(url).get_backend_name() == "postgresql"


def sqlite_path(url: str) -> Path | None:
    """The file of a `sqlite:///…` URL, None for a database in memory.

    Raises:
        ConfigError: not a SQLite URL.
    """
    parsed = parse(url)
    if parsed.get_backend_name() != "sqlite":
        raise ConfigError(f"not a SQLite database: {parsed.render_as_string(hide_password=True)!r}")
    return None if parsed.database in {None, "", ":memory:"} else Path(str(parsed.database))


def plain_url(url: str) -> str:
    """The URL as PostgreSQL's own tools write it, without SQLAlchemy's name of a driver."""
    return parse(url).set(drivername="postgresql").render_as_string(hide_password=False)


def parse(url: str) -> URL:
    """The URL taken apart.

    Raises:
        ConfigError: unreadable, or of another kind.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError(f"unreadable database URL; write sqlite:///path/to/file.db, not {url!r}") from error
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        shown = parsed.render_as_string(hide_password=True)
        raise ConfigError(
            f"unsupported database {shown!r}; known: sqlite, postgresql. Write sqlite:///path/to/file.db "
            "or postgresql://user@host/name"
        )
    return parsed
