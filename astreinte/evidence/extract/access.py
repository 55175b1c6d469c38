"""Logins and certificates."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from astreinte.domain import Reading, Signal, rfc3339
from astreinte.evidence.stamps import stamp_of

from .context import Context
from .entities import entity_of
from .lines import lines_of
from .peers import client_of
from .seen import latest, of_kind, seen

FAILED = re.compile(r"Failed password for|Invalid user|maximum authentication attempts")
ACCEPTED = re.compile(
    r"Accepted (?:password|publickey|keyboard-interactive\S*) for (?P<user>\S+) from (?P<address>\S+)"
)
MANY = 5
SOON = timedelta(days=14)
NOT_AFTER = re.compile(r"(?:notAfter|Not After|expire date|Not After\s*)\s*[=:]\s*(?P<date>.+)$", re.MULTILINE)


def find_logins(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`login-after-failures`: a login accepted from an address that had failed many times before it."""
    for reading in of_kind(readings, "auth-log"):
        failures: Counter[str] = Counter()
        for line in lines_of(reading, context, dated=True):
            if FAILED.search(line.text):
                failures[client_of(line.text)] += 1
            elif (found := ACCEPTED.search(line.text)) and failures[found["address"]] >= MANY:
                facts = {"user": found["user"], "failures": str(failures[found["address"]])}
                entity = entity_of(reading.query, context)
                yield seen("login-after-failures", entity, reading, line.text, found["address"], **facts)


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
