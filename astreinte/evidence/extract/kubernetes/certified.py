"""Certificates that the cluster itself manages, past their end."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from astreinte.domain import Reading, Signal, rfc3339
from astreinte.evidence.extract.seen import latest, seen

from .outline import outlines
from .tree import objects, text

KIND = "Certificate"


def find_certified(readings: Sequence[Reading]) -> Iterator[Signal]:
    """`certificate-expired` of each Certificate that was described or printed whole and ended before it was read."""
    told = [each for each in readings if each.query.tool == "kubectl" and each.status == "ok" and KIND in each.text]
    for reading in latest(told):
        for namespace, name, end in (*_described(reading.text), *_written(reading.text)):
            over = _moment(end)
            if name and over and over <= reading.at:
                where = f"certificate:{namespace}/{name}" if namespace else f"certificate:{name}"
                yield seen("certificate-expired", where, reading, f"{name}: Not After {end}", end=rfc3339(over))


def _described(told: str) -> Iterator[tuple[str, str, str]]:
    if "Not After" in told:
        for item in outlines(told.split("\n")):
            status = item.find("Status")
            if status and item.get("Kind") == KIND:
                yield item.get("Namespace"), item.get("Name"), status.get("Not After")


def _written(told: str) -> Iterator[tuple[str, str, str]]:
    if "notAfter" in told:
        for each in objects(told, KIND):
            named = (text(each, "metadata", "namespace"), text(each, "metadata", "name"))
            yield (*named, text(each, "status", "notAfter"))


def _moment(stamp: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
