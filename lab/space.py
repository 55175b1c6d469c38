"""Private network, mount and process namespaces, held by one process: with it the kernel ends all that is inside."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

HOLDER, OWNER = "holder.pid", "owner.pid"
WORD = "lab.holder"
"""What a holder's command line names: no other process is ever ended."""


class LabError(Exception):
    """The lab cannot go on; the message says why."""


def run(*argv: str, check: bool = True, env: Mapping[str, str] | None = None) -> str:
    """A command's output; what it says on failure becomes the message.

    Raises:
        LabError: it failed.
    """
    done = subprocess.run(argv, check=False, capture_output=True, text=True, env={**os.environ, **(env or {})})
    if check and done.returncode:
        raise LabError(
            f"{' '.join(argv[:6])}: exit {done.returncode}: {(done.stderr or done.stdout or '')[-400:].strip()}"
        )
    return done.stdout or ""


def wait(ready: Callable[[], bool], what: str, limit: float = 60) -> float:
    """Seconds until it was so.

    Raises:
        LabError: not within the limit.
    """
    started = time.monotonic()
    while not ready():
        if time.monotonic() - started > limit:
            raise LabError(f"waited {limit:g} s for {what}")
        time.sleep(0.1)
    return time.monotonic() - started


def group(root: Path) -> str:
    """The control group under which the engine of this lab puts its containers."""
    return f"lab-{root.name}"


def holder(root: Path) -> int | None:
    """The process that holds the namespaces of a lab that is up; None where none is."""
    try:
        pid = int((root / HOLDER).read_text("utf-8"))
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if WORD.encode() in words and str(root).encode() in words else None


def orphaned(root: Path) -> bool:
    """Whether a lab is up for a run that is no more: killed, it could not end what it had started."""
    try:
        pid = int((root / OWNER).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return True
    return b"lab" not in words and not any(word.endswith(b"lab/__main__.py") for word in words)


def own(root: Path) -> None:
    """Note that the lab that comes up is there for this process alone."""
    root.mkdir(parents=True, exist_ok=True)
    (root / OWNER).write_text(str(os.getpid()), "utf-8")


def enter(root: Path) -> int:
    """Start the holder; its process id once the lab is up.

    Raises:
        LabError: it did not come up; names its log.
    """
    root.mkdir(parents=True, exist_ok=True)
    ready = root / "ready"
    ready.unlink(missing_ok=True)
    unshare = [
        "unshare",
        "--net",
        "--mount",
        "--pid",
        "--propagation",
        "private",
        "--fork",
        "--mount-proc",
        "--kill-child",
    ]
    log = (root / "holder.log").open("wb")
    held = subprocess.Popen([*unshare, sys.executable, "-m", WORD, str(root)], stdout=log, stderr=log)
    (root / HOLDER).write_text(str(held.pid), "utf-8")
    try:
        wait(lambda: ready.exists() or held.poll() is not None, "the lab to come up", 300)
    except LabError:
        leave(root)
        raise
    if not ready.exists():
        raise LabError(f"the lab did not come up: {(root / 'holder.log').read_text('utf-8', 'replace')[-600:]}")
    return held.pid


def inside(root: Path, *words: str) -> list[str]:
    """The command that runs `python -m lab.inside WORDS` in the namespaces of the holder.

    Raises:
        LabError: no lab is up.
    """
    held = holder(root)
    if held is None:
        raise LabError("no lab is up; `python -m lab up` starts one")
    return [
        "nsenter",
        "-t",
        str(_children(held)[0]),
        "-n",
        "-m",
        "-p",
        sys.executable,
        "-m",
        "lab.inside",
        str(root),
        *words,
    ]


def _children(pid: int) -> list[int]:
    """What `unshare` started: the holder proper; `unshare` itself lets no one ask it to end."""
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()]
    except OSError:
        return []


def leave(root: Path) -> bool:
    """End the holder by its id, and with it everything in its namespaces; sweep what outlives them."""
    held = holder(root)
    if held is not None:
        for each in _children(held):
            os.kill(each, signal.SIGTERM)
        if not _gone(held, 20):
            os.kill(held, signal.SIGKILL)
        _gone(held, 20)
    for name in (HOLDER, OWNER):
        (root / name).unlink(missing_ok=True)
    with suppress(LabError):
        wait(lambda: _swept(root), "the control groups to empty", 20)
    for device in run("losetup", "-nO", "NAME", "-j", str(root / "pgvol.img"), check=False).split():
        run("losetup", "-d", device, check=False)
    return held is not None


def groups(root: Path) -> list[Path]:
    """The control groups of the lab that are there."""
    return [*Path("/sys/fs/cgroup").glob(f"*/{group(root)}"), *Path("/sys/fs/cgroup").glob(group(root))]


def _swept(root: Path) -> bool:
    """Whether the control groups of the lab are gone; those whose processes still end stay for a moment."""
    for folder in groups(root):
        for each in (*sorted(folder.rglob("*/"), reverse=True), folder):
            with suppress(OSError):
                each.rmdir()
    return not groups(root)


def _gone(pid: int, limit: float) -> bool:
    end = time.monotonic() + limit
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        try:
            if os.waitpid(pid, os.WNOHANG)[0]:
                return True
        except ChildProcessError:
            pass
        time.sleep(0.1)
    return not Path(f"/proc/{pid}").exists()


def fill(source: Path, target: Path, **values: object) -> None:
    """Copy a file with `@NAME@` replaced."""
    text = source.read_text("utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
