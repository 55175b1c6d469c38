"""What a person is due to be told of an incident, and when: read off its journal, so that a restart forgets nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from astreinte.config import Paging
from astreinte.domain import Entry, Question, load

What = Literal["page", "question", "update", "end"]
ASKED_OF: frozenset[str] = frozenset({"CRITIQUE", "HAUTE"})
"""Severities whose waiting questions are sent to the user."""
ENDED: frozenset[str] = frozenset({"resolved", "unresolved"})
AT_WORK: frozenset[str] = frozenset({"triage", "active", "waiting", "monitoring"})


@dataclass(frozen=True)
class Due:
    """`number` counts pages and updates from 0; `question` is the id of the question that waits."""

    at: datetime
    what: What
    number: int = 0
    question: str = ""


def dues(entries: Sequence[Entry], paging: Paging) -> list[Due]:
    """Everything that is due, now or later, the earliest first; nothing for an incident that was never triaged."""
    since = _since_reopened(entries)
    severity, state = _last(since, "triaged", "severity"), _last(since, "status", "state")
    if state in ENDED:
        return _end(since)
    if state not in AT_WORK:
        return []
    found = [*_pages(since, paging), *_updates(since, severity, paging)]
    if severity in ASKED_OF:
        found += _questions(since, paging)
    return sorted(found, key=lambda due: due.at)


def pages(entries: Sequence[Entry]) -> list[Entry]:
    """Every attempt to page somebody since the incident began, or was last reopened."""
    return _sent(_since_reopened(entries), "page")


def unacknowledged(entries: Sequence[Entry]) -> bool:
    """Whether somebody was paged and nobody has taken it up."""
    sent = pages(entries)
    return bool(sent) and not _acknowledged(_since_reopened(entries), sent[0])


def _since_reopened(entries: Sequence[Entry]) -> Sequence[Entry]:
    at = max((index for index, entry in enumerate(entries) if entry.kind == "reopened"), default=-1)
    told = [entry for entry in entries[: at + 1] if entry.kind in {"triaged", "question", "answer"}]
    return [*told, *entries[at + 1 :]]


def _last(entries: Sequence[Entry], kind: str, key: str) -> str:
    return next((str(entry.data.get(key, "")) for entry in reversed(entries) if entry.kind == kind), "")


def _sent(entries: Sequence[Entry], about: str) -> list[Entry]:
    return [entry for entry in entries if entry.kind == "notified" and entry.data.get("about", "page") == about]


def _acknowledged(entries: Sequence[Entry], first: Entry) -> bool:
    """By a person, after the first page; triage takes an incident up by itself, which wakes nobody."""
    after = [entry for entry in entries if entry.seq > first.seq]
    taken = (entry.kind == "acknowledged" and entry.data.get("by") != "astreinte" for entry in after)
    answered = (entry.kind == "answer" and entry.data.get("by") != "timeout" for entry in after)
    return any(taken) or any(answered)


def _pages(entries: Sequence[Entry], paging: Paging) -> list[Due]:
    sent = _sent(entries, "page")
    if not sent or _acknowledged(entries, sent[0]):
        return []
    turn = 1 + max(int(entry.data.get("turn", 0)) for entry in sent)
    turns = paging.loops * (1 + len(paging.levels))
    return [Due(sent[-1].recorded_at + paging.every, "page", turn)] if turn < turns else []


def _questions(entries: Sequence[Entry], paging: Paging) -> list[Due]:
    answered = {str(entry.data["question"]) for entry in entries if entry.kind == "answer"}
    told = {str(entry.data.get("question", "")) for entry in _sent(entries, "question")}
    asked = [(entry, load(Question, dict(entry.data))) for entry in entries if entry.kind == "question"]
    waiting = [(entry, each) for entry, each in asked if each.id not in answered | told]
    return [Due(entry.recorded_at + paging.questions, "question", 0, each.id) for entry, each in waiting]


def _updates(entries: Sequence[Entry], severity: str, paging: Paging) -> list[Due]:
    every = {str(name): pause for name, pause in paging.updates.items()}.get(severity)
    triaged = [entry for entry in entries if entry.kind == "triaged"]
    told = [entry for entry in entries if entry.kind == "update"]
    if every is None or not triaged:
        return []
    return [Due((told or triaged)[-1].recorded_at + every, "update", len(told))]


def _end(entries: Sequence[Entry]) -> list[Due]:
    """Whoever was told that it began is told that it is over, once."""
    reached = any(entry.kind == "notified" and entry.data.get("ok") for entry in entries)
    at = max(index for index, entry in enumerate(entries) if entry.kind == "status")
    told = any(entry.kind == "update" for entry in entries[at:])
    return [Due(entries[at].recorded_at, "end")] if reached and not told else []
