"""The first process of the namespaces: brings the platform up, then waits to be ended. `python -m lab.holder ROOT`."""

import os
import signal
import sys
from pathlib import Path

from . import chain, engine, rootfs, watch
from .space import fresh, run

RESOLVER = "nameserver 127.0.0.53\n"


def private(root: Path) -> None:
    """Loopback up, and copies of what the machine has once: `/run`, `/etc`."""
    run("ip", "link", "set", "lo", "up")
    run("mount", "-t", "tmpfs", "lab", "/run")
    Path("/run/sshd").mkdir()
    layer = fresh(root / "etc")
    for name in ("upper", "work"):
        (layer / name).mkdir()
    run("mount", "-t", "overlay", "-o", f"lowerdir=/etc,upperdir={layer}/upper,workdir={layer}/work", "lab", "/etc")
    Path("/etc/resolv.conf").unlink(missing_ok=True)
    for path in (Path("/etc/resolv.conf"), root / "resolv.good"):
        path.write_text(RESOLVER, "utf-8")


def bring_up(root: Path) -> None:
    os.environ["DOCKER_HOST"] = f"unix://{root}/docker.sock"
    for name in ("run", "logs"):
        fresh(root / name)
    private(root)
    engine.start(root)
    engine.images(root)
    engine.remove_all()
    chain.release(root)
    chain.volume(root)
    watch.host(root)
    chain.start(root)
    watch.depots(root)
    watch.astreinte(root)
    watch.monitoring(root)
    watch.visitors(root)


def _end(number: int, frame: object) -> None:
    del number, frame
    sys.exit(0)


def main() -> None:
    root = Path(sys.argv[1])
    signal.signal(signal.SIGTERM, _end)
    rootfs.ensure(root)
    bring_up(root)
    (root / "ready").touch()
    while True:
        try:
            os.wait()
        except ChildProcessError:
            signal.pause()


if __name__ == "__main__":
    main()
