"""A PostgreSQL of Astreinte's own inside the lab, on a socket alone; its programs are those of this machine."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from . import watch
from .space import LabError, fresh, run, wait

USER = "postgres"


def programs() -> Path | None:
    """The folder of Debian's newest server programs; None where there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def start(root: Path) -> None:
    """A new cluster, empty and durable.

    Raises:
        LabError: there is no server here, or it does not come up.
    """
    own, folder = programs(), fresh(root / "queue")
    if own is None:
        raise LabError("no PostgreSQL server here (on Debian: apt-get install postgresql)")
    shutil.chown(folder, USER)
    run(*_as_user(), str(own / "initdb"), "-D", str(folder / "data"), "-U", USER, "-A", "trust", "-E", "UTF8")
    options = ("-c", "listen_addresses=", "-c", "max_connections=200", "-k", str(folder))
    watch.spawn(root, "queue", *_as_user(), str(own / "postgres"), "-D", str(folder / "data"), *options)
    wait(lambda: _answers(root), "the queue's database")


def new(root: Path) -> str:
    """The URL of a database of its own."""
    name = f"site{time.time_ns()}"
    run("createdb", "-h", str(root / "queue"), "-U", USER, name)
    return f"postgresql://{USER}@/{name}?host={root}/queue"


def _answers(root: Path) -> bool:
    ask = ["pg_isready", "-q", "-h", str(root / "queue"), "-U", USER]
    return subprocess.run(ask, check=False, capture_output=True).returncode == 0


def _as_user() -> tuple[str, ...]:
    """PostgreSQL refuses root."""
    return ("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups", "--") if os.geteuid() == 0 else ()
