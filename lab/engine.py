"""A dockerd of the lab's own, and the one image that its containers share."""

import shutil
import subprocess
from pathlib import Path

from .space import LabError, group, run, wait

HERE = Path(__file__).resolve().parent
BASE = "lab/debian:12"


def start(root: Path) -> None:
    """Start it and wait until it answers.

    Raises:
        LabError: it did not; the message ends with its log.
    """
    runtime, log = root / "runtime", root / "logs" / "dockerd.log"
    shutil.copy(HERE / "runtime.py", runtime)
    runtime.chmod(0o755)
    for left in (root / "docker.pid", root / "docker.sock"):
        left.unlink(missing_ok=True)
    shutil.rmtree(root / "exec", ignore_errors=True)
    options = [
        "-H", f"unix://{root}/docker.sock", "--data-root", f"{root}/docker", "--exec-root", f"{root}/exec",
        "--pidfile", f"{root}/docker.pid", "--storage-driver", "overlay2", "--cgroup-parent", f"/{group(root)}",
        "--exec-opt", "native.cgroupdriver=cgroupfs", "--add-runtime", f"lab={runtime}", "--default-runtime", "lab",
    ]  # fmt: skip
    with log.open("wb") as out:
        subprocess.Popen(["dockerd", *options], stdout=out, stderr=out)
    try:
        wait(answers, "dockerd", 60)
    except LabError as error:
        raise LabError(f"{error}: {log.read_text('utf-8', 'replace')[-400:]}") from error


def answers() -> bool:
    return subprocess.run(["docker", "version"], check=False, capture_output=True).returncode == 0


def has(image: str) -> bool:
    return subprocess.run(["docker", "image", "inspect", image], check=False, capture_output=True).returncode == 0


def images(root: Path) -> None:
    """Import the tree once; everything of the shop is mounted into it."""
    if has(BASE):
        return
    tree = [
        "tar",
        "-C",
        str(root / "rootfs"),
        "--exclude=./proc/*",
        "--exclude=./sys/*",
        "--exclude=./dev/*",
        "-c",
        ".",
    ]
    with subprocess.Popen(tree, stdout=subprocess.PIPE) as packed:
        subprocess.run(["docker", "import", "-", BASE], stdin=packed.stdout, check=True, stdout=subprocess.DEVNULL)


def remove_all() -> None:
    """Every container of this engine, which is the lab's alone."""
    if names := run("docker", "ps", "-aq").split():
        run("docker", "rm", "-f", "-v", *names)
