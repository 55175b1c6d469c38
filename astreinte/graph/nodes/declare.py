"""1.1 what, when, impact, severity, as the caller said it; a resumed incident comes back through here."""

from datetime import datetime

from astreinte.domain import Declaration, Draft, dump, load, rfc3339
from astreinte.graph.ports import Ports
from astreinte.graph.state import State
from astreinte.graph.write import status


async def declare(state: State, ports: Ports) -> State:
    incident = state["incident"]
    declaration = load(Declaration, state["declaration"])
    if not state.get("end"):
        await ports.journal.append(
            incident,
            Draft("declared", declaration.source, dump(declaration), occurred_at=declaration.detected, key="declared"),
            status("triage", "incident", "status:triage"),
        )
        if declaration.resolved:
            await _over(incident, declaration.resolved, ports)
        return {"declared_at": rfc3339(ports.clock.now()), "round": 1, "allowed_rounds": ports.settings.limits.rounds}
    again = state.get("reopened", 0) + 1
    await ports.journal.append(
        incident,
        Draft("reopened", "user", {"from": state["end"]}, key=f"reopened:{again}"),
        status("active", "incident", f"status:reopened:{again}"),
    )
    return {**_fresh(state, ports), "planned": state["end"] == "planned"}


async def _over(incident: str, when: datetime, ports: Ports) -> None:
    """An alert that resolved before anyone came: the times are the alert's, and only the why is left to find."""
    at = {"at": rfc3339(when)}
    await ports.journal.append(
        incident,
        Draft("mitigated", "alert", at, occurred_at=when, key="mitigated"),
        Draft("resolved", "alert", at, occurred_at=when, key="resolved:0"),
    )


def _fresh(state: State, ports: Ports) -> State:
    """A reopened incident keeps its evidence, what was tried and its answers, and decides anew.

    One that nobody has looked into yet, logged or planned, is still in its first round.
    """
    round_ = state["round"] + (1 if state.get("findings") or state.get("decision") else 0)
    return {
        "reopened": 1,
        "end": "",
        "round": round_,
        "allowed_rounds": round_ + ports.settings.limits.rounds - 1,
        "decision": {},
        "settled": False,
        "asks": [],
        "queue": None,
        "alternative": 0,
        "applied": [],
    }
