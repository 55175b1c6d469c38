"""Certificates: when they end."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from astreinte.domain import Reading, Signal, rfc3339
from astreinte.evidence.stamps import stamp_of

from .context import Context
from .seen import latest, of_kind, seen

SOON = timedelta(days=14)
NOT_AFTER = re.compile(r"(?:[nN]ot ?After|expire date)\s*[=:]\s*(?P<date>.+)$", re.MULTILINE)


def find_certificates(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`certificate-expired` or `certificate-expiring`, from the date at which the certificate ends."""
    for reading in latest(of_kind(readings, "certificate")):
        for found in NOT_AFTER.finditer(reading.text):
            text = found["date"].strip()
            stamp = stamp_of(f"Xxx {text.replace(' GMT', '')}", reading.at.year) or stamp_of(text, reading.at.year)
            end = stamp.at if stamp else None
            if end and end <= context.now:
                yield seen("certificate-expired", context.entity, reading, found[0], end=rfc3339(end))
            elif end and end - context.now <= SOON:
                yield seen("certificate-expiring", context.entity, reading, found[0], end=rfc3339(end))
