"""Why the lab cannot run here, in plain words, and what would help."""

import os
import shutil
from pathlib import Path

PROGRAMS = {
    "dockerd": "docker.io",
    "docker": "docker.io",
    "runc": "runc",
    "debootstrap": "debootstrap",
    "iptables": "iptables",
    "ip": "iproute2",
    "unshare": "util-linux",
    "nsenter": "util-linux",
    "mkfs.ext4": "e2fsprogs",
    "supervisord": "supervisor",
    "sshd": "openssh-server",
    "ssh": "openssh-client",
    "sshpass": "sshpass",
    "restic": "restic",
    "git": "git",
    "prometheus": "prometheus",
    "prometheus-alertmanager": "prometheus-alertmanager",
    "prometheus-node-exporter": "prometheus-node-exporter",
    "prometheus-blackbox-exporter": "prometheus-blackbox-exporter",
}
CAPABILITIES = {"CAP_NET_ADMIN": 12, "CAP_SYS_ADMIN": 21}
LONGEST = 60
"""Characters of the lab's folder: paths of sockets below it end at 107."""


def packages() -> list[str]:
    """Debian packages that are not installed here."""
    return sorted({package for program, package in PROGRAMS.items() if not shutil.which(program)})


def missing(root: Path) -> list[str]:
    """One reason a line; empty where the lab can run."""
    if os.geteuid() != 0:
        return ["not root"]
    absent = packages()
    return [
        *([f"not installed: {' '.join(absent)} (make lab-deps)"] if absent else []),
        *(f"no {name}" for name, bit in CAPABILITIES.items() if not _capabilities() >> bit & 1),
        *([] if "overlay" in Path("/proc/filesystems").read_text("utf-8") else ["no overlay filesystem in the kernel"]),
        *([] if Path("/dev/loop-control").exists() else ["no loop devices"]),
        *([f"{root} is longer than {LONGEST} characters"] if len(str(root)) > LONGEST else []),
    ]


def _capabilities() -> int:
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("CapEff")), 16)
