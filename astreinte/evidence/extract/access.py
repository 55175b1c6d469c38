"""Certificates: when they end."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from astreinte.domain import Reading, Signal, rfc3339
from astreinte.evidence.stamps import stamp_of

from .context import Context
from .entities import entity_of
from .seen import latest, of_kind, seen

VERIFIED = re.compile(
    r"^\s*(?:verify error:num=|Verify return code: )(?P<code>\d{1,3})(?::| \()(?P<why>[^)\n]+)", re.MULTILINE
)
EXPIRED, TRUSTED = frozenset({"10"}), frozenset({"0"})
"""Codes of OpenSSL's verification; the rest says why a certificate is not believed."""

SOON = timedelta(days=14)
NOT_AFTER = re.compile(r"(?:[nN]ot ?After|expire date|Expiry Date)\s*[=:]\s*(?P<date>.+)$", re.MULTILINE)


def find_certificates(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`certificate-expired` or `certificate-expiring`, from the date at which it ends; `certificate-refused`."""
    for reading in latest(of_kind(readings, "certificate")):
        yield from _verified(reading, context)
        for found in NOT_AFTER.finditer(reading.text):
            text = found["date"].strip()
            stamp = stamp_of(f"Xxx {text.replace(' GMT', '')}", reading.at.year) or stamp_of(text, reading.at.year)
            end = stamp.at if stamp else None
            if end and end <= context.now:
                yield seen(
                    "certificate-expired", entity_of(reading.query, context), reading, found[0], end=rfc3339(end)
                )
            elif end and end - context.now <= SOON:
                yield seen(
                    "certificate-expiring", entity_of(reading.query, context), reading, found[0], end=rfc3339(end)
                )


def _verified(reading: Reading, context: Context) -> Iterator[Signal]:
    """What `openssl s_client` and `verify` make of the chain; an expired one is told by its date too."""
    for found in VERIFIED.finditer(reading.text) if "erify " in reading.text else ():
        if found["code"] in EXPIRED:
            yield seen("certificate-expired", entity_of(reading.query, context), reading, found[0])
        elif found["code"] not in TRUSTED:
            yield seen("certificate-refused", entity_of(reading.query, context), reading, found[0])
