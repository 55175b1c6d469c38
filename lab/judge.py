"""One row of the table: what happened, beside what would have been right."""

from datetime import datetime
from typing import Any

from .faults import Fault, Right
from .follow import Followed

Row = dict[str, Any]


def row(fault: Fault, right: Right, followed: Followed | None, injected: datetime) -> Row:
    """The figures of one incident; without one, that the fault went unseen."""
    if followed is None:
        return failed(fault, "no incident")
    outcome, decision = followed.outcome, followed.outcome.decision
    wrong = list(_wrong(right, followed))
    detected = followed.seconds(injected, "declared")
    mended = followed.seconds(injected, "mitigated")
    return {
        "fault": fault.name,
        "incident": outcome.id,
        "alert": outcome.title,
        "detected_s": detected,
        "diagnosed_s": followed.seconds(injected, "decision", last=True),
        "fixed_s": followed.seconds(injected, "effect", last=True, state="done"),
        "resolved_s": followed.seconds(injected, "resolved"),
        "alert_to_mended_s": round(mended - detected, 1) if mended is not None and detected is not None else None,
        "cause": decision.cause if decision else None,
        "component": decision.component if decision else None,
        "cause_right": bool(decision and decision.cause in right.causes),
        "lead": outcome.lead,
        "severity": outcome.severity,
        "variant": outcome.variant,
        "state": outcome.state,
        "actions": [f"{each.id} {each.target} {each.state}" for each in outcome.actions],
        "wrong_effects": [f"{each.id} {each.target}" for each in _strange(right, followed)],
        "questions": [each.kind for each in outcome.questions],
        "mttd_s": outcome.metrics.mttd,
        "postmortem": outcome.postmortem,
        "right": not wrong,
        "wrong": wrong,
    }


def failed(fault: Fault, why: str) -> Row:
    """A row without an answer, and why there is none."""
    return {"fault": fault.name, "right": False, "wrong": [why]}


def _strange(right: Right, followed: Followed) -> list[Any]:
    done = [each for each in followed.outcome.actions if each.state in {"done", "undone", "unknown"}]
    return [each for each in done if (each.id, each.target) not in right.effects]


def _wrong(right: Right, followed: Followed) -> list[str]:
    outcome, decision = followed.outcome, followed.outcome.decision
    checks = {
        "cause": decision is not None and decision.cause in right.causes,
        "component": decision is not None and decision.component in right.components,
        "lead": outcome.lead == right.lead,
        "severity": outcome.severity in right.severity,
        "variant": outcome.variant == right.variant,
        "state": outcome.state == right.state,
        "effects": not _strange(right, followed),
        "questions": bool(outcome.questions) == right.asks,
        "postmortem": bool(outcome.postmortem) or outcome.state == "waiting",
    }
    return [name for name, holds in checks.items() if not holds]


def pair(fault: Fault, found: list[Followed]) -> list[tuple[Right, Followed | None]]:
    """Each right answer with the incident that comes closest to it."""
    left = list(found)
    pairs: list[tuple[Right, Followed | None]] = []
    for right in fault.rights:
        best = min(left, key=lambda each: len(_wrong(right, each)), default=None)
        if best is not None:
            left.remove(best)
        pairs.append((right, best))
    return pairs
