"""The journal's entry: the one source of which state, timeline, metrics and post-mortem are projections."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Kind = Literal[
    "declared",  # declaration
    "attached",  # a second alert or declaration joined this incident
    "reopened",
    "status",  # state
    "recalled",  # matches: past incidents that resemble, hints for whoever reads
    "onset",  # started, started_source, why: read from the evidence of the decided cause
    "triaged",  # severity, variant, component, impact, assumptions, box
    "assigned",  # lead, support, why
    "notified",  # channel, ok, why; about: page, question or update; turn, question
    "update",  # text, next: a status update, and when the next one is due
    "contained",  # done, why
    "reading",  # a Ref
    "missing",  # item, why
    "finding",  # a Finding
    "decision",  # a Decision
    "review",  # a Review
    "question",  # a Question
    "answer",  # an Answer
    "task",  # id, persona, task, round, prompt: what a session is asked to think as a persona
    "turn",  # task, answer or null, by: what the session said, or that nobody did in time
    "thought",  # persona, task, stop, detail, usage: what the thinking of a model cost and how it ended
    "refused",  # a fix or plan that policy, catalogue or platform refused, and why
    "effect",  # an ActionRecord: intended, then done, failed, unknown or undone
    "validation",  # passed, checks, untold, round
    "acknowledged",
    "mitigated",
    "resolved",
    "postmortem",  # path
    "edited",  # by, digest of the text as somebody left it in the room
    "reviewed",  # by, digest of the text that was reviewed
    "followup",  # to, text, due
    "learning",
    "note",
    "warning",  # a fallback, a file that could not be written: something a person may want to know
    "closed",
    "pruned",  # ranges: the entries that retention took; collected: readings among them that had an answer
]


@dataclass(frozen=True)
class Draft:
    """An entry before it has its place in the chain.

    `key` makes it idempotent: a second draft with the same incident and key is the first one. `data` is plain JSON.
    """

    kind: Kind
    actor: str
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    evidence: tuple[str, ...] = ()
    occurred_at: datetime | None = None
    key: str = ""


@dataclass(frozen=True)
class Entry:
    incident: str
    seq: int
    kind: Kind
    actor: str
    occurred_at: datetime
    recorded_at: datetime
    data: Mapping[str, Any]
    evidence: tuple[str, ...]
    key: str
    prev: str
    hash: str
