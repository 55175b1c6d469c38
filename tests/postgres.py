"""A PostgreSQL of the tests' own: a cluster in a folder, reached through its socket alone, gone at the end."""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

USER = "postgres"


def binaries() -> Path | None:
    """The folder of Debian's newest `initdb`, or that on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def cluster() -> Generator[str]:
    """The folder of its socket; the server ends with the block. It refuses root, so it runs as Debian's own user."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if os.getuid() == 0:
            shutil.chown(folder, USER)
        data = f"{folder}/data"
        _run(folder, "initdb", "-D", data, "-U", USER, "-A", "trust", "--no-sync", "-E", "UTF8")
        options = f"-c listen_addresses='' -k {folder} -c fsync=off -c max_connections=60"
        _run(folder, "pg_ctl", "-D", data, "-o", options, "-l", f"{folder}/log", "-w", "start")
        try:
            yield folder
        finally:
            _run(folder, "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _run(folder: str, program: str, *arguments: str) -> None:
    own = binaries()
    assert own is not None
    user = USER if os.getuid() == 0 else None
    subprocess.run([own / program, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=folder, user=user)


def new_database(folder: str) -> str:
    """The URL of a database of its own."""
    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"host={folder} user={USER} dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql://{USER}@/{name}?host={folder}"


@pytest.fixture(scope="session")
def postgres() -> Generator[str]:
    """The socket's folder of a running server; skipped with the reason where none can run."""
    if binaries() is None:
        pytest.skip("no PostgreSQL server here (on Debian: apt-get install postgresql)")
    with cluster() as folder:
        yield folder
