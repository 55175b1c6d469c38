"""Compiled templates, kept beside Python's own bytecode and by its rules: a command need not compile them again."""

import marshal
import os
import sys
from contextlib import suppress
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from astreinte import __version__

SUFFIX = ".jinja"


class Beside(BytecodeCache):
    """Keeps what the templates of a folder compile to in its `__pycache__`.

    What another source, or another version of Jinja, Python or this package made is not used. Where Python writes no
    bytecode (`PYTHONDONTWRITEBYTECODE`, a folder that cannot be written) nothing is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_bucket(self, environment: jinja2.Environment, name: str, filename: str | None, source: str) -> Bucket:
        del filename
        bucket = Bucket(environment, name, self.get_source_checksum(source))
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError, ValueError, TypeError, EOFError):
            head, kept = _head(bucket), self._path(bucket).read_bytes()
            if kept.startswith(head):
                bucket.code = marshal.loads(kept[len(head) :])  # noqa: S302 - as far trusted as Python's bytecode there

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            code: Any = bucket.code
            with suppress(OSError):
                _write(self._path(bucket), _head(bucket) + marshal.dumps(code))

    def _path(self, bucket: Bucket) -> Path:
        return Path(cache_from_source(str(self._folder / bucket.key))).with_suffix(SUFFIX)


def _head(bucket: Bucket) -> bytes:
    return MAGIC_NUMBER + f"{jinja2.__version__} {__version__} {bucket.checksum}\n".encode()


def _write(path: Path, kept: bytes) -> None:
    """Whole or not at all: another process may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_bytes(kept)
    part.replace(path)
