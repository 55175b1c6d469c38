"""How well a replayed incident was handled, dimension by dimension, beside the checks of its scenario.

A grade is a share in [0, 1]; None where the scenario expects nothing of that dimension, or nothing of it happened.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from astreinte.blame import lint
from astreinte.domain import Entry
from astreinte.domain.outcome import Outcome

from .scenario import Expected
from .score import applied, fits, in_order, rank

Grades = dict[str, float | None]
FIRST, PLACES = 1, 3
CITED = re.compile(r"\bev-[0-9a-f]{10}\b")
EMPTY = re.compile(r"^## .*\n\s*(?=^## |\Z)", re.MULTILINE)


def grades(expected: Expected, outcome: Outcome, entries: Sequence[Entry], text: str, language: str) -> Grades:
    """Every dimension, in the order of the workflow."""
    place = rank(expected, outcome)
    asked = bool(expected.cause or expected.component)
    return {
        "triage": _share(_triage(expected, outcome)),
        "ac@1": _flag(_decided(expected, outcome)) if asked else None,
        "ac@3": _flag(place is not None and place <= PLACES) if asked else None,
        "cited": _cited(outcome, entries),
        "questions": None if expected.questions is None else _flag(len(outcome.questions) == expected.questions),
        "actions": _share(_actions(expected, outcome)),
        "validation": None if outcome.validation is None else _flag(outcome.validation.passed),
        "postmortem": _share(_postmortem(outcome, entries, text, language)) if text else None,
    }


def _share(checks: Iterator[bool]) -> float | None:
    found = list(checks)
    return round(sum(found) / len(found), 3) if found else None


def _flag(right: bool) -> float:
    return 1.0 if right else 0.0


def _triage(expected: Expected, outcome: Outcome) -> Iterator[bool]:
    for name in ("severity", "variant", "lead"):
        if (wanted := getattr(expected, name)) is not None:
            yield wanted == getattr(outcome, name)


def _decided(expected: Expected, outcome: Outcome) -> bool:
    decided = outcome.decision
    return bool(decided and decided.cause and fits(expected, decided.cause, decided.component))


def _cited(outcome: Outcome, entries: Sequence[Entry]) -> float | None:
    """Whether the decided cause cites evidence, all of it known to the journal."""
    if outcome.decision is None or outcome.decision.cause is None:
        return None
    known = {str(entry.data["id"]) for entry in entries if entry.kind == "reading"}
    cited = {ref for one in outcome.hypotheses if one.rank == FIRST for ref in one.evidence}
    return _flag(bool(cited) and cited <= known)


def _actions(expected: Expected, outcome: Outcome) -> Iterator[bool]:
    """A right one was applied, no forbidden one was, the order was kept, and what was applied was verified."""
    names, said = applied(outcome), expected.actions
    if said.any_of:
        yield bool(set(names) & set(said.any_of))
    if said.forbidden:
        yield not set(names) & set(said.forbidden)
    if said.order:
        yield in_order(said.order, names)
    if names:
        yield all(one.verified is not False for one in outcome.actions if one.state in {"done", "undone"})


def _postmortem(outcome: Outcome, entries: Sequence[Entry], text: str, language: str) -> Iterator[bool]:
    """No empty section, no evidence that the journal does not know, no blame, figures that the times give."""
    known = {str(entry.data["id"]) for entry in entries if entry.kind == "reading"}
    yield EMPTY.search(text) is None
    yield set(CITED.findall(text)) <= known
    yield not any(one.blocks for one in lint(text, language))
    yield _arithmetic(outcome)


def _arithmetic(outcome: Outcome) -> bool:
    times, told = outcome.times, outcome.metrics.mttd
    if told is None or times.started is None or times.detected is None:
        return told is None
    seconds = (datetime.fromisoformat(times.detected) - datetime.fromisoformat(times.started)).total_seconds()
    return abs(told - max(seconds, 0.0)) < 1
