"""The post-mortem: the user's template to the letter, then annexes; what is unknown is written as unknown."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from astreinte.config import Settings
from astreinte.domain import Entry, Kind
from astreinte.domain.outcome import Outcome
from astreinte.errors import InvalidInput
from astreinte.memory import metrics, ranking
from astreinte.memory.kinds import last, of
from astreinte.memory.timeline import Labels, sentence

from . import bounded, retrospect, sections, variant
from .words import Words

ENDED = {"resolved", "closed"}


def compose(
    outcome: Outcome,
    entries: Sequence[Entry],
    settings: Settings,
    words: Words,
    names: Mapping[str, str],
    causes: Mapping[str, str] | None = None,
) -> str:
    """The Markdown of one incident's post-mortem; of an unresolved one, a draft that says so.

    Args:
        outcome: the projection of `entries`.
        entries: all entries of the incident, in order.
        settings: for the targets.
        words: language and zone of the text.
        names: display name by persona tag.
        causes: a short phrase by cause id; an unknown id stands for itself.

    Raises:
        InvalidInput: the incident is BASSE, which is logged and has no post-mortem, or was never triaged.
    """
    if outcome.severity in {None, "BASSE"} or not entries:
        shown = outcome.severity or "not triaged"
        raise InvalidInput(f"{outcome.id} is {shown}: only CRITIQUE, HAUTE and MOYENNE incidents have a post-mortem")
    labels = Labels(names, causes or {})
    facts = _facts(outcome, entries) | _told(outcome, entries, words, labels)
    return words.render(
        "postmortem", outcome=outcome, names=names, causes=labels.causes, targets=settings.targets, **facts
    )


def _facts(outcome: Outcome, entries: Sequence[Entry]) -> dict[str, Any]:
    times = metrics.instants(entries)
    decided = ranking.decision(entries)
    return {
        "resolved": outcome.state in ENDED,
        "duration": outcome.metrics.mttr,
        "impact": metrics.impact(times),
        "mitigated": times.mitigated,
        "started": times.started,
        "reopened": len(times.earlier),
        "services": sections.services(outcome, entries),
        "cause": decided if decided and decided.cause else None,
        "cause_note": decided.rationale if decided else "",
        "impact_text": _impact(entries),
        "conditions": retrospect.conditions(outcome, entries),
        "worked": retrospect.worked(outcome, entries),
        "luck": retrospect.luck(outcome, entries),
        "exposure": variant.exposure(outcome, entries),
        "loss": variant.loss(outcome, entries),
        "audit": {"count": len(entries), "seq": entries[-1].seq, "hash": entries[-1].hash},
    }


def _told(outcome: Outcome, entries: Sequence[Entry], words: Words, labels: Labels) -> dict[str, Any]:
    detected = metrics.instants(entries).detected or entries[0].occurred_at
    decisions = sections.decisions(entries, words, labels)
    answers = of(entries, "question", "answer")
    told, readings = bounded.told(entries), sections.read(entries)
    listed = bounded.listed(readings, {ref for one in outcome.hypotheses for ref in one.evidence})
    return {
        "rows_left": len(entries) - len(told),
        "readings_left": len(readings) - len(listed),
        "day": words.zone.day(detected).isoformat(),
        "offset": _offset(detected, words),
        "rows": sections.lines(told, words, labels, words.zone),
        "security": sections.security(outcome, entries),
        "data_notes": sections.notes(entries, "data"),
        "remedies": sections.remedies(entries),
        "other_remedies": sections.other_remedies(entries, words, labels),
        "prevention": [one | {"text": _bare(one["text"], outcome.id)} for one in _latest(entries, "followup")],
        "lessons": [said["text"] for said in _latest(entries, "learning")],
        "decisions": decisions,
        "dissent": any(one.dissent for one in decisions),
        "answers": [sentence(entry, words, labels) for entry in answers],
        "rejected": sections.rejected(outcome, entries),
        "debt": sections.debt(entries),
        "debt_notes": sections.notes(entries, "debt"),
        "readings": sections.listing(listed),
        "recalled": [one for entry in of(entries, "recalled") for one in entry.data["matches"]],
        "duties": variant.duties(outcome, entries, words.language),
        "checklist": variant.checklist(words.language),
    }


def _offset(instant: datetime, words: Words) -> str:
    shown = words.zone.show(instant, "%z")
    return f"{shown[:3]}:{shown[3:]}"


def _impact(entries: Sequence[Entry]) -> str:
    triaged = last(entries, "triaged")
    return str(triaged.data["impact"]) if triaged else ""


def _bare(text: str, incident: str) -> str:
    """The text without the id of the incident that the whole page is about."""
    return text.removeprefix(incident).lstrip(" :")


def _latest(entries: Sequence[Entry], kind: Kind) -> list[dict[str, Any]]:
    """Each text once, in order."""
    empty = {"due": "", "done_when": ""}
    return list({str(entry.data["text"]): empty | dict(entry.data) for entry in of(entries, kind)}.values())
