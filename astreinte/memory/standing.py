"""Where an incident stands, for a person: the few facts of the outcome that come first, without the rest of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from astreinte.domain import Entry, Kind
from astreinte.domain.incident import NOBODY

from . import kinds, metrics

STATE_OF = {"resolved": "resolved", "closed": "closed", "reopened": "active"}


@dataclass(frozen=True)
class Decided:
    """`cause` is None when no cause was found."""

    cause: str | None
    component: str


@dataclass(frozen=True)
class Done:
    id: str
    target: str
    state: str


@dataclass(frozen=True)
class Asked:
    """`open`, `answered`, or `expired`: the time ran out and the workflow went on."""

    id: str
    status: str


@dataclass(frozen=True)
class Measured:
    """Seconds; None where it is unknown."""

    mttd: float | None
    mttr: float | None


@dataclass(frozen=True)
class Standing:
    """A part of `Outcome`, by the same names."""

    id: str
    title: str
    state: str
    severity: str | None
    lead: str
    decision: Decided | None
    actions: tuple[Done, ...]
    questions: tuple[Asked, ...]
    metrics: Measured
    postmortem: str | None


def standing(entries: Sequence[Entry]) -> Standing:
    """Fold one incident's entries, in order; the first is `declared`."""
    first = last_data(entries, "declared")
    times = metrics.instants(entries)
    return Standing(
        id=entries[0].incident if entries else "",
        title=str(first.get("title", "")),
        state=state_of(entries),
        severity=severity(entries),
        lead=last_data(entries, "assigned").get("lead") or NOBODY,
        decision=_decided(last_data(entries, "decision")),
        actions=tuple(_done(each) for each in effects(entries)),
        questions=tuple(Asked(name, status(answer)) for name, _, answer in questions(entries)),
        metrics=Measured(metrics.mttd(times), metrics.mttr(times)),
        postmortem=last_data(entries, "postmortem").get("path"),
    )


def last_data(entries: Sequence[Entry], kind: Kind) -> dict[str, Any]:
    """What the newest entry of a kind says; nothing where there is none."""
    found = kinds.last(entries, kind)
    return dict(found.data) if found else {}


def state_of(entries: Sequence[Entry]) -> str:
    """The state alone, which is told by few entries."""
    found = kinds.last(entries, "status", "resolved", "closed", "reopened")
    if found is None:
        return "triage"
    return str(found.data["state"]) if found.kind == "status" else STATE_OF[found.kind]


def severity(entries: Sequence[Entry]) -> str | None:
    """As triage found it, else as it was declared."""
    return last_data(entries, "triaged").get("severity") or last_data(entries, "declared").get("severity")


def effects(entries: Sequence[Entry]) -> Iterable[Mapping[str, Any]]:
    """The latest record of each effect as the journal has it, in the order of their intents."""
    return {str(entry.data["key"]): entry.data for entry in kinds.of(entries, "effect")}.values()


def questions(entries: Sequence[Entry]) -> list[tuple[str, Any, Mapping[str, Any] | None]]:
    """Id, kind and answer of every question, in order."""
    answers = {entry.data["question"]: entry.data for entry in kinds.of(entries, "answer")}
    asked = {str(entry.data["id"]): entry.data["kind"] for entry in kinds.of(entries, "question")}
    return [(name, kind, answers.get(name)) for name, kind in asked.items()]


def status(answer: Mapping[str, Any] | None) -> str:
    """Of a question, by its answer."""
    if answer is None:
        return "open"
    return "expired" if answer["by"] == "timeout" else "answered"


def _decided(said: Mapping[str, Any]) -> Decided | None:
    return Decided(said["cause"], said["component"]) if said else None


def _done(said: Mapping[str, Any]) -> Done:
    return Done(said["plan"]["action"], said["plan"]["target"], said["state"])
