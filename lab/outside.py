"""The machine outside of the lab: what a run changed on it, and what of the lab's own was left behind."""

import subprocess
import time
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
SETTLES = 10.0
"""Seconds that the kernel may need to drop what a dead namespace held."""


@dataclass(frozen=True)
class Compared:
    """`touched` is of others and differs; `left` is the lab's own and should be gone."""

    touched: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


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
        touched = _differences(before, listing(), root)
        left = own(root)
        if not (touched or left) or time.monotonic() > end:
            return Compared(tuple(touched), tuple(left))
        time.sleep(0.5)


def _differences(before: Listing, after: Listing, root: Path) -> list[str]:
    return [
        f"{kind}: {sign}{line}"
        for kind in WORDS
        for sign, lines in (("+", after[kind] - before[kind]), ("-", before[kind] - after[kind]))
        for line in sorted(lines)
        if f"{root}/" not in line
    ]


def _lines(name: str, argv: tuple[str, ...]) -> list[str]:
    text = subprocess.run(argv, check=False, capture_output=True, text=True).stdout
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return [line.split()[0] for line in lines if line] if name == "links" else lines
