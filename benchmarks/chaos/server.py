"""A PostgreSQL that can be restarted, with databases by the dozen."""

import os
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path

import psycopg

from tests.postgres import USER, binaries


class Server:
    """Started at once; `stop` removes it. It writes to disk as a real one does unless told otherwise."""

    def __init__(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="chaos-pg")
        if os.getuid() == 0:
            shutil.chown(self._folder, USER)
        self._run("initdb", "-D", self._data, "-U", USER, "-A", "trust", "--no-sync", "-E", "UTF8")
        self._start()

    @property
    def _data(self) -> str:
        return f"{self._folder}/data"

    def _start(self) -> None:
        options = f"-c listen_addresses='' -k {self._folder} -c max_connections=100"
        self._run("pg_ctl", "-D", self._data, "-o", options, "-l", f"{self._folder}/log", "-w", "start")

    def restart(self, mode: str = "fast") -> None:
        """`fast` ends every session in order; `immediate` is a crash, with recovery."""
        self._run("pg_ctl", "-D", self._data, "-m", mode, "-w", "stop")
        self._start()

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def database(self, template: str = "template1") -> str:
        """The URL of a new database, as `template` is."""
        name = f"t{uuid.uuid4().hex[:12]}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return f"postgresql://{USER}@/{name}?host={self._folder}"

    def drop(self, url: str) -> None:
        self._do(f"DROP DATABASE {name_of(url)} WITH (FORCE)")

    def _do(self, statement: str) -> None:
        with psycopg.connect(f"host={self._folder} user={USER} dbname=postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        own = binaries()
        if own is None:
            raise SystemExit("no PostgreSQL server here (on Debian: apt-get install postgresql)")
        user = USER if os.getuid() == 0 else None
        done = subprocess.run(
            [Path(own) / program, *arguments], check=False, stdout=subprocess.DEVNULL, cwd=self._folder, user=user
        )
        if done.returncode:
            raise SystemExit(f"{program} failed; its log is {self._folder}/log")


def name_of(url: str) -> str:
    return url.split("@/", 1)[1].split("?", 1)[0]
