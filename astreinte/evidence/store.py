"""Bodies of readings, kept once each under the hash of their text."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Protocol

from astreinte.errors import IntegrityError, StoreUnavailable


class Store(Protocol):
    def put(self, text: str) -> str:
        """Keep the text and return its digest, 64 hexadecimal digits. The same text is kept once.

        Raises:
            StoreUnavailable: it cannot be written; the message names path and reason.
        """
        ...

    def get(self, digest: str) -> str:
        """The text that `put` returned this digest for.

        Raises:
            IntegrityError: there is none, or it no longer matches its digest.
            StoreUnavailable: it is there and cannot be read.
        """
        ...


def digest_of(text: str) -> str:
    """SHA-256 over UTF-8; lone surrogates, which no encoding holds, count as `?`."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


class Droppable(Protocol):
    def drop(self, digest: str, before: datetime) -> int:
        """Let go of a body that was last kept before then; the bytes that it took, 0 where it stays or is not there.

        Raises:
            StoreUnavailable: it cannot be removed.
        """
        ...


class MemoryStore:
    """A store that lives as long as its process; tests and dry replays use it."""

    def __init__(self) -> None:
        self._bodies: dict[str, str] = {}

    def put(self, text: str) -> str:
        digest = digest_of(text)
        self._bodies[digest] = text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
        return digest

    def get(self, digest: str) -> str:
        try:
            return self._bodies[digest]
        except KeyError:
            raise IntegrityError(f"no evidence body {digest[:12]!r} in memory; it was never stored") from None


class FileStore:
    """A folder of bodies, `ab/cdef…`, readable by their owner alone."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, text: str) -> str:
        body = text.encode("utf-8", "replace")
        digest = hashlib.sha256(body).hexdigest()
        path = self._path(digest)
        try:
            if not path.exists() or path.read_bytes() != body:
                self._write(path, body)
            else:
                path.touch()
        except OSError as error:
            raise StoreUnavailable(
                f"evidence cannot be written to {path.parent}: {error.strerror or error}; free space or fix its rights"
            ) from error
        return digest

    def get(self, digest: str) -> str:
        path = self._path(digest)
        try:
            body = path.read_bytes()
        except FileNotFoundError as error:
            raise IntegrityError(f"evidence body {digest[:12]!r} is gone: no file {path}") from error
        except OSError as error:
            raise StoreUnavailable(f"evidence cannot be read from {path}: {error.strerror or error}") from error
        if hashlib.sha256(body).hexdigest() != digest:
            raise IntegrityError(f"evidence body {path} does not match its hash: it was changed after it was stored")
        return body.decode("utf-8", "replace")

    def drop(self, digest: str, before: datetime) -> int:
        """See `Droppable.drop`."""
        path = self._path(digest)
        try:
            stat = path.stat()
            if stat.st_mtime >= before.timestamp():
                return 0
            path.unlink()
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise StoreUnavailable(f"evidence cannot be removed from {path}: {error.strerror or error}") from error
        return stat.st_size

    def _path(self, digest: str) -> Path:
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):  # noqa: PLR2004
            raise IntegrityError(f"{digest[:80]!r} is no digest: 64 hexadecimal digits are")
        return self._root / digest[:2] / digest[2:]

    def _write(self, path: Path, body: bytes) -> None:
        for folder in (self._root, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
            os.replace(name, path)  # noqa: PTH105
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
