"""From moments and values to places on a drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from astreinte.domain import Zone

STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800]
"""Seconds between two ticks that people read at ease."""
TICKS = 7
DAY = 86400


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class TimeScale:
    """Seconds between `begin` and `end` spread over [left, right] in units of the drawing."""

    begin: datetime
    end: datetime
    left: float
    right: float

    def x(self, moment: datetime) -> float:
        """The place of a moment; what lies outside is drawn at the edge."""
        share = (moment - self.begin) / (self.end - self.begin)
        return round(self.left + (self.right - self.left) * min(max(share, 0.0), 1.0), 1)

    def holds(self, moment: datetime) -> bool:
        return self.begin <= moment <= self.end

    def ticks(self, zone: Zone) -> list[Tick]:
        """At round times of the zone's clock."""
        span = (self.end - self.begin).total_seconds()
        step = next((each for each in STEPS if span / each <= TICKS), STEPS[-1])
        offset = self.begin.astimezone(zone.info).utcoffset() or timedelta()
        local = self.begin.timestamp() + offset.total_seconds()
        first = self.begin + timedelta(seconds=-local % step)
        form = "%d/%m %H:%M" if step >= DAY // 4 else "%H:%M" if step >= 60 else "%H:%M:%S"  # noqa: PLR2004
        count = int((self.end - first).total_seconds() // step) + 1
        moments = [first + timedelta(seconds=step * place) for place in range(max(count, 0))]
        return [Tick(self.x(moment), zone.show(moment, form)) for moment in moments]


def around(moments: Sequence[datetime], left: float, right: float) -> TimeScale:
    """A scale that holds all moments with a little room at both ends."""
    begin, end = min(moments), max(moments)
    room = max((end - begin) * 0.03, timedelta(seconds=1))
    return TimeScale(begin - room, end + room, left, right)
