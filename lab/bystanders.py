"""What must stay as it was: containers, supervised services, packet filter, repositories."""

from pathlib import Path

from . import cluster
from .faults import Fault
from .space import run

Listing = dict[str, str]


def listing(root: Path) -> Listing:
    """State by name, of everything within the lab."""
    containers = run("docker", "ps", "-a", "--format", "{{.Names}} {{.State}} {{.Networks}}").splitlines()
    containers = [line for line in containers if not line.startswith("k8s_")]  # pods: their workloads are compared
    services = run("supervisorctl", "-c", f"{root}/supervisord.conf", "status", check=False).splitlines()
    rules = [line for line in run("iptables", "-S").splitlines() if " -d 172." not in line]
    return {
        **{f"container {line.split()[0]}": line for line in containers},
        **{f"service {line.split()[0]}": line.split()[1] for line in services},
        "packet filter": "\n".join(rules),
        "resolver": Path("/etc/resolv.conf").read_text("utf-8"),
        **cluster.state(root),
        "vitrine": run("git", "-C", f"{root}/vitrine", "rev-parse", "HEAD"),
    }


def changed(fault: Fault, before: Listing, after: Listing) -> list[str]:
    """What differs and is no part of the fault; containment that was not lifted shows here."""
    own = {
        f"{kind} {name}"
        for right in fault.rights
        for name in right.components
        for kind in ("container", "service", "workload")
    }
    own |= {"vitrine"} if "vitrine" in own or any("vitrine" in right.components for right in fault.rights) else set()
    names = sorted(before.keys() | after.keys())
    return [name for name in names if before.get(name) != after.get(name) and name not in own]
