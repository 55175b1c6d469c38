"""The line under the prompt: where the incident stands, what waits, how long the triage box still is."""

from dataclasses import dataclass
from datetime import datetime

from astreinte.domain.outcome import Outcome
from astreinte.graph import Desk
from astreinte.templates.report.page import wording

from .words import said

MINUTE = 60


@dataclass(frozen=True)
class Standing:
    """One incident as its journal told it last; `until` is the end of the triage box while triage lasts."""

    outcome: Outcome
    declared: datetime
    until: datetime | None
    readings: int


async def standing(desk: Desk, incident: str) -> Standing:
    entries = await desk.entries(incident)
    outcome = desk.ports.outcome(entries)
    declared = entries[0].recorded_at
    until = declared + desk.ports.settings.targets.triage if outcome.state == "triage" else None
    return Standing(outcome, declared, until, sum(entry.kind == "reading" for entry in entries))


def bar(now: Standing, desk: Desk) -> str:
    """Plain text; nothing in it comes from evidence."""
    ports, outcome, moment = desk.ports, now.outcome, desk.ports.clock.now()
    words, say = wording(ports.words.language), said(ports.words.language)
    open_ = sum(question.status == "open" for question in outcome.questions)
    parts = [
        outcome.id,
        words[f"state_{outcome.state}"],
        str(outcome.severity or ""),
        ports.labels.names.get(outcome.lead, ""),
        say["bar_box"].format(left=_span(now.until, moment)) if now.until else "",
        say["bar_readings"].format(count=now.readings),
        say["bar_questions"].format(count=open_) if open_ else "",
        _span(moment, now.declared),
    ]
    return "  ·  ".join(part for part in parts if part)


def _span(end: datetime, start: datetime) -> str:
    """Minutes and seconds between two moments, hours where there are any; none below zero."""
    minutes, seconds = divmod(max(int((end - start).total_seconds()), 0), MINUTE)
    hours, minutes = divmod(minutes, MINUTE)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
