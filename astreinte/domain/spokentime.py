"""Times as they are said: `depuis 14h10`, `il y a 20 minutes`, `since yesterday 22:30`, `for two hours`."""

import re
from datetime import datetime, time, timedelta

from astreinte.errors import InvalidInput

from .times import Zone, parse_instant

WORDS = {
    "un": 1,
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "dix": 10,
    "quinze": 15,
    "vingt": 20,
    "trente": 30,
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "ten": 10,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
}
SECONDS = {"s": 1, "m": 60, "h": 3600, "j": 86400, "d": 86400}
NUMBER = r"(\d{1,4}|" + "|".join(sorted(WORDS, key=len, reverse=True)) + ")"
UNIT = r"(secondes?|seconds?|sec|minutes?|mins?|mn|heures?|hours?|hrs?|h|jours?|days?)\b"
LASTS = re.compile(
    rf"\b(?:depuis|il y a|ca fait|for|since|the last|over the last)\s+(?:about |environ |plus de |"
    rf"over )?{NUMBER}\s*{UNIT}(?!\s*\d)"
)
BY_CLOCK = re.compile(r"^depuis ([6-9]|1\d|2[0-3])h$")
"""`depuis 14h` is a time of the day, `depuis 2h` a while: few incidents are first reported after six hours."""
AGO = re.compile(rf"\b{NUMBER}\s*{UNIT}\s+ago\b")
HALF = re.compile(r"\b(?:depuis|il y a|for)\s+(?:une demi.heure|half an hour)\b|\bhalf an hour ago\b")
FULL = re.compile(r"\b(\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(?::\d{2})?(?:z|[+-]\d{2}:\d{2})?)")
CLOCK = re.compile(
    r"\b(?:depuis|since|vers|around|a partir de|from|at|a|des)\s+(?:(hier|yesterday|cette nuit|last night)\s+)?"
    r"(?:soir\s+|matin\s+)?(?:a |at |vers |around )?(?:(\d{1,2})\s*(?:h|:)\s*(\d{2})?|"
    r"(\d{1,2})(?=\s*[ap]\.?m))\s*(?:([ap])\.?m\b)?"
)
DAY = re.compile(r"\b(hier|yesterday)\b")


def moment(flat: str, now: datetime, zone: Zone) -> datetime | None:
    """The instant that a text names as the begin; None where it names none, or one that the clock does not have.

    Args:
        flat: lower case without accents.
        now: an instant; a wall time that today has not reached is yesterday's.
        zone: of wall times.
    """
    if found := FULL.search(flat):
        return _past(_read(found[1].upper(), zone), now)
    if HALF.search(flat):
        return now - timedelta(minutes=30)
    if (found := LASTS.search(flat) or AGO.search(flat)) and not BY_CLOCK.search(found[0]):
        number = WORDS.get(found[1]) or int(found[1])
        return now - timedelta(seconds=number * SECONDS[found[2][0]])
    found = CLOCK.search(flat)
    return None if found is None else _past(_wall(found, flat, now, zone), now)


def _past(instant: datetime | None, now: datetime) -> datetime | None:
    return instant if instant is not None and instant <= now else None


def _wall(found: re.Match[str], flat: str, now: datetime, zone: Zone) -> datetime | None:
    hour, minute = int(found[2] or found[4]), int(found[3] or 0)
    hour += 12 if found[5] == "p" and hour < 12 else -12 if found[5] == "a" and hour == 12 else 0  # noqa: PLR2004
    if hour > 23 or minute > 59:  # noqa: PLR2004 - a clock
        return None
    today = zone.day(now)
    said = _read(f"{today} {time(hour, minute):%H:%M}", zone)
    before = _read(f"{today - timedelta(days=1)} {time(hour, minute):%H:%M}", zone)
    if found[1] in {"hier", "yesterday"} or DAY.search(flat):
        return before
    return before if said is not None and said > now else said


def _read(text: str, zone: Zone) -> datetime | None:
    try:
        return parse_instant(text, zone)
    except InvalidInput:
        return None
