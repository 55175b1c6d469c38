"""What each section of a post-mortem is filled with, as plain data out of the journal."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import groupby

from astreinte.domain import CHECKLIST, ActionRecord, Dissent, Entry, Hypothesis, Item, Plan, Ref, Zone, load
from astreinte.domain.evidence import command_line
from astreinte.domain.outcome import Outcome
from astreinte.memory import ranking
from astreinte.memory.kinds import of
from astreinte.memory.metrics import instants
from astreinte.memory.projection import effects
from astreinte.memory.timeline import Labels, Renderer, cited, sentence
from astreinte.memory.timeline import told as in_order

from .environment import clock

TOLD = {
    *(
        "declared",
        "attached",
        "reopened",
        "triaged",
        "onset",
        "assigned",
        "notified",
        "update",
        "acknowledged",
        "contained",
        "reading",
    ),
    *("finding", "decision", "review", "question", "answer", "refused", "effect", "validation", "mitigated"),
    *("resolved", "note", "closed"),
}
CITED = 3


@dataclass(frozen=True)
class Line:
    clock: str
    phase: str
    text: str
    evidence: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class Ruled:
    cause: str
    component: str
    why: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Decided:
    text: str
    dissent: list[Dissent] = field(default_factory=list[Dissent])


@dataclass(frozen=True)
class Checked:
    item: Item
    ids: list[str]


@dataclass(frozen=True)
class Security:
    """`finding` is a cause id; `checked` says what the absence of one rests on."""

    finding: str
    notes: list[str]
    suspicions: list[Hypothesis]
    checked: list[Checked]


@dataclass(frozen=True)
class Remedy:
    plan: Plan
    command: str
    undo: str
    state: str
    verified: bool | None


def lines(entries: Sequence[Entry], words: Renderer, labels: Labels, zone: Zone) -> list[Line]:
    """The timeline's rows: readings in a row become one, an intent gives way to its result."""
    told = [entry for entry in entries if entry.kind in TOLD and entry.data.get("state") != "intended"]

    @cache
    def phase(kind: str) -> str:
        return words.render("phase", kind=kind)

    shown = _begun(told, words, zone)
    before = instants(told).started if shown else None
    for is_reading, group in groupby(in_order(told, words, labels), key=lambda entry: entry.kind == "reading"):
        rows = list(group)
        for entry in rows[:1] if is_reading else rows:
            ids, text = _collected(rows, words) if is_reading else (cited(entry), sentence(entry, words, labels))
            when = clock(entry.occurred_at, zone, before)
            shown.append(_line(when, phase(entry.kind), text, ids))
            before = entry.occurred_at
    return shown


def _line(when: str, phase: str, text: str, ids: tuple[str, ...]) -> Line:
    return Line(when, phase, text, ids[:CITED], len(ids[CITED:]))


def _begun(entries: Sequence[Entry], words: Renderer, zone: Zone) -> list[Line]:
    """The start of the impact, with what it was read from, where it came before anyone saw it."""
    times = instants(entries)
    if times.started is None or times.detected is None or times.started >= times.detected:
        return []
    source = _source(entries)
    text = words.render("begun", source=source.data.get("started_source") or "unknown")
    return [_line(clock(times.started, zone), words.render("phase", kind="begun"), text, source.evidence)]


def _source(entries: Sequence[Entry]) -> Entry:
    """The entry that the start was read from: what was stated goes before what the evidence shows."""
    triaged = next((entry for entry in reversed(entries) if entry.kind == "triaged"), entries[0])
    stated = triaged.data.get("started") or entries[0].data.get("started")
    return triaged if stated else next((entry for entry in reversed(entries) if entry.kind == "onset"), triaged)


def _collected(readings: Sequence[Entry], words: Renderer) -> tuple[tuple[str, ...], str]:
    """What readings in a row cite, those that had an answer first, and the sentence about them."""
    answered = {ref: entry.data["status"] == "ok" for entry in readings for ref in cited(entry)}
    telling = tuple(ref for ref, ok in answered.items() if ok)
    silent = len(answered) - len(telling)
    return telling or tuple(answered), words.render("readings", count=len(answered), silent=silent)


def readings(entries: Sequence[Entry]) -> list[Ref]:
    """Every reading once."""
    return [load(Ref, dict(entry.data)) for entry in read(entries)]


def listing(entries: Sequence[Entry]) -> list[tuple[str, str, str, datetime, str]]:
    """Of each reading, as a table shows it: id, command, host, moment, status."""
    return [
        (
            str(said["id"]),
            f"{said['query']['tool']} {command_line(tuple(said['query']['args']))}",
            str(said["query"]["where"]),
            datetime.fromisoformat(said["at"]),
            str(said["status"]),
        )
        for said in (entry.data for entry in entries)
    ]


def read(entries: Sequence[Entry]) -> list[Entry]:
    """The last entry of every reading, in the order in which they were first read."""
    return list({str(entry.data["id"]): entry for entry in of(entries, "reading")}.values())


def services(outcome: Outcome, entries: Sequence[Entry]) -> list[str]:
    """The component, and the services that declarations named."""
    declared = [str(entry.data.get("service") or "") for entry in of(entries, "declared", "attached")]
    names = [outcome.component.name] if outcome.component else []
    return [name for name in dict.fromkeys([*names, *declared]) if name]


def notes(entries: Sequence[Entry], about: str) -> list[str]:
    return [str(entry.data["text"]) for entry in of(entries, "note") if entry.data.get("about") == about]


def security(outcome: Outcome, entries: Sequence[Entry]) -> Security:
    decided = outcome.decision.cause if outcome.decision else None
    asked = {str(one.data["id"]): one.data for one in of(entries, "reading") if one.data["status"] == "ok"}
    by_item = [Checked(item, [id_ for id_, one in asked.items() if one["query"]["item"] == item]) for item in CHECKLIST]
    suspected = [one for each in _findings(entries) if each.by == "vault" for one in each.hypotheses]
    return Security(
        finding=decided if decided and outcome.variant == "security" else "",
        notes=notes(entries, "security"),
        suspicions=[one for one in suspected if one.cause != decided],
        checked=[check for check in by_item if check.ids],
    )


def remedies(entries: Sequence[Entry]) -> list[Remedy]:
    return [
        Remedy(one.plan, shlex.join(one.plan.argv), shlex.join(one.plan.undo or ()), one.state, one.verified)
        for one in effects(entries)
    ]


def other_remedies(entries: Sequence[Entry], words: Renderer, labels: Labels) -> list[str]:
    """Containment, and how the impact was lifted where an action did not do it."""
    told = [entry for entry in of(entries, "contained", "mitigated") if entry.data.get("how") or _is_done(entry)]
    return [sentence(entry, words, labels) for entry in told]


def debt(entries: Sequence[Entry]) -> list[ActionRecord]:
    return [record for record in effects(entries) if record.state == "done" and record.plan.lasts == "temporary"]


def decisions(entries: Sequence[Entry], words: Renderer, labels: Labels) -> list[Decided]:
    """Each decision with the objections to it, as the reviews after it left them; one left as it was, once."""
    found: list[Decided] = []
    for entry in of(entries, "decision", "review"):
        if entry.kind == "decision":
            listed = [load(Dissent, one) for one in entry.data["dissent"]]
            said = sentence(entry, words, labels)
            proposed = found.pop().dissent if found and found[-1].text == said else []
            found.append(Decided(said, listed or proposed))
        elif found:
            kept = {name: entry.data[name] for name in ("by", "cause", "component", "maintained", "why")}
            others = [one for one in found[-1].dissent if one.by != kept["by"]]
            found[-1].dissent[:] = [*others, load(Dissent, kept)]
    return found


def rejected(outcome: Outcome, entries: Sequence[Entry]) -> list[Ruled]:
    """What was ruled out by name, then the hypotheses that the decision passed over."""
    chosen = (outcome.decision.cause, outcome.decision.component) if outcome.decision else None
    why = {(one.cause, one.component): one.why for each in _findings(entries) for one in each.hypotheses}
    ruled = [Ruled(one.cause, "", one.why, one.evidence) for each in _findings(entries) for one in each.ruled_out]
    passed_over = [
        Ruled(one.cause, one.component, why.get((one.cause, one.component), ""), tuple(one.evidence))
        for one in outcome.hypotheses
        if (one.cause, one.component) != chosen
    ]
    return list({(one.cause, one.component): one for one in [*ruled, *passed_over]}.values())


def _findings(entries: Sequence[Entry]) -> list[ranking.Finding]:
    return [ranking.finding(entry) for entry in of(entries, "finding")]


def _is_done(entry: Entry) -> bool:
    return entry.kind == "contained" and bool(entry.data["done"])
