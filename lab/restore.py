"""The platform as it was before a fault, whatever the fault, its fix or an error half-way left of it."""

from pathlib import Path

from . import chain, cluster, engine, watch
from .space import LabError, run, wait

PAGES = (
    "http://127.0.0.1:18000/",
    "http://127.0.0.1:18001/",
    "http://127.0.0.1:18020/",
    "http://127.0.0.1:18030/",
)
HEALTHY = 200
PATIENCE = 90.0
"""Seconds that the platform may need to answer again before it is made anew."""


def restore(root: Path) -> None:
    """Undo what is known to change; where that is not enough, make the containers and their data anew.

    Raises:
        LabError: the platform does not answer even so.
    """
    pause(root)
    try:
        reset(root)
        wait(healthy, "the platform to answer", PATIENCE)
    except LabError:
        rebuild(root)
        wait(healthy, "the platform to answer once made anew", PATIENCE)


def pause(root: Path) -> None:
    """No effect meets the platform while it is put back."""
    marker = root / "site" / ".astreinte" / "pause"
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.write_text("the lab puts its platform back\n", "utf-8")


def healthy() -> bool:
    return all(watch.answers(page) == HEALTHY for page in PAGES)


def reset(root: Path) -> None:
    """Whatever the faults and the fixes for them change."""
    _host(root)
    for path in (root / "pgvol" / "spool").iterdir():
        path.unlink()
    for name in ("pg", "redis", "front"):
        if not chain.running(name):
            run("docker", "start", name)
    chain.writes(root, 0)
    wait(chain.database_answers, "the database")
    if not chain.as_released(root) or not chain.running("app"):
        chain.release(root)
        chain.app(root)
    chain.limit_app()
    _depots(root)
    watch.scrapes(root, watch.LEDGER)
    if cluster.up(root):
        cluster.restore(root)
    chain.forget(root)


def rebuild(root: Path) -> None:
    """The containers from nothing, with an empty database."""
    engine.remove_all()
    _host(root)
    run("rm", "-rf", "--one-file-system", f"{root}/pgvol/d", f"{root}/pgvol/spool")
    for name in ("d", "spool"):
        (root / "pgvol" / name).mkdir()
    chain.release(root)
    chain.start(root)
    _depots(root)
    watch.scrapes(root, watch.LEDGER)


def _host(root: Path) -> None:
    run("iptables", "-F", "DOCKER-USER")
    run("iptables", "-A", "DOCKER-USER", "-j", "RETURN")
    Path("/etc/resolv.conf").write_text((root / "resolv.good").read_text("utf-8"), "utf-8")


def _depots(root: Path) -> None:
    if any(" 0" not in line for name in ("backup", "secrets") for line in _measured(root, name)):
        watch.depots(root)
        (root / "run" / "check-backup").touch()


def _measured(root: Path, name: str) -> list[str]:
    return (root / "textfile" / f"{name}.prom").read_text("utf-8").splitlines()
