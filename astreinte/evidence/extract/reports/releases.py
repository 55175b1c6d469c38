"""Tables of flux and helm: what is not ready, and the last revision of a release that failed."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import latest, of_kind, rows, seen

FLUX = re.compile(r"^(?:\S+\s+)?(?P<name>[a-z][\w./-]*)\s+(?:\S*@\S+|\S*\d\S*)?\s*(?:True|False)\s+False\s+\S.*$")
STUCK = r"(?P<status>failed|pending-(?:install|upgrade|rollback)|uninstalling)"
SUSPENDED = re.compile(
    r"^(?:\S+\s+)?(?P<name>[a-z][\w./-]*)\s+(?:\S*@\S+|\S*\d\S*)?\s*True\s+(?:True|False|Unknown)\s+\S"
)
WAITS = re.compile(r"\bdependency '[^']+' is not ready")
LISTED = re.compile(rf"^(?P<name>[a-z][\w.-]*)\s+\S+\s+\d+\s+\d{{4}}-\d\d-\d\d .*?\s{STUCK}\s+(?P<chart>\S+-\d\S*)")
HISTORY = re.compile(
    r"^\d+\s+[A-Z][a-z]{2} [A-Z][a-z]{2} .*?\s"
    r"(?P<status>deployed|superseded|failed|pending-\w+|uninstalling)\s+(?P<chart>\S+-\d\S*)"
)
STATUS = re.compile(rf"^STATUS: {STUCK}$")


def find_releases(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`gitops-not-ready` for each Flux object that is not ready and each Helm release that failed or hangs.

    Of a history only the newest revision counts. Attribute `release` where the line names it.
    """
    for reading in latest(of_kind(readings, "gitops")):
        listed = rows(reading)
        names = {each["name"] for row in listed if (each := FLUX.match(row))}
        failing = [row for row in listed if not WAITS.search(row)]
        for row in failing or listed:
            found = FLUX.match(row) or LISTED.match(row) or STATUS.match(row)
            if found:
                name = found.groupdict().get("name")
                apart = name and context.service in names and name != context.service
                entity = f"release:{name}" if apart else context.entity
                yield seen("gitops-not-ready", entity, reading, row, **({"release": name} if name else {}))
        yield from _held_back(listed, reading, context)
        revisions = [found for row in listed if (found := HISTORY.match(row))]
        if revisions and revisions[-1]["status"] not in {"deployed", "superseded"}:
            yield seen(
                "gitops-not-ready", context.entity, reading, revisions[-1].string, release=revisions[-1]["chart"]
            )


def _held_back(listed: Sequence[str], reading: Reading, context: Context) -> Iterator[Signal]:
    """`delivery-held` of the incident's own release: somebody has suspended it, on purpose or not."""
    for row in listed:
        if (found := SUSPENDED.match(row)) and found["name"] == context.service:
            yield seen("delivery-held", context.entity, reading, row, release=found["name"])
