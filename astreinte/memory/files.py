"""Files of a project, changed under a lock and replaced whole: a reader sees the old text or the new one."""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from astreinte.errors import StoreUnavailable

from .locks import Taken, file_lock

PATIENCE = 10.0
LOCKS = Path(".astreinte") / "locks"


class ProjectFolder:
    """Edits below one project folder. Bytes that are not UTF-8 come back out as they went in."""

    def __init__(self, project: Path) -> None:
        self.project = project.resolve()
        self._lock = self.project / LOCKS / "project.lock"

    def edit(self, path: Path, change: Callable[[str], str]) -> None:
        """Replace the file by what `change` makes of its text (empty when absent); an unchanged text is not written.

        Raises:
            StoreUnavailable: with the path, the reason and what to do.
        """
        try:
            with file_lock(self._lock, PATIENCE):
                before = _read(path)
                after = change(before)
                if after != before or not path.exists():
                    _replace(path.resolve(), after)
        except Taken as taken:
            raise StoreUnavailable(
                f"{path}: process {taken} holds {self._lock} for more than {PATIENCE:.0f} s"
            ) from taken
        except OSError as error:
            reason = error.strerror or str(error)
            raise StoreUnavailable(f"{path} cannot be written: {reason}; make it writable or free its disk") from error

    def read(self, path: Path) -> str:
        """The text of a file, empty when it is absent or cannot be read."""
        try:
            return _read(path)
        except OSError:
            return ""

    def shown(self, path: Path) -> str:
        """The path below the project, or the whole path of what lies elsewhere."""
        path = path.absolute()
        return path.relative_to(self.project).as_posix() if path.is_relative_to(self.project) else str(path)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise
