"""The machine outside of the lab: what a run changed on it, and what of the lab's own was left behind."""

import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .space import groups

Listing = dict[str, frozenset[str]]

WORDS = {
    "links": ("ip", "-br", "link"),
    "packet filter": ("iptables", "-S"),
    "mounts": ("findmnt", "-rn", "-o", "TARGET,FSTYPE"),
    "forwarding": ("sysctl", "net.ipv4.ip_forward"),
    "loop devices": ("losetup", "-nO", "NAME,BACK-FILE"),
}
OURS = {
    "links": r"^(docker0|br-|veth|wan\b)",
    "packet filter": r"DOCKER|astreinte|-P ",
    "mounts": r"^(/etc|/run)\b",
    "forwarding": "",
    "loop devices": r"pgvol\.img",
}
"""By what a program of the lab would show where it reached beyond its namespaces; others work on the machine too."""

SETTLES = 10.0
"""Seconds that the kernel may need to drop what a dead namespace held."""


@dataclass(frozen=True)
class Compared:
    """`touched` differs as the lab might have done it, `left` is the lab's own; `meanwhile` is the work of others."""

    touched: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    meanwhile: tuple[str, ...] = ()


def listing() -> Listing:
    """One line a thing, by kind."""
    return {name: frozenset(_lines(name, argv)) for name, argv in WORDS.items()}


def own(root: Path) -> list[str]:
    """What of this lab is outside of its namespaces: loop devices on its image, mounts below it, control groups."""
    found = listing()
    marked = [f"{kind}: {line}" for kind in ("mounts", "loop devices") for line in found[kind] if f"{root}/" in line]
    return sorted([*marked, *(f"control group: {path}" for path in groups(root))])


def compare(before: Listing, root: Path) -> Compared:
    """What differs from before, once it has settled; the lab's own leftovers are named apart."""
    end = time.monotonic() + SETTLES
    while True:
        found = [*_differences(before, listing(), root)]
        touched = tuple(f"{kind}: {line}" for kind, line in found if re.search(OURS[kind], line[1:]))
        others = tuple(f"{kind}: {line}" for kind, line in found if not re.search(OURS[kind], line[1:]))
        left = tuple(own(root))
        if not (touched or left) or time.monotonic() > end:
            return Compared(touched, left, others)
        time.sleep(0.5)


def _differences(before: Listing, after: Listing, root: Path) -> Iterator[tuple[str, str]]:
    for kind in WORDS:
        for sign, lines in (("+", after[kind] - before[kind]), ("-", before[kind] - after[kind])):
            yield from ((kind, sign + line) for line in sorted(lines) if f"{root}/" not in line)


def _lines(name: str, argv: tuple[str, ...]) -> list[str]:
    text = subprocess.run(argv, check=False, capture_output=True, text=True).stdout
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return [line.split()[0] for line in lines if line] if name == "links" else lines
