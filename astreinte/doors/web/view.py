"""What a room shows of its incident, as data for its templates."""

from collections.abc import Sequence
from typing import Any

from astreinte.domain import Entry, Reading, Ref, load
from astreinte.evidence.cap import weight
from astreinte.graph import Desk
from astreinte.graph.build import build_graph
from astreinte.graph.dues import unacknowledged
from astreinte.memory.kinds import last, of
from astreinte.memory.metrics import instants
from astreinte.memory.projection import effects
from astreinte.templates import sections
from astreinte.templates.report.page import component, drawn, events, named, wording
from astreinte.templates.report.plots import Plot, plots

from .sketch import sketch

ROWS = 300
"""Newest lines of the timeline that a room opens with; the others are fetched when asked for."""
LISTED = 500
"""Newest readings that the list of evidence names."""
LINES = 400
"""Lines of evidence on one page."""
LONG = 4000
"""Characters of one line of evidence that are shown."""
MEASURED = 40
"""Readings of metrics that one drawing is made from."""


async def live(desk: Desk, incident: str, entries: Sequence[Entry]) -> dict[str, Any]:
    """Everything but the timeline's text, the questions and the metrics; `entries` are those of its journal."""
    ports = desk.ports
    outcome = ports.outcome(entries)
    times, evidence = instants(entries), sections.read(entries)
    return {
        "outcome": outcome,
        "paged": unacknowledged(entries),
        "update": last(entries, "update"),
        "labels": ports.labels,
        "times": named(times, wording(ports.words.language)),
        "lanes": drawn(entries, times, ports.words, ports.labels),
        "sketch": sketch(build_graph(ports), await desk.place(incident)),
        "decisions": sections.decisions(entries, ports.words, ports.labels),
        "rejected": sections.rejected(outcome, entries),
        "records": effects(entries),
        "readings": [load(Ref, dict(entry.data)) for entry in evidence[-LISTED:]],
        "read": len(evidence),
    }


def measured(desk: Desk, entries: Sequence[Entry]) -> list[Plot]:
    """Metrics around the incident of this journal.

    Raises:
        IntegrityError: kept evidence does not match its digest.
    """
    outcome = desk.ports.outcome(entries)
    cited = next((one.evidence for one in outcome.hypotheses if one.rank == 1), list[str]())
    metrics = [entry for entry in of(entries, "reading") if _measures(entry)]
    refs = sections.readings(metrics)
    refs.sort(key=lambda ref: ref.id not in cited)
    kept = [desk.ports.evidence.open(ref) for ref in refs[:MEASURED]]
    marks = events(entries, instants(entries))
    return plots(kept, cited, marks, desk.ports.words.zone, component(outcome))


def _measures(reading: Entry) -> bool:
    return bool(reading.data["status"] == "ok" and reading.data["query"]["item"] == "metrics")


def lines(reading: Reading, first: int, sought: str) -> dict[str, Any]:
    """One page of a reading: numbered lines, those that tell something marked with their weight (1 to 3).

    Args:
        reading: with its body.
        first: number of the first line, from 1.
        sought: only lines that hold this, whatever their case; empty for all.
    """
    every = list(enumerate(reading.text.split("\n"), 1))
    wanted = [(number, line) for number, line in every if sought.casefold() in line.casefold()] if sought else every
    at = max(first, 1)
    window = [(number, line[:LONG], weight(line[:LONG])) for number, line in wanted[at - 1 : at - 1 + LINES]]
    after = at + LINES if at - 1 + LINES < len(wanted) else None
    before = max(at - LINES, 1) if at > 1 else None
    return {"lines": window, "total": len(every), "found": len(wanted), "before": before, "after": after}
