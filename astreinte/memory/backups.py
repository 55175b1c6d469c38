"""A copy of all that an incident needs, in one file: the database as of one moment, and the evidence it points to."""

import gzip
import io
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from astreinte import __version__
from astreinte.errors import ConfigError, InvalidInput, StoreUnavailable

from .remedies import unavailable

DATABASE, VERSION = "database.sqlite", "version"
FOLDERS = ("evidence", "preserved")
"""Below the project's `.astreinte`. Token, locks and the index of past incidents are made again."""


@dataclass(frozen=True)
class Copied:
    """`incidents` and bodies (`files`) that a backup holds."""

    incidents: int
    files: int


def backup(database: Path, home: Path, target: Path) -> Copied:
    """Copy while others go on working. The database comes first: bodies are kept before an entry points to them.

    Args:
        database: the SQLite file.
        home: the project's `.astreinte`.
        target: the archive to write; it takes its place whole, readable by its owner alone.

    Raises:
        InvalidInput: the target exists.
        StoreUnavailable: the database cannot be read, or the archive cannot be written.
    """
    if target.exists():
        raise InvalidInput(f"{target} exists; choose another name, or move it away")
    with _working(target.parent) as folder:
        incidents = _snapshot(database, folder / DATABASE)
        archive = folder / "archive"
        files = _write(archive, folder / DATABASE, home)
        archive.chmod(0o600)
        archive.rename(target)
    return Copied(incidents, files)


def restore(source: Path, database: Path, home: Path) -> Copied:
    """Put a backup in place of nothing: what is there is never replaced.

    Raises:
        InvalidInput: no backup, a damaged one, or a database is there already.
        StoreUnavailable: it cannot be written.
    """
    if database.exists():
        raise InvalidInput(f"{database} exists: stop every process that uses it and move it away, then restore again")
    with _working(database.parent) as folder:
        _unpack(source, folder)
        incidents = _checked(folder / DATABASE, source)
        files = sum(_put(folder / name, home / name) for name in FOLDERS if (folder / name).is_dir())
        (folder / DATABASE).rename(database)
    return Copied(incidents, files)


@contextmanager
def _working(place: Path) -> Generator[Path]:
    """A folder beside the place, so that what is ready is moved there at once."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".astreinte-backup-", dir=place))
    except OSError as error:
        raise StoreUnavailable(f"{place} cannot be written: {error.strerror}; make it writable") from error
    try:
        yield folder
    except OSError as error:
        raise StoreUnavailable(f"{error.filename or place}: {error.strerror or error}; free space or fix it") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _snapshot(database: Path, copy: Path) -> int:
    """SQLite's own online copy: one moment of the file, whoever writes meanwhile."""
    if not database.exists():
        raise ConfigError(f"there is no database {database} to back up")
    try:
        with closing(sqlite3.connect(database)) as theirs, closing(sqlite3.connect(copy)) as ours:
            theirs.backup(ours)
            ours.execute("PRAGMA journal_mode = DELETE")
            return int(ours.execute("SELECT count(*) FROM incidents").fetchone()[0])
    except sqlite3.Error as error:
        raise unavailable(database, error) from error


def _write(archive: Path, snapshot: Path, home: Path) -> int:
    with tarfile.open(archive, "w:gz", compresslevel=3) as out:
        version = __version__.encode()
        told = tarfile.TarInfo(VERSION)
        told.size = len(version)
        out.addfile(told, io.BytesIO(version))
        out.add(snapshot, DATABASE)
        return sum(_add(out, home, name) for name in FOLDERS)


def _add(out: tarfile.TarFile, home: Path, name: str) -> int:
    """Every whole file below the folder; one that retention takes meanwhile is left out."""
    count = 0
    for path in sorted((home / name).rglob("*")):
        if path.is_file() and not path.name.startswith(".tmp-"):
            try:
                out.add(path, path.relative_to(home).as_posix())
            except FileNotFoundError:
                continue
            count += 1
    return count


def _unpack(source: Path, folder: Path) -> None:
    """Plain files below the folder and nothing else: extraction filters are newer than the Python of Debian 12."""
    try:
        with tarfile.open(source) as archive:
            for member in archive:
                _unpack_one(archive, member, folder)
    except FileNotFoundError as error:
        raise InvalidInput(f"there is no backup {source}") from error
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InvalidInput(f"{source} is no backup of Astreinte, or is damaged: {error}") from error


def _unpack_one(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    place = PurePosixPath(member.name)
    body = archive.extractfile(member) if member.isreg() else None
    if body is None or place.is_absolute() or ".." in place.parts or "\0" in member.name:
        raise tarfile.ReadError(f"{member.name!r} is not a plain file below it")
    target = folder / place
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with body, target.open("wb") as out:
        shutil.copyfileobj(body, out)


def _checked(snapshot: Path, source: Path) -> int:
    try:
        with closing(sqlite3.connect(f"{snapshot.as_uri()}?mode=ro", uri=True)) as copy:
            if (said := copy.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
                raise InvalidInput(f"{source} is damaged: {said}")
            return int(copy.execute("SELECT count(*) FROM incidents").fetchone()[0])
    except sqlite3.Error as error:
        raise InvalidInput(f"{source} is no backup of Astreinte, or is damaged: {error}") from error


def _put(unpacked: Path, place: Path) -> int:
    """Every file of the folder into its place; what is there already is the same, by its name."""
    files = [path for path in unpacked.rglob("*") if path.is_file()]
    for path in files:
        target = place / path.relative_to(unpacked)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(target)
    return len(files)
