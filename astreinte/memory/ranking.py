"""One ranked list of hypotheses out of what every persona said in every round."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from astreinte.domain import Decision, Entry, Finding, Hypothesis, load
from astreinte.domain.outcome import HypothesisOut

from . import kinds

EXTRA = {"round", "usage"}


class Said(NamedTuple):
    round: int
    hypothesis: Hypothesis


def finding(entry: Entry) -> Finding:
    """The finding that an entry of that kind carries."""
    return load(Finding, {key: value for key, value in entry.data.items() if key not in EXTRA})


def decision(entries: Sequence[Entry]) -> Decision | None:
    """The last decision, None before the first."""
    found = kinds.last(entries, "decision")
    return load(Decision, {key: value for key, value in found.data.items() if key not in EXTRA}) if found else None


def ranked(entries: Sequence[Entry]) -> list[HypothesisOut]:
    """The decided cause first, then the latest round, most confident first.

    The same cause on the same component is one hypothesis: the latest round's most confident word, all its evidence.
    """
    decided = decision(entries)
    chosen = (decided.cause, decided.component) if decided else None
    groups: defaultdict[tuple[str, str], list[Said]] = defaultdict(list)
    for said in [*_findings(entries), *_decided(decided)]:
        groups[said.hypothesis.cause, said.hypothesis.component].append(said)
    merged = [_merge(group, key == chosen) for key, group in groups.items()]
    return [one.model_copy(update={"rank": rank}) for rank, (_, one) in enumerate(sorted(merged, key=_order), 1)]


def _findings(entries: Sequence[Entry]) -> list[Said]:
    return [
        Said(int(entry.data.get("round", 1)), hypothesis)
        for entry in kinds.of(entries, "finding")
        for hypothesis in finding(entry).hypotheses
    ]


def _decided(decided: Decision | None) -> list[Said]:
    """A decided cause that no finding named still takes its place; named by one, it yields to it."""
    if decided is None or decided.cause is None:
        return []
    facts = (decided.cause, decided.component, decided.confidence, decided.by, decided.evidence)
    return [Said(0, Hypothesis(1, *facts))]


def _merge(group: list[Said], chosen: bool) -> tuple[tuple[bool, int], HypothesisOut]:
    latest, best = max(group, key=lambda said: (said.round, said.hypothesis.confidence))
    merged = HypothesisOut(
        rank=best.rank,
        cause=best.cause,
        component=best.component,
        confidence=best.confidence,
        by=best.by,
        evidence=sorted({ref for said in group for ref in said.hypothesis.evidence}),
    )
    return (not chosen, -latest), merged


def _order(weighed: tuple[tuple[bool, int], HypothesisOut]) -> tuple[bool, int, float, int]:
    weight, merged = weighed
    return (*weight, -merged.confidence, merged.rank)
