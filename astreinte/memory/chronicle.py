"""A post-mortem that people wrote, in any Markdown: its sections, and its timeline as instants."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HEADING = re.compile(r"^#+[ \t]+(?P<title>\S.*?)[ \t]*#*$", re.MULTILINE)
TIMELINE = re.compile(r"timeline|chronolog", re.IGNORECASE)
ZONE = re.compile(r"\b(?:times?|heures?)\b[^\n|]{0,30}?\b(?P<zone>[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+|[A-Z]{3,4})\b")
ROW = re.compile(r"^\|\s*(?P<when>[^|\n]*\d[^|\n]*)\|\s*(?P<what>[^|\n]+?)\s*\|", re.MULTILINE)
ITEM = re.compile(
    r"^[ \t]*[-*][ \t]*\**(?P<when>(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}[:h]\d\d)\**[ \t]*[:–-]?[ \t]*(?P<what>\S.*)$",
    re.MULTILINE,
)
DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-3])[:h]([0-5]\d)")
DETECTED = re.compile(
    r"\b(detect|alert|alarm|notif|report|notice|aware|discover|page[dr]|verified|"
    r"détect|alerte|signal[ée]|constat|remont[ée])",
    re.IGNORECASE,
)
RESOLVED = re.compile(
    r"\b(resolved?|fixed|restored|recover(y|ed)|back to normal|works? again|fix works|solved|mitigated|"
    r"(running|available|up) .{0,40}again|r[ée]solu|r[ée]tabli|corrig[ée]|de retour|revenu)",
    re.IGNORECASE,
)
LONGEST = 1_000_000
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Moment:
    """One row of a timeline."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Chronicle:
    """What a timeline tells: its rows in the order of the text; an instant is None where no row says it."""

    rows: tuple[Moment, ...]
    started: datetime | None = None
    detected: datetime | None = None
    resolved: datetime | None = None


def sections(text: str) -> Mapping[str, str]:
    """The bodies below each heading, by its words in lower case; of two alike, the first."""
    found: dict[str, str] = {}
    heads = list(HEADING.finditer(text))
    ends = [*(after.start() for after in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        found.setdefault(head["title"].lower(), text[head.end() : end].strip())
    return found


def chronicle(text: str) -> Chronicle:
    """The timeline of a post-mortem, its wall times read in the zone that it states, else in UTC.

    The first row is the start. The detection is the first that says so, the end the first after it that does.
    """
    rows = tuple(_rows(text[:LONGEST]))
    if not rows:
        return Chronicle(())
    detected = next((row for row in rows if DETECTED.search(row.text)), None)
    after = rows[rows.index(detected) + 1 :] if detected else rows[1:]
    ended = next((row for row in after if RESOLVED.search(row.text)), None)
    return Chronicle(rows, rows[0].at, detected.at if detected else None, ended.at if ended else None)


def _rows(text: str) -> Iterator[Moment]:
    """Rows with a clock time; one without a date has that of the row before, a day on where the clock went back."""
    section = next((body for title, body in sections(text).items() if TIMELINE.search(title)), "")
    zone, day, last = _zone(section), DATE.search(text), None
    date = _date(day) if day else None
    for when, what in written(section):
        own, clock = DATE.search(when), CLOCK.search(when)
        date = (_date(own) if own else date) or date
        if date is None or clock is None:
            continue
        at = (date + timedelta(hours=int(clock[1]), minutes=int(clock[2]))).replace(tzinfo=zone).astimezone(UTC)
        if not own and last is not None and last - at > DAY / 2:
            at, date = at + DAY, date + DAY
        last = at
        yield Moment(at, what)


def written(section: str) -> Sequence[tuple[str, str]]:
    """When and what of each row as it stands there: of a table where there is one, else of a list."""
    for form in (ROW, ITEM):
        if rows := [(hit["when"].strip(), hit["what"].strip()) for hit in form.finditer(section)]:
            return rows
    return ()


def _date(found: re.Match[str]) -> datetime | None:
    try:
        return datetime.strptime(found[0], "%Y-%m-%d")  # noqa: DTZ007 - its zone follows with the clock
    except ValueError:
        return None


def _zone(section: str) -> ZoneInfo:
    names = [hit["zone"] for hit in ZONE.finditer(section)]
    for name in (each.replace("CEST", "CET") for each in names):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return ZoneInfo("UTC")
