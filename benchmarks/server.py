"""A PostgreSQL of a benchmark's own, where its programs are installed: durable, and on a socket alone."""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

USER = "postgres"


def programs() -> Path | None:
    """The folder of `initdb`: Debian's newest, or that on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def databases() -> Generator[Callable[[], str] | None]:
    """What makes a database and gives its URL; None where there is no PostgreSQL. The server ends with the block."""
    if (own := programs()) is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if os.getuid() == 0:
            shutil.chown(folder, USER)
        run = _Run(own, folder)
        run("initdb", "-D", f"{folder}/data", "-U", USER, "-A", "trust", "-E", "UTF8")
        options = f"-c listen_addresses='' -k {folder} -c max_connections=60"
        run("pg_ctl", "-D", f"{folder}/data", "-o", options, "-l", f"{folder}/log", "-w", "start")
        try:
            yield lambda: _made(run, folder)
        finally:
            run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")


class _Run:
    """Runs a program of PostgreSQL, which refuses root, as Debian's own user."""

    def __init__(self, own: Path, folder: str) -> None:
        self._own, self._folder = own, folder
        self._user = USER if os.getuid() == 0 else None

    def __call__(self, program: str, *arguments: str) -> None:
        quiet = subprocess.DEVNULL
        command = [self._own / program, *arguments]
        subprocess.run(command, check=True, stdout=quiet, stderr=quiet, cwd=self._folder, user=self._user)


def _made(run: _Run, folder: str) -> str:
    name = f"b{uuid.uuid4().hex[:12]}"
    run("createdb", "-h", folder, "-U", USER, name)
    return f"postgresql://{USER}@/{name}?host={folder}"
