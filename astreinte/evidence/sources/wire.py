"""What a query of the host's catalogue is on another machine: exact argument lists, no Python at the far end.

`deploy/ssh/astreinte-readonly` holds the same table and checks it again over there.
"""

import pprint
from collections.abc import Mapping

from astreinte.domain import Query

from .catalogue import LOG_FORMAT, SLOTS, VERBS
from .probes import PROBES

HERE = frozenset(PROBES)
"""Probes are made from where Astreinte runs: what another machine's own address answers says little to a user."""

STAT = "%Y,%A,%u:%g,%s"
GUESTS: Mapping[str, tuple[str, ...]] = {
    "pct": ("list", "status {number} --verbose", "config {number}"),
    "qm": ("list", "status {number} --verbose", "config {number}"),
    "pvesh": (
        "get /cluster/resources --output-format json",
        "get /cluster/backup --output-format json",
        "get /nodes/{name}/tasks --limit {number} --output-format json",
        "get /nodes/{name}/status --output-format json",
        "get /nodes/{name}/storage --output-format json",
    ),
}
"""Proxmox's own commands, read-only."""

WIRE: Mapping[str, tuple[str, ...]] = {
    **{tool: lines for tool, lines in VERBS.items() if tool not in {*HERE, "proc", "config", "du"}},
    "du": tuple(line for line in VERBS["du"] if "{glob}" not in line),
    "cat": (*VERBS["proc"], "{path}"),
    "stat": (f"-c {STAT} {{path}}",),
    **GUESTS,
}
"""All that is ever sent."""


def wired(query: Query) -> tuple[str, ...]:
    """The argument list that answers the query; a `config` also needs its `stat`."""
    if query.tool in {"proc", "config"}:
        return ("cat", *query.args)
    return (query.tool, *query.args)


def sendable(query: Query) -> bool:
    """Whether another machine can answer it: no probes, and no globs, which only a shell would expand there."""
    return query.tool not in HERE and not (query.tool == "du" and query.args[:1] == ("-k",))


def table() -> str:
    """The table as the far side's script holds it: Python source with `SLOTS`, `TABLE` and `LOG_FORMAT`."""
    used = {name: shape for name, shape in SLOTS.items() if any(f"{{{name}}}" in line for line in _lines())}
    parts = {"SLOTS": used, "TABLE": dict(WIRE), "LOG_FORMAT": LOG_FORMAT}
    return "\n".join(f"{name} = {pprint.pformat(value, width=118)}" for name, value in parts.items())


def _lines() -> list[str]:
    return [line for lines in WIRE.values() for line in lines]
