"""The verbs `backup` and `restore`: all that incidents need, in one file."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from . import show
from .session import project, settings_here

File = Annotated[Path, typer.Argument(metavar="FILE", help="The archive, e.g. astreinte-2026-03-01.tar.gz.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
HOME = ".astreinte"


def register(app: typer.Typer) -> None:
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(file: File, *, json: Json = False) -> int:
    """Copy the database and its evidence into one file, while others go on working."""
    from astreinte.memory.backups import backup as copy

    settings = settings_here()
    database = _database(settings, f"pg_dump --format=custom --file {file} DATABASE")
    return _told(copy(database, project() / HOME, file), file, json=json)


def restore(file: File, *, json: Json = False) -> int:
    """Put a backup in place where there is no database yet, and verify every journal in it."""
    from astreinte.memory.backups import restore as put

    settings = settings_here()
    database = _database(settings, f"pg_restore --clean --if-exists --dbname DATABASE {file}")
    copied = put(file, database, project() / HOME)
    _verify(settings)
    return _told(copied, file, json=json)


def _database(settings: Any, command: str) -> Path:
    """The SQLite file of the settings.

    Raises:
        ConfigError: the database is not a file; says with which command PostgreSQL is copied.
    """
    from astreinte.errors import ConfigError
    from astreinte.memory import is_postgres, sqlite_path

    if is_postgres(settings.database):
        raise ConfigError(f"PostgreSQL holds the evidence too and is copied by its own tools: {command}")
    if (path := sqlite_path(settings.database)) is None:
        raise ConfigError("a database in memory dies with its process: there is nothing to copy")
    return Path(os.path.abspath(path))  # noqa: PTH100 - the link itself is what is replaced


def _verify(settings: Any) -> None:
    """Raises IntegrityError at the first journal that is broken."""
    from astreinte.domain import SystemClock
    from astreinte.memory import Database, SqlJournal

    from .session import run

    database = Database.open(settings.database)
    try:
        run(SqlJournal(database, SystemClock()).verify_all())
    finally:
        database.close()


def _told(copied: Any, file: Path, *, json: bool) -> int:
    if json:
        show.document({"file": str(file), "incidents": copied.incidents, "files": copied.files})
    else:
        print(f"{file}: {copied.incidents} incidents, {copied.files} files")
    return 0
