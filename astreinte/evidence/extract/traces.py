"""Traces: the span that takes the time, of a database call or of a service's own work.

Read are trees as tools print them (`├─ name (service) - 12.3ms`), and the JSON of OTLP, Tempo and Jaeger.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from astreinte.domain import Reading, Signal

from .context import Context
from .seen import of_kind, rows, seen
from .telemetry.documents import document, every_map, first_text, maps
from .telemetry.documents import field as value_of

SPAN = re.compile(
    r"^(?P<indent>[\s│|]*)[├└╰+\\`]?[─-]+ ?(?P<name>.+?) \((?P<service>[\w.-]+)\)"
    r" - (?P<took>[\d.]{1,15}) ?(?P<unit>ms|s|us|µs)\b"
)
NOTE = re.compile(r"^\W*(?P<key>[a-z][\w.]*): (?P<value>\S.*)$")
UNIT = {"s": 1000.0, "ms": 1.0, "us": 0.001, "µs": 0.001}
DATABASE = re.compile(
    r"(?i)postgres|mysql|maria|mongo|sqlite|redis|\bsql\b|\bdb\b|cassandra|oracle|\bSELECT\b|\bINSERT\b|\bUPDATE\b|query"
)
SLOW = 1000.0
"""Milliseconds from which on a whole trace is slow to somebody who waits for it."""

SHARE = 0.5
"""What takes half of the time of a slow trace is what makes it slow."""

MOST = 5000


@dataclass
class Span:
    """One span; times in milliseconds. `own` is what none of its children takes."""

    name: str
    service: str
    took: float
    depth: int = 0
    notes: dict[str, str] = field(default_factory=dict[str, str])
    children: list["Span"] = field(default_factory=list["Span"])

    @property
    def own(self) -> float:
        return max(0.0, self.took - sum(child.took for child in self.children))

    @property
    def database(self) -> bool:
        return any(key.startswith("db.") for key in self.notes) or DATABASE.search(self.name) is not None


def find_spans(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`span-db-slow` on the service whose database call takes most of a slow trace, else `span-slow`."""
    del context
    for reading in of_kind(readings, "traces"):
        for root in (*_drawn(reading), *_of_json(reading)):
            if root.took >= SLOW and (leaf := _heaviest(root)):
                yield _signal(leaf, root, reading)


def _signal(leaf: Span, root: Span, reading: Reading) -> Signal:
    name = "span-db-slow" if leaf.database else "span-slow"
    statement = leaf.notes.get("db.statement") or leaf.notes.get("db.query.text") or leaf.name
    what = "database query" if leaf.database else "own work"
    detail = f"{leaf.service} is slow: {what} {statement[:80]} takes {leaf.own:.0f} of {root.took:.0f} ms"
    facts = {"statement": statement[:200], "duration": f"{leaf.own:.0f}", "trace": f"{root.took:.0f}"}
    return seen(name, f"service:{leaf.service}", reading, detail, **facts)


def _heaviest(root: Span) -> Span | None:
    """The span with the most time of its own, where that is most of the trace."""
    spans = list(_walk(root))
    best = max(spans, key=lambda span: span.own)
    return best if best.own >= SHARE * root.took and best.service else None


def _walk(root: Span) -> Iterator[Span]:
    open_ = [root]
    for _ in range(MOST):
        if not open_:
            return
        span = open_.pop()
        open_.extend(span.children)
        yield span


def _drawn(reading: Reading) -> list[Span]:
    roots: list[Span] = []
    path: list[Span] = []
    for row in rows(reading)[: MOST * 10]:
        if found := SPAN.match(row):
            span = Span(
                found["name"], found["service"], _number(found["took"]) * UNIT[found["unit"]], len(found["indent"])
            )
            while path and path[-1].depth >= span.depth:
                path.pop()
            (path[-1].children if path else roots).append(span)
            path.append(span)
        elif path and (note := NOTE.match(row)):
            path[-1].notes.setdefault(note["key"], note["value"])
    return roots


def _of_json(reading: Reading) -> list[Span]:
    """Spans of OTLP (`resourceSpans`, `batches`) and of Jaeger (`data[].spans` with `processes`), as trees."""
    data = document(reading)
    spans = list(_otlp(data)) + list(_jaeger(data)) if data is not None else []
    by_id = {key: span for key, _, span in spans if key}
    roots: list[Span] = []
    for key, parent, span in spans:
        owner = by_id.get(parent)
        (owner.children if owner and parent != key else roots).append(span)
    return roots


Found = tuple[str, str, Span]


def _otlp(data: Any) -> Iterator[Found]:
    for batch in every_map(data):
        resource = value_of(batch, "resource")
        if not isinstance(resource, dict):
            continue
        service = _attributes(cast("Mapping[str, Any]", resource)).get("service.name", "")
        for scope in maps(value_of(batch, "scopeSpans", "instrumentationLibrarySpans")):
            for each in maps(value_of(scope, "spans")):
                began, ended = (_number(first_text(each, key)) for key in ("startTimeUnixNano", "endTimeUnixNano"))
                span = Span(first_text(each, "name"), service, max(0.0, ended - began) / 1e6, notes=_attributes(each))
                yield first_text(each, "spanId"), first_text(each, "parentSpanId"), span


def _jaeger(data: Any) -> Iterator[Found]:
    for trace in every_map(data):
        processes = value_of(trace, "processes")
        if not isinstance(processes, dict):
            continue
        for each in maps(value_of(trace, "spans")):
            process: Any = cast("Mapping[str, Any]", processes).get(first_text(each, "processID"))
            service = first_text(cast("Mapping[str, Any]", process), "serviceName") if isinstance(process, dict) else ""
            notes = {first_text(tag, "key"): first_text(tag, "value") for tag in maps(value_of(each, "tags"))}
            parent = next((first_text(ref, "spanID") for ref in maps(value_of(each, "references"))), "")
            took = _number(first_text(each, "duration")) / 1000.0
            yield (
                first_text(each, "spanID"),
                parent,
                Span(first_text(each, "operationName"), service, took, notes=notes),
            )


def _attributes(owner: Mapping[str, Any]) -> dict[str, str]:
    found: defaultdict[str, str] = defaultdict(str)
    for each in maps(value_of(owner, "attributes")):
        value: Any = value_of(each, "value")
        found[first_text(each, "key")] = (
            _text(cast("Mapping[str, Any]", value).values()) if isinstance(value, dict) else str(value)
        )
    return dict(found)


def _text(values: Iterable[Any]) -> str:
    return next((str(each) for each in values if isinstance(each, str | int | float)), "")


def _number(text: str) -> float:
    try:
        return min(float(text), 1e300)
    except ValueError:
        return 0.0
