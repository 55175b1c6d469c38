"""A finished incident as a scenario: what was read, phase by phase, and what came of it as expectation."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from astreinte.domain import Declaration, Entry, Ref, load, rfc3339
from astreinte.domain.outcome import Outcome
from astreinte.errors import InvalidInput, StoreUnavailable
from astreinte.evidence.sources.recorded import BEFORE, numbered
from astreinte.graph import Desk

FINISHED = frozenset({"resolved", "unresolved", "closed"})


async def record(desk: Desk, incident: str, to: Path, name: str) -> Path:
    """Write `<to>/<name>/scenario.yaml` and `recordings.jsonl`.

    Raises:
        NotFound: no such incident.
        InvalidInput: it has not ended, or the folder holds another scenario.
        StoreUnavailable: the folder cannot be written.
    """
    outcome, entries = await desk.outcome(incident), await desk.entries(incident)
    if outcome.state not in FINISHED:
        raise InvalidInput(f"incident {incident} is {outcome.state}: only a finished one can be recorded")
    folder = to / name
    lines = [json.dumps(line, ensure_ascii=False) for line in _recordings(desk, entries)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "recordings.jsonl", "\n".join(lines) + "\n")
        scenario = yaml.safe_dump(_scenario(desk, name, outcome, entries), allow_unicode=True, sort_keys=False)
        _write(folder / "scenario.yaml", scenario)
    except OSError as error:
        raise StoreUnavailable(f"{folder} cannot be written: {error.strerror}; choose another --to folder") from error
    return folder


def _recordings(desk: Desk, entries: Sequence[Entry]) -> Iterator[Mapping[str, Any]]:
    """Readings in order; an effect that was done opens its own phase, each time anew."""
    entered = [BEFORE]
    for entry in entries:
        if entry.kind == "effect" and entry.data["state"] in {"done", "undone"}:
            undone = "undo-" if entry.data["state"] == "undone" else ""
            phase = f"after:{undone}{entry.data['plan']['action']}"
            entered += [phase] if phase != entered[-1] else []
        if entry.kind == "reading":
            here = numbered(entered[-1], entered.count(entered[-1]))
            yield _line(desk, load(Ref, dict(entry.data)), here)


def _line(desk: Desk, ref: Ref, phase: str) -> Mapping[str, Any]:
    reading = desk.ports.evidence.open(ref)
    return {
        "tool": ref.query.tool,
        "query": ref.query.text,
        "at": rfc3339(ref.at),
        "phase": phase,
        "status": ref.status,
        "text": reading.text,
        **({"why": ref.why} if ref.why else {}),
        "item": ref.query.item,
        **({"where": ref.query.where} if ref.query.where != "local" else {}),
    }


def _scenario(desk: Desk, name: str, outcome: Outcome, entries: Sequence[Entry]) -> dict[str, Any]:
    said = load(Declaration, dict(next(entry.data for entry in entries if entry.kind == "declared")))
    settings = desk.ports.settings
    services = {key: each.model_dump(mode="json", exclude_defaults=True) for key, each in settings.services.items()}
    declare = {
        "title": said.title,
        "at": rfc3339(said.detected),
        "service": said.service,
        "source": said.source,
        "severity": said.severity,
        "impact": said.impact,
        "domain": said.domain,
        "started": rfc3339(said.started) if said.started else None,
        "resolved": rfc3339(said.resolved) if said.resolved else None,
        "text": said.text,
        "labels": dict(said.labels),
    }
    return {
        "id": name,
        "declare": {key: value for key, value in declare.items() if value},
        "environment": {
            "domain": outcome.component.domain if outcome.component else None,
            "timezone": settings.user.timezone,
            "hours": settings.user.hours,
            "policy": settings.policy,
            "services": services,
            "cluster": settings.cluster.model_dump(exclude_defaults=True, mode="json"),
            "sources": dict(settings.sources),
        },
        "recordings": "recordings.jsonl",
        "user": _script(entries),
        "expected": _expected(outcome),
    }


def _script(entries: Sequence[Entry]) -> list[dict[str, str]]:
    kinds = {str(entry.data["id"]): str(entry.data["kind"]) for entry in entries if entry.kind == "question"}
    answers = [entry.data for entry in entries if entry.kind == "answer"]
    return [{"when": kinds[str(each["question"])], "answer": str(each["choice"])} for each in answers]


def _expected(outcome: Outcome) -> dict[str, Any]:
    """What happened, as the expectation that a person then reviews."""
    decision = outcome.decision
    done = list(dict.fromkeys(action.id for action in outcome.actions if action.state == "done"))
    expected = {
        "state": outcome.state,
        "severity": outcome.severity,
        "variant": outcome.variant,
        "lead": outcome.lead,
        "cause": [decision.cause] if decision and decision.cause else [],
        "component": [decision.component] if decision and decision.cause else [],
        "actions": {"any_of": done, **({"order": done} if len(done) > 1 else {})} if done else {},
        "questions": len(outcome.questions),
        "metrics": {"mttr": outcome.metrics.mttr} if outcome.metrics.mttr is not None else {},
    }
    return {key: value for key, value in expected.items() if value not in ({}, [], None)}


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(path.suffix + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
