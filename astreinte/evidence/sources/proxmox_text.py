"""Documents of the Proxmox VE API as the text of a reading."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from astreinte.domain import rfc3339

from .http_source import line, mapping, shown

TIMES = frozenset({"starttime", "endtime", "ctime", "snaptime", "next-run", "last-run"})
FIRST = ("vmid", "name", "node", "storage", "type", "status", "starttime", "endtime")
DULL = frozenset({"id", "digest", "ha", "pid", "upid", "pstart", "saved", "user", "tokenid"})
"""Left out of lists: internal numbers, and who did it (the post-mortem is blameless, so is its evidence)."""


def documents(document: Any) -> Any:
    """What is under `data`.

    Raises:
        OddShape: there is no such key.
    """
    told = mapping(document)
    return told["data"] if "data" in told else mapping(None)


def rendered(path: str, data: Any, lines: int) -> tuple[str, str]:
    """One object as `key: value` lines, as `pct status --verbose` does; of a list, one line an entry, `key=value`."""
    if path.endswith("/log"):
        rows = [line(mapping(each).get("t", ""), 1900) for each in _listed(data)]
        return "\n".join(rows[-lines:]), shown(min(len(rows), lines), len(rows), "lines")
    if isinstance(data, dict):
        return "\n".join(f"{key}: {_value(key, value)}" for key, value in sorted(mapping(data).items())), ""
    rows = [_row(mapping(each)) for each in _listed(data)]
    return "\n".join(rows[:lines]), shown(min(len(rows), lines), len(rows), "entries")


def _listed(data: Any) -> Sequence[Any]:
    if data is None:
        return []
    return cast("list[Any]", data) if isinstance(data, list) else [mapping(data)]


def _row(entry: Mapping[str, Any]) -> str:
    keys = [*(key for key in FIRST if key in entry), *sorted(entry.keys() - set(FIRST) - DULL)]
    return " ".join(f"{key}={_value(key, entry[key])}" for key in keys)


def _value(key: str, value: Any) -> str:
    if key in TIMES and isinstance(value, int) and 0 < value < 2**33:
        return rfc3339(datetime.fromtimestamp(value, UTC))
    return line(value)
