"""The component that a title names: what somebody else names too comes before what only looks like a name."""

import re
from collections.abc import Iterator

from astreinte.agents.case import Case
from astreinte.domain import Reading

from .plain import Names
from .words import GUEST, plain, words

LISTED = frozenset(
    {
        *("pod", "pods", "po", "deployment", "deployments", "deploy", "statefulset", "statefulsets", "sts"),
        *("daemonset", "daemonsets", "ds", "service", "services", "svc", "job", "jobs", "cronjob", "cronjobs"),
    }
)
"""Kinds whose listings name components; a node or a namespace is none."""

PODS = frozenset({"pod", "pods", "po"})
OPTIONS = frozenset({"-n", "--namespace", "--context", "-o", "-l", "--field-selector", "--selector", "--output"})
WORD = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
COMPOUND = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+|[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+")
QUOTED = re.compile(r"[\"'`“«]\s?([a-z0-9][a-z0-9._-]{1,62})\s?[\"'`”»]")
OWNER = re.compile(r"(?<![\w.-])([a-z0-9][a-z0-9._-]{1,62})'s\b")
PLACES = (
    re.compile(r"\b(?:namespaces?|ns|cluster|espace de noms)\s+[\"'`«]?\s?([a-z0-9][a-z0-9.-]*)"),
    re.compile(r"(?<![\w.-])([a-z0-9][a-z0-9.-]*)(?=[\"'`»]?\s+(?:namespace|cluster)(?![\w-]))"),
)
"""A namespace or a cluster is where it happens, not what it happens to."""

HASHED = re.compile(r"-[0-9a-f]{6,10}-[a-z0-9]{5}\Z")
"""What a replica set and its pod add to the name of a workload."""

SHORTEST = 4
"""A word this long may stand for the one workload whose name begins with it."""


def in_title(title: str, case: Case, names: Names) -> str:
    """The name, or an empty string: inventory, guests, listed workloads, quoted, introduced and compound names."""
    text = plain(title)
    if known := [name for name in case.services if _says(text, plain(name))]:
        return max(known, key=len)
    if found := GUEST.search(text):
        return f"{'vm' if found[1] == 'vm' else 'lxc'}-{found[2]}"
    places = {name.rstrip(".-") for pattern in PLACES for name in pattern.findall(text)}
    listed = set(_listed(case, names)) - places
    return _workload(text, listed) or next(_written(text, names, places), "")


def _says(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def _workload(text: str, listed: set[str]) -> str:
    """A listed workload that the title names in full, or the only one that a word of it begins."""
    if whole := [name for name in listed if _says(text, plain(name))]:
        return max(whole, key=lambda name: (len(name), name))
    for word in WORD.findall(text):
        begun = {name for name in listed if plain(name).startswith(f"{word}-")}
        if len(word) >= SHORTEST and word not in words().not_names and len(begun) == 1:
            return begun.pop()
    return ""


def _written(text: str, names: Names, places: set[str]) -> Iterator[str]:
    """What the title itself marks as a name: by quotes, by a word before or behind it, by its shape."""
    marked = [(found[1], False) for found in QUOTED.finditer(text)]
    marked += [(found["name"], found["before"] in PODS) for found in words().named.finditer(text) if _introduces(found)]
    marked += [(found[1], False) for pattern in (OWNER, words().behind) for found in pattern.finditer(text)]
    marked += [(word, False) for word in WORD.findall(text) if COMPOUND.fullmatch(word)]
    marked += [(found["name"], False) for found in words().asked.finditer(text) if found["name"] not in LISTED]
    for word, pod in marked:
        name = word.rstrip(".-_")
        if name not in places | words().not_names and not name.isdigit():
            yield names.workload(name) if pod or HASHED.search(name) else name


def _introduces(found: re.Match[str]) -> bool:
    """After a plural only what has the shape of a name counts."""
    return not found["before"].endswith("s") or COMPOUND.fullmatch(found["name"].rstrip(".-_")) is not None


def _listed(case: Case, names: Names) -> Iterator[str]:
    """Workloads, services and containers that the readings list; a pod counts as its workload."""
    for signal in case.signals:
        kind, _, name = signal.entity.partition(":")
        if kind in LISTED:
            yield _component(kind, name.rsplit("/", 1)[-1], names)
    for reading in case.readings:
        if reading.status == "ok" and reading.query.tool in {"kubectl", "oc", "docker", "podman"}:
            yield from _rows(reading, names)


def _rows(reading: Reading, names: Names) -> Iterator[str]:
    args = [
        word
        for at, word in enumerate(reading.query.args)
        if word[:1] != "-" and reading.query.args[at - 1] not in OPTIONS
    ]
    container = reading.query.tool in {"docker", "podman"} and args[:1] == ["ps"]
    kind = args[1].lower().partition("/")[0] if len(args) > 1 and args[0] == "get" else ""
    if not container and kind not in {*LISTED, "all"}:
        return
    place: int | None = None
    for row in reading.text.splitlines():
        cells = row.split()
        if "NAME" in cells or "NAMES" in cells:
            place = -1 if container else cells.index("NAME")
        elif place is not None and len(cells) > 1:
            own, _, name = cells[place].rpartition("/")
            yield _component(own.partition(".")[0] or kind, name, names)


def _component(kind: str, name: str, names: Names) -> str:
    return names.workload(name) if kind in PODS else name
