"""UTC inside, the user's zone outside, correct across DST."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import orjson

from astreinte.errors import InvalidInput


class Zone:
    """A named zone, e.g. `Europe/Paris`.

    Raises:
        InvalidInput: the name is not in the IANA database.
    """

    def __init__(self, name: str) -> None:
        try:
            self.info = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise InvalidInput(
                f"unknown time zone {name!r}; use an IANA name such as 'Europe/Paris' or 'UTC'"
            ) from error
        self.name = name

    def show(self, instant: datetime, form: str = "%H:%M") -> str:
        return instant.astimezone(self.info).strftime(form)

    def day(self, instant: datetime) -> date:
        return instant.astimezone(self.info).date()


def elapsed(start: datetime, end: datetime) -> float:
    """Seconds between two instants, in UTC: same-zone subtraction would be wall time across DST."""
    return (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds()


def rfc3339(instant: datetime) -> str:
    """`2026-03-01T13:02:00Z`, with milliseconds only where they are not zero."""
    text = orjson.dumps(instant.astimezone(UTC)).decode()  # several times faster than `isoformat`
    return f"{text[1:20]}{text[20:24].replace('.000', '')}Z" if "." in text else f"{text[1:20]}Z"


def parse_instant(text: str, zone: Zone) -> datetime:
    """An instant out of RFC 3339, `YYYY-MM-DD HH:MM`, or epoch seconds, as UTC.

    A wall time without an offset is read in `zone`. One that the spring change skips is refused with both
    neighbours named; one that the autumn change repeats needs an offset.

    Raises:
        InvalidInput: unreadable, skipped or ambiguous.
    """
    text = text.strip()
    if text.replace(".", "", 1).isdigit():
        return datetime.fromtimestamp(float(text), UTC)
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(f"unreadable time {text!r}; write 2026-03-01T13:02:00Z or '2026-03-01 14:02'") from error
    return parsed.astimezone(UTC) if parsed.tzinfo else _from_wall(parsed, zone)


def _from_wall(wall: datetime, zone: Zone) -> datetime:
    early, late = (wall.replace(tzinfo=zone.info, fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return early.astimezone(UTC)
    before, after = sorted(instant.astimezone(UTC) for instant in (early, late))
    if before.astimezone(zone.info).replace(tzinfo=None) != wall:
        shown = [instant.astimezone(zone.info).strftime("%H:%M") for instant in (before, after)]
        raise InvalidInput(
            f"{wall:%Y-%m-%d %H:%M} does not exist in {zone.name}; did you mean {shown[0]} or {shown[1]}?"
        )
    raise InvalidInput(
        f"{wall:%Y-%m-%d %H:%M} happens twice in {zone.name}; add an offset: {early.isoformat()} or {late.isoformat()}"
    )


def duration_text(seconds: float) -> str:
    """`1h 12min`, `4min 10s`, `8s`: the form of the post-mortem."""
    total = round(seconds)
    hours, rest = divmod(abs(total), 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        parts = [f"{hours}h", f"{minutes}min"]
    elif minutes:
        parts = [f"{minutes}min", *([f"{left}s"] if left else [])]
    else:
        parts = [f"{left}s"]
    return ("-" if total < 0 else "") + " ".join(parts)


def off_hours(instant: datetime, zone: Zone, hours: str, holidays: Collection[date] = ()) -> bool:
    """Whether the instant lies outside the working hours of the person, by the wall clock of their zone.

    Args:
        instant: the moment asked about.
        zone: the person's zone.
        hours: `HH:MM-HH:MM`, Monday to Friday; an empty text means always on duty.
        holidays: days that count as off.
    """
    if not hours:
        return False
    local = instant.astimezone(zone.info)
    start, end = (time.fromisoformat(part.strip()) for part in hours.split("-"))
    working = start <= local.time() < end if start <= end else not end <= local.time() < start
    return not working or local.weekday() >= 5 or local.date() in holidays  # noqa: PLR2004
