"""What made the incident possible or long, what worked, and where luck helped: read off the journal, nothing guessed.

Each point names the evidence or the journal's entry that it rests on. Nothing found is said as such.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from astreinte.domain import Entry
from astreinte.domain.outcome import Outcome
from astreinte.memory import ranking
from astreinte.memory.metrics import instants
from astreinte.memory.projection import effects

LIKELY = 0.5
QUICK = 300.0


@dataclass(frozen=True)
class Point:
    """`key` chooses the sentence; `refs` are evidence ids, `entry` the journal's number where there is none."""

    key: str
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    refs: tuple[str, ...] = ()
    entry: int = 0


def conditions(outcome: Outcome, entries: Sequence[Entry]) -> list[Point]:
    """The trigger first, then what went with it or drew it out; conditions, never a person."""
    decided = ranking.decision(entries)
    found: list[Point] = []
    if decided and decided.cause:
        found.append(Point("trigger", {"cause": decided.cause, "component": decided.component}, decided.evidence))
        found += _beside(outcome, decided.cause)
    return [*found, *_drawn_out(outcome, entries)]


def _beside(outcome: Outcome, cause: str) -> Iterator[Point]:
    """Other hypotheses that the evidence carries as well: two faults may meet."""
    for one in outcome.hypotheses:
        if one.cause != cause and one.confidence >= LIKELY:
            yield Point("beside", {"cause": one.cause, "component": one.component}, tuple(one.evidence))


def _drawn_out(outcome: Outcome, entries: Sequence[Entry]) -> Iterator[Point]:
    for name in outcome.metrics.nfr_violated:
        yield Point(f"late_{name}", {"seconds": getattr(outcome.metrics, name)}, entry=_seq(entries, "resolved"))
    for gap in outcome.evidence.missing:
        yield Point("blind", {"item": gap.item, "why": gap.why}, entry=_seq(entries, "missing"))
    for entry in entries:
        if entry.kind == "refused":
            yield Point("refused", {"action": entry.data["action"], "why": entry.data["why"]}, entry=entry.seq)
        elif entry.kind == "validation" and not entry.data["passed"]:
            yield Point("not_validated", {"round": entry.data["round"]}, entry=entry.seq)
        elif entry.kind == "triaged" and entry.data.get("overrun"):
            yield Point("triage_long", {"seconds": entry.data["seconds"]}, entry=entry.seq)


def worked(outcome: Outcome, entries: Sequence[Entry]) -> list[Point]:
    return [*_figures(outcome, entries), *_agreement(entries), *_effects(entries)]


def _figures(outcome: Outcome, entries: Sequence[Entry]) -> Iterator[Point]:
    for name in ("mttd", "mttr"):
        seconds = getattr(outcome.metrics, name)
        if seconds is not None and name not in outcome.metrics.nfr_violated:
            yield Point(f"quick_{name}", {"seconds": seconds}, entry=_seq(entries, "resolved") or 1)
    if not outcome.evidence.missing and outcome.evidence.collected:
        yield Point("complete", {"count": outcome.evidence.collected}, entry=_seq(entries, "reading"))


def _agreement(entries: Sequence[Entry]) -> Iterator[Point]:
    decided = ranking.decision(entries)
    if decided is None or decided.cause is None:
        return
    same = {
        finding.by
        for finding in (ranking.finding(entry) for entry in entries if entry.kind == "finding")
        if any((one.cause, one.component) == (decided.cause, decided.component) for one in finding.hypotheses[:1])
    }
    if len(same) > 1:
        yield Point("agreed", {"names": sorted(same)}, decided.evidence)


def _effects(entries: Sequence[Entry]) -> Iterator[Point]:
    done = [record for record in effects(entries) if record.state == "done" and record.verified]
    again = any(entry.kind == "validation" and not entry.data["passed"] for entry in entries)
    if done and not again:
        actions = list(dict.fromkeys(record.plan.action for record in done))
        yield Point("first_time", {"actions": actions}, entry=_seq(entries, "effect"))
    if again and any(record.state == "undone" and record.verified for record in effects(entries)):
        yield Point("undone", entry=_seq(entries, "effect"))


def luck(outcome: Outcome, entries: Sequence[Entry]) -> list[Point]:
    """Where the ending owes nothing to a control: healed alone, or seen by a person because no alert spoke."""
    found: list[Point] = []
    acted = any(record.state == "done" for record in effects(entries)) or any(e.kind == "contained" for e in entries)
    if outcome.state in {"resolved", "closed"} and not acted:
        found.append(Point("healed", entry=_seq(entries, "resolved")))
    declared = [entry for entry in entries if entry.kind in {"declared", "attached"}]
    if declared and all(entry.data["source"] != "alert" for entry in declared):
        found.append(Point("seen_by_person", entry=declared[0].seq))
    times = instants(entries)
    if times.started and times.detected and times.detected <= times.started:
        found.append(Point("seen_before", entry=declared[0].seq))
    return found


def _seq(entries: Sequence[Entry], kind: str) -> int:
    return next((entry.seq for entry in reversed(entries) if entry.kind == kind), 0)
