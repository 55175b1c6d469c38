"""What working in a project leaves below `.astreinte`: swept away where no incident is kept there."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

HOME = Path(".astreinte")
DATABASE = "astreinte.db"
OURS = ("astreinte.db*", "recall.db*", "glance.json*", "token", "pin", "pause", "errors.log", "chat_history", "locks/*")
"""What Astreinte makes beside incidents: indexes, locks, keys of this installation."""

BELONGINGS = ("evidence", "preserved", "postmortems", "memory")
"""Folders whose files belong to incidents."""


def incidents_kept(project: Path) -> int | None:
    """How many incidents are kept below the project; None where their files are there but no list of them."""
    home = project / HOME
    found = _listed(home / DATABASE)
    belongings = any(each.is_file() for name in BELONGINGS for each in (home / name).rglob("*"))
    return None if belongings and not found else found


def _listed(path: Path) -> int:
    """The rows of the index; a database that cannot be read is taken to hold something."""
    if not path.is_file():
        return 0
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as opened:
            return int(opened.execute("SELECT COUNT(*) FROM incidents").fetchone()[0])
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return 0
        return 1
    except sqlite3.DatabaseError:
        return 1


def sweep(project: Path) -> list[str]:
    """Remove what is ours, and folders that are then empty; the paths that stay, made by somebody else."""
    home = project / HOME
    for path in (each for form in OURS for each in home.glob(form)):
        with suppress(OSError):
            path.unlink()
    for folder in sorted((each for each in home.rglob("*") if each.is_dir()), reverse=True):
        with suppress(OSError):
            folder.rmdir()
    with suppress(OSError):
        home.rmdir()
    return list(_files(project, home))


def _files(project: Path, home: Path) -> Iterator[str]:
    for path in sorted(home.rglob("*")):
        if path.is_file():
            yield path.relative_to(project).as_posix()
