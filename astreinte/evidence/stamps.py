"""The time that a log line carries, in the forms that logs are seen in."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

MONTHS = {
    name: n
    for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
HEAD = 160
"""How far into a line a time is looked for."""

HOUR = re.compile(r"\d\d:\d\d:\d\d")
"""What all forms but the seconds since 1970 hold."""

ISO = re.compile(
    r"(?<!\d)(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?(Z|UTC|[+-]\d\d:?\d\d)?(?![\d])"
)
AHEAD = re.compile(r"(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?(?!\d) ?){1,3}")
"""The times that a line begins with."""

EVEN = {ord(digit): "1" for digit in "0123456789"}
CLF = re.compile(r"\[(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})\]")
SYSLOG = re.compile(r"^(?:<\d+>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)\b")
KLOG = re.compile(r"^[IWEF](\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d+)")
CTIME = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.\d+)? (?:[A-Z]{3,4} )?(\d{4})"
)
EPOCH = re.compile(r"(?:^|\"(?:ts|time|timestamp)\": ?)\"?(1[5-9]\d{8})(\.\d+)?\b")


class Stamp(NamedTuple):
    """`zoned` is False for a wall time without an offset, which is taken as UTC."""

    at: datetime
    zoned: bool


def stamp_of(line: str, year: int) -> Stamp | None:
    """The first time in the line, or None. `year` completes the forms that have none."""
    head = line[:HEAD]
    try:
        if found := ISO.match(head):
            return _stamp(found[0])
        if HOUR.search(head) is None:
            return _epoch(head)
        return _iso(head) or _clf(head) or _yearless(head, year) or _ctime(head) or _epoch(head)
    except (ValueError, OverflowError):
        return None


def evened(line: str) -> str:
    """The line with ones for the digits of the times that it begins with: what else it tells is told at any time."""
    found = AHEAD.match(line)
    return found[0].translate(EVEN) + line[found.end() :] if found else line


def stamped(line: str) -> int:
    """Characters of the times that the line begins with."""
    found = AHEAD.match(line)
    return found.end() if found else 0


def _iso(head: str) -> Stamp | None:
    found = ISO.search(head)
    return _stamp(found[0]) if found else None


@lru_cache(maxsize=1024)
def _stamp(text: str) -> Stamp:
    """Of what `ISO` found."""
    found = ISO.match(text)
    if not found:
        raise ValueError(text)
    *parts, fraction, zone = found.groups()
    second = _second(tuple(parts), zone)
    at = second.replace(microsecond=int(fraction[:6].ljust(6, "0"))) if fraction else second
    return Stamp(at, zone is not None)


@lru_cache(maxsize=1024)
def _second(parts: tuple[str, ...], zone: str | None) -> datetime:
    """In UTC; lines of one second come many at a time."""
    year, month, day, hour, minute, second = (int(part) for part in parts)
    return datetime(year, month, day, hour, minute, second, tzinfo=_zone(zone)).astimezone(UTC)


def _clf(head: str) -> Stamp | None:
    if (found := CLF.search(head)) is None:
        return None
    day, month, year, hour, minute, second, zone = found.groups()
    number = MONTHS.get(month.lower(), 0)
    at = datetime(int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=_zone(zone))
    return Stamp(at.astimezone(UTC), zoned=True)


def _yearless(head: str, year: int) -> Stamp | None:
    if found := SYSLOG.search(head):
        month, *rest = found.groups()
        parts = [MONTHS.get(month.lower(), 0), *(int(part) for part in rest)]
    elif found := KLOG.search(head):
        parts = [int(part) for part in found.groups()[:5]]
    else:
        return None
    month, day, hour, minute, second = parts
    return Stamp(datetime(year, month, day, hour, minute, second, tzinfo=UTC), zoned=False)


def _ctime(head: str) -> Stamp | None:
    if (found := CTIME.search(head)) is None:
        return None
    month, day, hour, minute, second, year = found.groups()
    number = MONTHS.get(month.lower(), 0)
    return Stamp(datetime(int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=UTC), zoned=False)


def _epoch(head: str) -> Stamp | None:
    if (found := EPOCH.search(head)) is None:
        return None
    return Stamp(datetime.fromtimestamp(float(found[1] + (found[2] or "")), UTC), zoned=True)


def _zone(text: str | None) -> timezone:
    if text is None or text in {"Z", "UTC"}:
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))
