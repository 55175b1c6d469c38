"""The verbs `db upgrade` and `db current`: the database's revision."""

from typing import Annotated

import typer

from . import show
from .session import settings_here

Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]


def register(app: typer.Typer) -> None:
    verbs = typer.Typer(no_args_is_help=True, help="The database: which revision it is of, and bringing it up to date.")
    verbs.command("upgrade")(upgrade)
    verbs.command("current")(current)
    app.add_typer(verbs, name="db")


def upgrade(*, json: Json = False) -> int:
    """Bring the database up to date, all of it or nothing; a database of an earlier version is adopted as it is."""
    from astreinte.memory import opened
    from astreinte.memory.schema import HEAD

    with opened(settings_here().database) as database:
        before = database.upgrade()
        _told(database.shown, before, HEAD, json=json)
    return 0


def current(*, json: Json = False) -> int:
    """Which revision the database is of, and which one this version needs."""
    from astreinte.memory import opened
    from astreinte.memory.schema import HEAD

    with opened(settings_here().database) as database:
        _told(database.shown, database.revision(), HEAD, json=json)
    return 0


def _told(database: str, revision: str, needed: str, *, json: bool) -> None:
    if json:
        show.document({"database": database, "revision": revision, "needed": needed})
        return
    arrow = f"{revision or 'empty'} → {needed}" if revision != needed else f"{needed} (up to date)"
    print(f"{database}: {arrow}")
