"""The tables that `kubectl get` prints, as far as deciding what to look into needs them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from astreinte.domain import Reading

NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
WELL = frozenset({"Running", "Completed", "Succeeded"})
GAP = re.compile(r"\s{2,}")


@dataclass(frozen=True)
class Row:
    """One object of a list: its kind as it was asked for, and its columns by their heading."""

    kind: str
    namespace: str
    name: str
    columns: Mapping[str, str]

    @property
    def restarts(self) -> int:
        count = self.columns.get("RESTARTS", "0").split(" ")[0]
        return int(count) if count.isdigit() else 0

    @property
    def short(self) -> bool:
        """Fewer are ready than wanted."""
        if self.kind == "daemonsets":
            return self.columns.get("READY") != self.columns.get("DESIRED")
        ready, _, wanted = self.columns.get("READY", "").partition("/")
        return bool(wanted) and ready != wanted

    @property
    def unwell(self) -> bool:
        status = self.columns.get("STATUS", "")
        match self.kind:
            case "pods":
                return status not in WELL or (self.short and status == "Running") or self.restarts > 0
            case "nodes":
                return status != "Ready"
            case "persistentvolumeclaims":
                return status != "Bound"
            case _:
                return self.short


def rows(readings: Sequence[Reading], *kinds: str) -> Iterator[Row]:
    """The objects of the lists of these kinds, in the order of the lists; rows that are cut or odd are left out."""
    for reading in readings:
        args = reading.query.args
        if reading.status == "ok" and args[:1] == ("get",) and args[1] in kinds:
            yield from _table(args[1], _namespace(args), reading.text)


def _namespace(args: Sequence[str]) -> str:
    return args[args.index("-n") + 1] if "-n" in args[:-1] else ""


def _table(kind: str, namespace: str, text: str) -> Iterator[Row]:
    head, *body = text.split("\n")
    names = GAP.split(head.strip())
    for line in body:
        columns = dict(zip(names, GAP.split(line.strip()), strict=False))
        name = columns.get("NAME", "")
        if NAME.fullmatch(name) and len(columns) > 1:
            yield Row(kind, columns.get("NAMESPACE", namespace), name, columns)
