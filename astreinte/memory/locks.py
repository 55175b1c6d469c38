"""One runner per incident, one writer per file: locks that die with the process, on files that are never unlinked."""

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from astreinte.errors import Busy, StoreUnavailable

POLL = 0.02


class Taken(Exception):
    """Someone else holds the lock; the message is what they wrote into it."""


@contextmanager
def runner_lock(folder: Path, incident: str) -> Generator[None]:
    """Own the incident until the block ends.

    Args:
        folder: the project's `.astreinte/locks`; made when absent.
        incident: the id.

    Raises:
        Busy: another process runs it; names the incident and what to do.
        StoreUnavailable: the lock file cannot be made.
    """
    try:
        with file_lock(folder / f"{quote(incident, safe='')}.lock"):
            yield
    except Taken as taken:
        raise Busy(
            f"{incident} is already being run (by process {taken}); follow it with `astreinte status {incident}`, "
            f"or stop that process and run `astreinte resume {incident}`"
        ) from taken


@contextmanager
def file_lock(path: Path, patience: float = 0.0) -> Generator[None]:
    """Hold an exclusive lock on `path`, waiting for at most `patience` seconds.

    Raises:
        Taken: still held by someone else.
        StoreUnavailable: the lock file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreUnavailable(
            f"lock {str(path)!r} cannot be made: {error.strerror}; make its folder writable"
        ) from error
    try:
        _acquire(handle, time.monotonic() + patience)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                raise Taken(os.pread(handle, 20, 0).decode(errors="replace") or "unknown") from error
            time.sleep(POLL)
        else:
            return
