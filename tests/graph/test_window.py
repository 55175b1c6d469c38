"""2.2: the time that evidence is asked for: up to now while it lasts, around its own time once it is past."""

from datetime import datetime, timedelta

import pytest

from astreinte.domain import Declaration
from astreinte.graph.casebook import window

from .world import AT

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "resolved", "round_", "begins", "ends"),
    [
        (AT + 10 * MINUTE, None, 1, -30 * MINUTE, 10 * MINUTE),
        (AT + 6 * HOUR, None, 2, -90 * MINUTE, 6 * HOUR),
        (AT + 9 * DAY, None, 1, -30 * MINUTE, 2 * HOUR),
        (AT + 9 * DAY, None, 3, -150 * MINUTE, 4 * HOUR),
        (AT + 9 * DAY, AT + HOUR, 1, -30 * MINUTE, 90 * MINUTE),
        (AT + 70 * MINUTE, AT + HOUR, 1, -30 * MINUTE, 70 * MINUTE),
        (AT - MINUTE, None, 1, -30 * MINUTE, 0 * MINUTE),
    ],
)
def test_a_past_incident_is_read_around_its_own_time(
    now: datetime, resolved: datetime | None, round_: int, begins: timedelta, ends: timedelta
) -> None:
    declaration = Declaration("Le wiki est en panne", detected=AT, service="wiki", resolved=resolved)
    span = window(declaration, now, round_)
    assert (span.start - AT, span.end - AT) == (begins, ends)
