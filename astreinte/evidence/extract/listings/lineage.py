"""Trees of what made what (`kubectl tree`, `kubectl lineage`), jobs that failed, and routes to nothing."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.columns import rows_under
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.entities import entity_of
from astreinte.evidence.extract.kubernetes.pods import BY_STATUS, DONE
from astreinte.evidence.extract.seen import latest, of_kind, seen

BRANCHES = " │├└─|`+-"
MAKERS = frozenset({"Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"})
VERBS = frozenset({"tree", "lineage"})
COUNT = re.compile(r"^(?P<ready>\d{1,4})/(?P<total>\d{1,4})$")
NOWHERE = re.compile(
    r'^\s*(?P<path>\S*)\s+(?P<to>\S+) \(<error: (?P<why>(?:endpoints|services?) "(?P<name>[^"]+)"'
    r"(?: not found| does not have a port [^>]{1,80}))>\)"
)


def find_lineage(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """The state of each pod of a tree, with the workload that made it; `job-failed`, `route-unusable`."""
    for reading in latest(of_kind(readings, "kubectl", "lineage")):
        verb = next(iter(reading.query.args), "")
        if verb in VERBS or reading.query.tool == "kube-lineage":
            yield from _pods(reading)
        elif "COMPLETIONS" in reading.text:
            yield from _jobs(reading)
        elif "<error: " in reading.text:
            yield from _routes(reading, context)


def _pods(reading: Reading) -> Iterator[Signal]:
    maker = ""
    for row in rows_under(reading, "NAME", "READY"):
        kind, _, name = row.get("NAME", "").strip(BRANCHES).partition("/")
        maker = name if kind in MAKERS else maker
        if kind == "Pod" and name:
            entity = f"pod:{row['NAMESPACE']}/{name}" if row.get("NAMESPACE") else f"pod:{name}"
            status, ready = row.get("STATUS", ""), row.get("READY", "")
            for signal in _states(status, ready):
                told = f"{name}: {ready} {status or row.get('REASON', '')}"
                yield seen(signal, entity, reading, told, **({"workload": maker} if maker else {}))


def _states(status: str, ready: str) -> Iterator[str]:
    found = [name for name, pattern in BY_STATUS if pattern.match(status)]
    count = COUNT.match(ready)
    short = ready == "False" or (count is not None and int(count["ready"]) < int(count["total"]))
    yield from found
    if short and not found and status not in DONE:
        yield "not-ready"


def _jobs(reading: Reading) -> Iterator[Signal]:
    for row in rows_under(reading, "NAME", "STATUS", "COMPLETIONS"):
        if row.get("STATUS") == "Failed":
            name = f"{row['NAMESPACE']}/{row['NAME']}" if row.get("NAMESPACE") else row.get("NAME", "")
            yield seen(
                "job-failed", f"job:{name}", reading, f"{name}: Failed, {row.get('COMPLETIONS', '')} completions"
            )


def _routes(reading: Reading, context: Context) -> Iterator[Signal]:
    for row in reading.text.split("\n"):
        if found := NOWHERE.match(row[:400]):
            detail = f"{found['path'] or '/'} leads to {found['to']}: {found['why']}"
            entity = entity_of(reading.query, context)
            yield seen("route-unusable", entity, reading, detail, target=found["name"])
