"""Real faults, each with what a right answer to it is. What is injected is undone by Astreinte, then by `reset`."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import chain, watch
from .attacks import brute_force, corrupt_backup, expose_secret
from .placing import absent_image, lost_label
from .space import run, wait

Do = Callable[[Path], None]


@dataclass(frozen=True)
class Right:
    """What an incident of the fault has to come to. `effects` is every effect that may be applied, and to what."""

    causes: tuple[str, ...]
    components: tuple[str, ...]
    effects: tuple[tuple[str, str], ...]
    lead: str = "forge"
    severity: tuple[str, ...] = ("HAUTE",)
    variant: str = "infra"
    state: str = "resolved"
    asks: bool = False


@dataclass(frozen=True)
class Fault:
    """`rights` holds one answer an incident. `approves`: a person at a terminal says yes when asked.

    `cluster`: a Kubernetes node is brought up for it.
    """

    name: str
    what: str
    inject: Do
    rights: tuple[Right, ...]
    approves: bool = False
    quick: bool = False
    cluster: bool = False


def oom(root: Path) -> None:
    """A report that needs more memory than the container may have."""
    del root
    threading.Thread(target=watch.answers, args=("http://127.0.0.1:18001/hoard", 10), daemon=True).start()
    wait(lambda: not chain.running("app"), "the app to be killed")


def bad_setting(root: Path) -> None:
    """A committed setting that the app cannot read."""
    broken = chain.SETTINGS.replace("workers = 4", "workers = quatre")
    chain.commit(root / "release", "Tune the workers", {"app.ini": broken})
    run("docker", "restart", "-t", "1", "app")


def full_disk(root: Path) -> None:
    """A spool that nobody prunes fills the volume of the database."""
    for number in range(400):
        try:
            (root / "pgvol" / "spool" / f"export-{number:03}.tmp").write_bytes(os.urandom(1 << 20))
        except OSError:
            return


def blocked_port(root: Path) -> None:
    """A rule of the packet filter drops what goes to the database."""
    del root
    run("iptables", "-I", "DOCKER-USER", "-p", "tcp", "--dport", "5432", "-j", "DROP")


def broken_names(root: Path) -> None:
    """The host asks a resolver that is not there."""
    del root
    Path("/etc/resolv.conf").write_text("nameserver 127.0.0.9\noptions timeout:1 attempts:1\n", "utf-8")


def starved_cpu(root: Path) -> None:
    del root
    run("docker", "update", "--cpus", "0.02", "app")


def starved_io(root: Path) -> None:
    """The database may write less than its visitors need."""
    chain.writes(root, 8192)


def bad_release(root: Path) -> None:
    """A release that asks an order for a key that it does not have."""
    text = chain.FILES.joinpath("order.py").read_text("utf-8")
    broken = text.replace('sum(order["items"])', 'sum(order["items"]) if order["customer_id"] else 0')
    chain.commit(root / "release", "Price by customer", {"order.py": broken})
    run("docker", "restart", "-t", "1", "app")


def wrong_scrape(root: Path) -> None:
    """Monitoring looks for the ledger at a port where it never was; the ledger is well."""
    watch.scrapes(root, watch.LEDGER + 1)


def passing(root: Path) -> None:
    """The front door goes down and, once the alert is out, comes up again by itself."""
    del root
    run("docker", "stop", "-t", "1", "front")
    threading.Thread(target=_comes_back, daemon=True).start()


def _comes_back() -> None:
    try:
        wait(lambda: "active" in run("curl", "-s", "http://127.0.0.1:19093/api/v2/alerts", check=False), "an alert", 40)
    finally:
        run("docker", "start", "front")


def red_herring(root: Path) -> None:
    """A harmless release a moment before the volume of the database fills up."""
    chain.commit(root / "release", "Say who to call", {"README.md": "Call Camille.\n"})
    run("docker", "restart", "-t", "1", "app")
    full_disk(root)


def two_at_once(root: Path) -> None:
    oom(root)
    broken_names(root)


def tight_limit(root: Path) -> None:
    """The container may have so little that twice as much is not enough either."""
    chain.app(root, memory="9m")


MEMORY = (("set-resources", "app"), ("restart", "app"), ("start", "app"), ("isolate-network", "app"))
SPACE = (("free-disk", "pg"), ("restart", "pg"), ("start", "pg"), ("restart", "app"))
UNDO = (("rollout-undo", "app"), ("restart", "app"), ("start", "app"), ("isolate-network", "app"), ("stop", "app"))
CRITICAL = ("CRITIQUE", "HAUTE")
CHAIN = ("app", "front")
KILLED = Right(("oom-killed",), ("app",), MEMORY, severity=CRITICAL)
FULL = Right(("disk-full", "volume-full"), ("pg",), SPACE)
NAMES = Right(("dns-client-misconfigured",), ("digest",), (("set-resolver", "digest"),))
REFUSED = Right(("config-invalid",), ("app",), UNDO, severity=CRITICAL)
BLOCKED = Right(("firewall-blocking",), ("pg", *CHAIN), (("firewall-allow", "pg"),))
STARVED = Right(("cpu-throttled",), ("app",), (("set-resources", "app"),), severity=CRITICAL)
QUEUED = Right(("disk-io-saturation",), ("pg", *CHAIN), (), state="waiting", asks=True)
RELEASE = Right(("deploy-regression",), ("app",), UNDO)
DAMAGED = Right(
    ("backup-corrupted",),
    ("depot",),
    tuple((action, "depot") for action in ("run-backup", "verify-backup", "repair-repository", "preserve-evidence")),
    lead="phoenix",
    variant="data",
    asks=True,
)
GUESSED = Right(
    ("ssh-brute-force",),
    ("bastion",),
    (("firewall-block", "bastion"), ("preserve-evidence", "bastion")),
    lead="vault",
    variant="security",
)
LEAKED = Right(
    ("secret-exposed",),
    ("vitrine",),
    (("preserve-evidence", "vitrine"),),
    lead="vault",
    variant="security",
    state="waiting",
    asks=True,
)
UNSEEN = Right(
    ("scrape-target-down", "false-alert"), ("ledger", "prometheus"), (), lead="hawk", state="waiting", asks=True
)
PASSED = Right(("already-recovered", "no-fault"), (*CHAIN, "digest"), ())
"""Nothing is at fault any more: the component is the one that noticed first."""

UNPLACED = Right(("node-selector-mismatch",), ("board",), (("label-node", "node1"),), lead="helm")
UNPULLED = Right(("image-reference-incorrect",), ("board",), (("rollout-undo", "board"),), lead="helm")
LIST = (
    Fault("oom", "the kernel kills the app", oom, (KILLED,), quick=True),
    Fault("bad-setting", "the app refuses its configuration", bad_setting, (REFUSED,), quick=True),
    Fault("full-disk", "the volume of the database is full", full_disk, (FULL,), quick=True),
    Fault("blocked-port", "the packet filter blocks the database", blocked_port, (BLOCKED,)),
    Fault("broken-names", "the host asks a resolver that is not there", broken_names, (NAMES,), quick=True),
    Fault("starved-cpu", "the app may use a fiftieth of a CPU", starved_cpu, (STARVED,)),
    Fault("starved-io", "the database may hardly write", starved_io, (QUEUED,)),
    Fault("bad-release", "a release breaks every visit", bad_release, (RELEASE,)),
    Fault("bad-backup", "a pack of the backup repository is damaged", corrupt_backup, (DAMAGED,), approves=True),
    Fault("brute-force", "somebody guesses passwords over ssh", brute_force, (GUESSED,)),
    Fault("secret", "a key lies in the history of a repository", expose_secret, (LEAKED,)),
    Fault("wrong-scrape", "monitoring looks at the wrong port", wrong_scrape, (UNSEEN,)),
    Fault("passing", "an outage heals before anyone looks", passing, (PASSED,)),
    Fault("red-herring", "a harmless release beside a full volume", red_herring, (FULL,)),
    Fault("two-at-once", "the app is killed while the host loses its resolver", two_at_once, (KILLED, NAMES)),
    Fault("tight-limit", "the first fix is not enough", tight_limit, (KILLED,)),
    Fault("lost-label", "no node carries the label that a pod asks for", lost_label, (UNPLACED,), cluster=True),
    Fault("absent-image", "a release names an image that nobody pushed", absent_image, (UNPULLED,), cluster=True),
)
FAULTS = {fault.name: fault for fault in LIST}
