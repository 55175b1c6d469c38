"""What a security or a data incident has to say beyond the template; unknown where the journal is silent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from astreinte.domain import ActionRecord, Entry
from astreinte.domain.outcome import Outcome
from astreinte.memory.metrics import instants
from astreinte.memory.projection import effects
from astreinte.yamltext import load_shipped

ADDRESS = re.compile(
    r"(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f:]{2,39}(?:\.\d{1,3}){0,3})(?![\w:])", re.IGNORECASE
)
PRIVACY = Path(__file__).with_name("privacy.yaml")
RESTORES = ("restore",)
ROTATES = ("rotate",)


@dataclass(frozen=True)
class Exposure:
    """A security incident: `until` is when it was contained or mitigated, None while it is unknown."""

    indicators: list[str]
    preserved: list[str]
    since: datetime | None
    until: datetime | None
    rotated: list[ActionRecord]


@dataclass(frozen=True)
class Loss:
    """A data incident: `restored` are the restores that ran; what was lost stands in the notes about data."""

    restored: list[ActionRecord]
    tested: list[ActionRecord]


@dataclass(frozen=True)
class Duty:
    """A delay that may apply: `due` is when it ends, counted from when the breach was known."""

    id: str
    text: str
    due: datetime


def exposure(outcome: Outcome, entries: Sequence[Entry]) -> Exposure | None:
    if outcome.variant != "security":
        return None
    times = instants(entries)
    contained = next((entry.occurred_at for entry in entries if entry.kind == "contained" and entry.data["done"]), None)
    return Exposure(
        indicators=_indicators(outcome, entries),
        preserved=[str(e.data["id"]) for e in entries if e.kind == "reading" and e.data["status"] == "ok"],
        since=times.started,
        until=contained or times.mitigated or times.resolved,
        rotated=_acted(entries, ROTATES),
    )


def _indicators(outcome: Outcome, entries: Sequence[Entry]) -> list[str]:
    """Addresses in what was decided and done: enough to look for them elsewhere."""
    said = [outcome.title, outcome.decision.rationale if outcome.decision else ""]
    said += [" ".join([record.plan.target, *record.plan.argv]) for record in effects(entries)]
    said += [str(one["why"]) for e in entries if e.kind == "finding" for one in e.data["hypotheses"]]
    return list(dict.fromkeys(hit for text in said for hit in ADDRESS.findall(text) if _strange(hit)))


def _strange(text: str) -> bool:
    """Whether it is an address, as against a time of day, and not one of this machine itself."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified)


def loss(outcome: Outcome, entries: Sequence[Entry]) -> Loss | None:
    if outcome.variant != "data":
        return None
    restored = _acted(entries, RESTORES)
    return Loss(restored, [record for record in restored if record.verified])


def _acted(entries: Sequence[Entry], words: tuple[str, ...]) -> list[ActionRecord]:
    done = [record for record in effects(entries) if record.state == "done"]
    return [record for record in done if any(word in record.plan.action for word in words)]


def duties(outcome: Outcome, entries: Sequence[Entry], language: str) -> list[Duty]:
    """The delays of `privacy.yaml` for this kind of incident, counted from its detection; no legal advice."""
    known = instants(entries).detected
    if known is None or outcome.variant not in _privacy()["variants"]:
        return []
    return [
        Duty(str(one["id"]), str(one[language]), known + timedelta(hours=float(one["hours"])))
        for one in _privacy()["delays"]
    ]


def checklist(language: str) -> list[str]:
    return [str(one[language]) for one in _privacy()["checklist"]]


@cache
def _privacy() -> dict[str, Any]:
    return dict(load_shipped(PRIVACY.read_text(encoding="utf-8")))
