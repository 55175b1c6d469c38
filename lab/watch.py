"""Everything of the lab that is no container: the host's services, monitoring, visitors, Astreinte itself."""

import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from astreinte.config.documents import merge, read_yaml

from .space import fill, fresh, run, wait

HERE = Path(__file__).resolve().parent
FILES = HERE / "files"
LEDGER = 18030
PASSWORD = "lab"  # noqa: S105 - of a repository that holds random bytes


def host(root: Path) -> None:
    """Supervised services, a resolver for their names, an sshd."""
    values = {"LAB": root, "PYTHON": sys.executable}
    shutil.copytree(FILES, root / "files", dirs_exist_ok=True)
    keys = fresh(root / "sshd")
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(keys / "host_key"))
    fill(FILES / "sshd_config", keys / "config", **values)
    fill(FILES / "supervisord.conf", root / "supervisord.conf", **values)
    spawn(root, "names", sys.executable, str(FILES / "names.py"))
    run("supervisord", "-c", str(root / "supervisord.conf"))


def depots(root: Path) -> None:
    """A restic repository with one snapshot, a git repository without a secret."""
    depot = fresh(root / "depot")
    (depot / "data").mkdir()
    (depot / "data" / "blob").write_bytes(os.urandom(3_000_000))
    (depot / "password").write_text(PASSWORD + "\n", "utf-8")
    restic = ("restic", "-q", "-r", str(depot / "repo"), "--password-file", str(depot / "password"), "--no-cache")
    run(*restic, "init")
    run(*restic, "backup", str(depot / "data"))
    repo = fresh(root / "vitrine")
    run("git", "init", "-q", "-b", "main", str(repo))
    run("git", "-C", str(repo), "config", "user.name", "lab")
    run("git", "-C", str(repo), "config", "user.email", "lab@localhost")
    (repo / "index.html").write_text("<h1>Shop</h1>\n", "utf-8")
    run("git", "-C", str(repo), "add", "-A")
    run("git", "-C", str(repo), "commit", "-q", "-m", "A first page")


def prometheus(root: Path, ledger: int = LEDGER) -> None:
    """Its configuration, with the port at which the ledger is scraped."""
    fill(FILES / "prometheus.yml", root / "prometheus.yml", LAB=root, LEDGER=ledger)


def scrapes(root: Path, ledger: int) -> None:
    """Where Prometheus looks for the ledger; a reload that changes nothing would lose the ends of alerts."""
    before = (root / "prometheus.yml").read_text("utf-8")
    prometheus(root, ledger)
    if before != (root / "prometheus.yml").read_text("utf-8"):
        run("curl", "-sf", "-X", "POST", "http://127.0.0.1:19090/-/reload")


def monitoring(root: Path) -> None:
    fresh(root / "textfile")
    prometheus(root)
    fill(FILES / "rules.yml", root / "rules.yml", LAB=root)
    fill(FILES / "alertmanager.yml", root / "alertmanager.yml", LAB=root)
    listen = "--web.listen-address=127.0.0.1:"
    mounts = "--collector.filesystem.mount-points-exclude=^/(dev|proc|sys|run)($|/)"
    kept, folders = f"{root}/prometheus.yml", (fresh(root / "tsdb"), fresh(root / "alertmanager"))
    spawn(root, "checks", sys.executable, str(FILES / "checks.py"), str(root))
    spawn(
        root,
        "node",
        "prometheus-node-exporter",
        f"{listen}19100",
        mounts,
        f"--collector.textfile.directory={root}/textfile",
    )
    spawn(
        root, "blackbox", "prometheus-blackbox-exporter", "--config.file=/etc/prometheus/blackbox.yml", f"{listen}19115"
    )
    spawn(
        root, "alertmanager", "prometheus-alertmanager", f"--config.file={root}/alertmanager.yml",
        f"--storage.path={folders[1]}", f"{listen}19093", "--web.external-url=http://127.0.0.1:19093",
        "--cluster.listen-address=",
    )  # fmt: skip
    spawn(
        root, "prometheus", "prometheus", f"--config.file={kept}", f"--storage.tsdb.path={folders[0]}",
        f"{listen}19090", "--web.external-url=http://127.0.0.1:19090", "--web.enable-lifecycle",
    )  # fmt: skip
    wait(lambda: answers("http://127.0.0.1:19090/-/ready") == 200, "Prometheus")  # noqa: PLR2004
    wait(lambda: answers("http://127.0.0.1:19093/-/ready") == 200, "Alertmanager")  # noqa: PLR2004


def visitors(root: Path) -> None:
    spawn(root, "load", sys.executable, str(FILES / "load.py"))


def astreinte(root: Path, more: Path | None = None, own: Mapping[str, Any] | None = None) -> None:
    """A project of its own, and its web door; nothing of an earlier one is left. `more` and `own` add settings."""
    stop(root, "serve")
    site = fresh(root / "site")
    settings = site / "astreinte.yaml"
    fill(FILES / "astreinte.yaml", settings, LAB=root)
    added = merge(read_yaml(more) if more is not None else {}, dict(own or {}))
    if added:
        settings.write_text(yaml.safe_dump(merge(read_yaml(settings), added), sort_keys=False), "utf-8")
    spawn(root, "serve", sys.executable, "-m", "astreinte", "serve", "--port", "18484", cwd=site)
    wait(lambda: answers("http://127.0.0.1:18484/readyz") == 200, "astreinte serve")  # noqa: PLR2004


def spawn(root: Path, name: str, *argv: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> None:
    path = os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    own = {**os.environ, "PYTHONPATH": path, **(env or {})}
    with (root / "logs" / f"{name}.log").open("ab") as log:
        held = subprocess.Popen(argv, cwd=cwd, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=own)
    (root / "run" / f"{name}.pid").write_text(str(held.pid), "utf-8")


def known(root: Path, name: str) -> int | None:
    """The process id of what `spawn` started last under that name."""
    path = root / "run" / f"{name}.pid"
    return int(path.read_text("utf-8")) if path.exists() else None


def stop(root: Path, name: str) -> None:
    """End a process that `spawn` started, by its id."""
    if (pid := known(root, name)) is None:
        return
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        wait(lambda: not _lives(pid), f"{name} to end", 40)
    (root / "run" / f"{name}.pid").unlink()


def _lives(pid: int) -> bool:
    """Whether it runs; one that has ended and that nobody has asked about yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def answers(url: str, limit: float = 3) -> int:
    """The status of a page; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=limit) as page:
            return int(page.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
