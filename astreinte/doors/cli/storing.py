"""The verbs `db upgrade` and `db current`: the database's revision."""

from typing import Annotated

import typer

from . import show
from .help import Verbs
from .session import settings_here

Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]


def register(app: typer.Typer) -> None:
    verbs = Verbs(no_args_is_help=True, help="Show the database's revision, or bring it up to date.")
    verbs.command("upgrade")(upgrade)
    verbs.command("current")(current)
    app.add_typer(verbs, name="db")


def upgrade(*, json: Json = False) -> int:
    """Bring the database up to date, all of it or nothing, then the queue's tables where there are any."""
    from astreinte.memory import is_postgres, opened

    url = settings_here().database
    with opened(url) as database:
        before = database.upgrade()
        queue = ""
        if is_postgres(url):
            from astreinte.memory.queue_schema import upgrade_queue

            queue = upgrade_queue(url)
        _told(database.shown, before, queue, json=json)
    return 0


def current(*, json: Json = False) -> int:
    """Which revision the database is of, at which step its queue is, and what this version needs."""
    from astreinte.memory import is_postgres, opened

    url = settings_here().database
    with opened(url) as database:
        queue = ""
        if is_postgres(url):
            from astreinte.memory.queue_schema import queue_step

            queue = queue_step(url)
        _told(database.shown, database.revision(), queue, json=json)
    return 0


def _told(database: str, revision: str, queue: str, *, json: bool) -> None:
    """`queue` is empty where there is none."""
    from astreinte.memory.schema import HEAD

    needed = _needed() if queue else ""
    if json:
        show.document(
            {"database": database, "revision": revision, "needed": HEAD, "queue": queue, "queue_needed": needed}
        )
        return
    print(f"{database}: {_arrow(revision or 'empty', HEAD)}")
    if queue:
        print(f"queue: {_arrow(queue, needed)}")


def _needed() -> str:
    from astreinte.memory.queue_schema import steps

    return steps()[-1]


def _arrow(found: str, needed: str) -> str:
    return f"{found} → {needed}" if found != needed else f"{needed} (up to date)"
