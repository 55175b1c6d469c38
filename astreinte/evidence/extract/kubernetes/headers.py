"""Rows of `kubectl get` without their header (`| grep x`, `--no-headers`) and `kubectl get all`, as whole tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from astreinte.domain import Reading
from astreinte.evidence.redaction import strip_controls
from astreinte.expressions import expression

from .tables import HEADER

PLACE = r"^(?:(?P<NAMESPACE>[a-z0-9][\w.-]*)\s+)?(?P<NAME>(?:[a-z.]+/)?[a-z0-9][\w.:-]*)\s+"
AGE = r"\s+(?P<AGE>\d[\dydhms]*)\b.*$"
ROWS = {
    "pod": r"(?P<READY>\d+/\d+)\s+(?P<STATUS>[A-Z]\S*|Init:\S+)\s+(?P<RESTARTS>\d+(?: \(\S+ ago\))?)"
    r"\s+(?P<AGE>\d[\dydhms]*)"
    r"(?:\s+(?P<IP>[\d.a-f:]+|<none>)\s+(?P<NODE>\S+).*)?$",
    "deployment": r"(?P<READY>\d+/\d+)\s+(?P<UPTODATE>\d+)\s+(?P<AVAILABLE>\d+)" + AGE,
    "statefulset": r"(?P<READY>\d+/\d+)" + AGE,
    "daemonset": r"(?P<DESIRED>\d+)\s+(?P<CURRENT>\d+)\s+(?P<READY>\d+)\s+(?P<UPTODATE>\d+)"
    r"\s+(?P<AVAILABLE>\d+)\s+\S+" + AGE,
    "replicaset": r"(?P<DESIRED>\d+)\s+(?P<CURRENT>\d+)\s+(?P<READY>\d+)" + AGE,
    "node": r"(?P<STATUS>(?:Not)?Ready\S*|Unknown\S*)\s+(?P<ROLES>\S+)\s+(?P<AGE>\d[\dydhms]*)\s+v\d.*$",
    "claim": r"(?P<STATUS>Pending|Lost|Bound)\s+(?:(?P<VOLUME>\S+)\s+(?P<CAPACITY>\d\w*)\s+(?P<MODES>[RWOXP,]+)\s+)?"
    r"(?P<STORAGECLASS>\S+)(?:\s+<unset>)?" + AGE,
    "endpoints": r"(?P<ENDPOINTS><none>|\S+:\d+\S*)(?: \+ \d+ more\.\.\.)?" + AGE,
}  # fmt: skip
SHAPES = {kind: expression(PLACE + row) for kind, row in ROWS.items()}
TITLES = {"UPTODATE": "UP-TO-DATE", "MODES": "ACCESS MODES"}
KINDS = {
    alias: kind
    for kind, aliases in {
        "pod": "pod pods po", "deployment": "deployment deployments deploy deployments.apps deployment.apps",
        "statefulset": "statefulset statefulsets sts statefulset.apps", "endpoints": "endpoints ep",
        "daemonset": "daemonset daemonsets ds daemonset.apps", "node": "node nodes no",
        "replicaset": "replicaset replicasets rs replicaset.apps",
        "claim": "pvc persistentvolumeclaim persistentvolumeclaims",
    }.items()
    for alias in aliases.split()
}  # fmt: skip
OWNED = re.compile(r"^(?:[a-z0-9][\w.-]*\s+)?(?P<kind>[a-z]+(?:\.[a-z0-9.]+)?)/[a-z0-9]")
PIPED = "--selector=piped"
"""What a filter left out is not known to be absent, as with a selector."""


def with_headers(readings: Sequence[Reading]) -> tuple[tuple[Reading, ...], dict[str, str]]:
    """The readings, lists of `kubectl get` as tables with headers; and which reading each new id stands for."""
    found: list[Reading] = []
    source: dict[str, str] = {}
    for reading in readings:
        pieces = list(_pieces(reading)) if reading.query.tool == "kubectl" and reading.status == "ok" else [reading]
        found += pieces
        if pieces != [reading]:
            source |= {piece.id: reading.id for piece in pieces if piece.id != reading.id}
    return tuple(found), source


def _pieces(reading: Reading) -> Iterator[Reading]:
    args = reading.query.args
    if "|" in args:
        args = (*args[: args.index("|")], PIPED)
    if args[:2] == ("rollout", "status"):
        yield _of(reading, args, _last(reading.text))
    elif len(args) < 2 or args[0] != "get":  # noqa: PLR2004
        yield reading
    elif args[1] == "all":
        yield from _sections(reading, args)
    else:
        text = _headed(reading.text, KINDS.get(args[1].lower(), ""))
        changed = text != reading.text or args != reading.query.args
        yield _of(reading, args, text) if changed else reading


def _sections(reading: Reading, args: tuple[str, ...]) -> Iterator[Reading]:
    """One reading for each kind that the names of `get all` begin with, and the whole as it is where there is none."""
    blocks = re.split(r"\n[ \t]*\n", strip_controls(reading.text))
    made = 0
    for block in blocks:
        rows = block.strip("\n").split("\n")
        owner = next((found["kind"] for row in rows if (found := OWNED.match(row))), "")
        kind = owner.partition(".")[0]
        if kind:
            made += 1
            yield _of(reading, ("get", kind, *args[2:]), _headed(block, KINDS.get(kind, "")))
    if not made:
        yield reading


def _last(text: str) -> str:
    """Of a progress only what is said last holds."""
    return next((row for row in reversed(strip_controls(text).split("\n")) if row.strip()), text)


def _of(reading: Reading, args: tuple[str, ...], text: str) -> Reading:
    query = reading.query if args == reading.query.args else replace(reading.query, args=args)
    return replace(reading, query=query, text=text, digest=reading.digest or reading.text)


def _headed(text: str, kind: str) -> str:
    """Rows of the kind under a header of their own; the text as it is where it has one, or fits no row."""
    rows = strip_controls(text).split("\n")
    shape = SHAPES.get(kind)
    if shape is None or any(HEADER.match(row) and row.upper() == row for row in rows):
        return text
    matched = [found for row in rows if (found := shape.match(row.rstrip()))]
    cells = [{name: text or "" for name, text in found.groupdict().items()} for found in matched]
    if not cells:
        return text
    names = [name for name in shape.groupindex if any(each[name] for each in cells)]
    table = [[TITLES.get(name, name) for name in names], *([each[name] for name in names] for each in cells)]
    widths = [max(map(len, column)) + 3 for column in zip(*table, strict=True)]
    return "".join(_row(row, widths) for row in table)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + "\n"
