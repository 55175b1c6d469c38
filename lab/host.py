"""Incidents on this host, caused for real and mended by Astreinte: `python -m lab.host bad-setting --keep DIR`.

Everything runs in private network and mount namespaces: when the command ends, the kernel drops its processes, its
packet filter and its mounts. Needs root and Debian's `supervisor` and `iptables`.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

PORT = 8081
HERE = Path(__file__).resolve().parent
INSIDE = "LAB_INSIDE"
GOOD = "[wiki]\nport = {port}\nworkers = 4\ndata = {root}/data\n"
SUPERVISOR = """[unix_http_server]
file = {root}/supervisor.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl = unix://{root}/supervisor.sock
[supervisord]
logfile = {root}/supervisord.log
pidfile = {root}/supervisord.pid
[program:wiki]
command = {python} {service} {root}/conf/wiki.ini
autorestart = true
startretries = 2
startsecs = 1
redirect_stderr = true
stdout_logfile = {root}/logs/wiki.log
"""
SETTINGS = """language: fr
user: {{name: Camille, timezone: Europe/Paris, hours: "09:00-18:00"}}
services:
  wiki:
    domain: lxc
    probe: "http://127.0.0.1:{port}/"
    manager: supervisor
    unit: wiki
    port: {port}
    logs: [{root}/logs/wiki.log]
    paths: [{root}/data]
    repo: {root}/conf
    config: [{root}/conf/wiki.ini]
    safe_to_free: ["{root}/data/cache/*.tmp"]
sources:
  host: {{supervisor: {root}/supervisord.conf}}
"""


def missing() -> list[str]:
    """Why the lab cannot run here, in plain words; empty when it can."""
    reasons = [] if os.geteuid() == 0 else ["not root"]
    tools = {
        "supervisord": "supervisor",
        "iptables": "iptables",
        "unshare": "util-linux",
        "ip": "iproute2",
        "git": "git",
    }
    return reasons + [
        f"{tool} is not installed (apt-get install {package})"
        for tool, package in tools.items()
        if not shutil.which(tool)
    ]


def run(*argv: str) -> None:
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)


def git(root: Path, *argv: str) -> None:
    who = ("-c", "user.name=lab", "-c", "user.email=lab@localhost", "-c", "init.defaultBranch=main")
    run("git", "-C", str(root / "conf"), *who, *argv)


def configure(root: Path, text: str, message: str) -> None:
    (root / "conf" / "wiki.ini").write_text(text, encoding="utf-8")
    git(root, "add", "wiki.ini")
    git(root, "commit", "-q", "-m", message)


def lay(root: Path) -> None:
    """The service, its repository, its supervisor and the project's settings."""
    for name in ("conf", "logs", "data"):
        (root / name).mkdir(parents=True, exist_ok=True)
    run("mount", "-t", "tmpfs", "-o", "size=4m", "wikidata", str(root / "data"))
    (root / "data" / "cache").mkdir()
    git(root, "init", "-q")
    configure(root, GOOD.format(port=PORT, root=root), "Configure the wiki")
    shutil.copy(HERE / "service.py", root / "service.py")
    values = {"root": root, "python": sys.executable, "service": root / "service.py", "port": PORT}
    (root / "supervisord.conf").write_text(SUPERVISOR.format(**values), encoding="utf-8")
    (root / "astreinte.yaml").write_text(SETTINGS.format(**values), encoding="utf-8")
    run("supervisord", "-c", str(root / "supervisord.conf"))
    wait(lambda: answers() == "200", "the wiki to answer")


def answers() -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=1) as page:
            return str(page.status)
    except urllib.error.HTTPError as error:
        return str(error.code)
    except OSError as error:
        return type(error).__name__


def wait(ready: Callable[[], bool], what: str, limit: float = 20) -> None:
    end = time.monotonic() + limit
    while not ready():
        if time.monotonic() > end:
            sys.exit(f"lab: waited {limit:g} s for {what}")
        time.sleep(0.2)


def bad_setting(root: Path) -> None:
    """A committed setting that the service cannot read: it crashes until its supervisor gives up."""
    configure(root, GOOD.format(port=PORT, root=root).replace("workers = 4", "workers = quatre"), "Tune the workers")
    subprocess.run(
        ["supervisorctl", "-c", str(root / "supervisord.conf"), "restart", "wiki"], check=False, capture_output=True
    )
    wait(lambda: answers() != "200", "the wiki to fail")
    time.sleep(6)


def full_disk(root: Path) -> None:
    """A cache that nobody prunes fills the small filesystem of the data."""
    for number in range(40):
        try:
            (root / "data" / "cache" / f"render-{number:02}.tmp").write_bytes(os.urandom(128 * 1024))
        except OSError:
            break
    wait(lambda: answers() == "500", "the wiki to fail")


def blocked_port(root: Path) -> None:
    """A packet filter rule drops what arrives for the service."""
    del root
    run("iptables", "-A", "INPUT", "-p", "tcp", "--dport", str(PORT), "-j", "DROP")
    wait(lambda: answers() != "200", "the wiki to fail")


FAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "bad-setting": (bad_setting, "Le wiki ne répond plus"),
    "full-disk": (full_disk, "Le wiki répond en erreur 500"),
    "blocked-port": (blocked_port, "Le wiki ne répond plus"),
}


def inside(fault: str, root: Path, keep: Path | None, extra: list[str]) -> int:
    run("ip", "link", "set", "lo", "up")
    run("mount", "--make-rprivate", "/")
    lay(root)
    inject, title = FAULTS[fault]
    inject(root)
    code = declare(root, "wiki", title, keep, extra)
    print(f"lab: the wiki answers {answers()}; exit code {code}", file=sys.stderr)
    return code


def declare(root: Path, service: str, title: str, keep: Path | None, extra: list[str]) -> int:
    """Declare the incident, let it run to its end and record it; the exit code of the declaration."""
    command = [sys.executable, "-m", "astreinte"]
    declared = subprocess.run(
        [*command, "declare", title, "--service", service, "--no-input", *extra], cwd=root, check=False
    )
    listed = subprocess.run([*command, "list", "--json"], cwd=root, check=True, capture_output=True, text=True).stdout
    incident = listed.split('"id": "', 1)[1].split('"', 1)[0]
    if keep is not None:
        arguments = ["record", incident, "--to", str(keep.parent), "--name", keep.name]
        subprocess.run([*command, *arguments], cwd=root, check=True)
    return declared.returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fault", choices=sorted(FAULTS))
    parser.add_argument(
        "--root", type=Path, default=Path("/var/lib/astreinte-lab"), help="folder of the lab, emptied first"
    )
    parser.add_argument("--keep", type=Path, help="record the incident as this scenario folder")
    options, extra = parser.parse_known_args()
    if reasons := missing():
        print("lab: cannot run here: " + "; ".join(reasons), file=sys.stderr)
        return 2
    if os.environ.get(INSIDE):
        return inside(options.fault, options.root, options.keep.resolve() if options.keep else None, extra)
    shutil.rmtree(options.root, ignore_errors=True)
    options.root.mkdir(parents=True)
    child = ["unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"]
    command = [*child, sys.executable, "-m", "lab.host", *sys.argv[1:]]
    return subprocess.run(command, check=False, env={**os.environ, INSIDE: "1"}).returncode


if __name__ == "__main__":
    sys.exit(main())
