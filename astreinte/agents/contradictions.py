"""Rules that cannot all be meant: found before they decide an incident."""

from collections.abc import Iterator
from itertools import combinations

from .knowledge import Cause, Knowledge

OPPOSITES = (
    {"service-healthy", "service-unhealthy"},
    {"endpoints-none", "endpoints-ready"},
    {"endpoints-none", "endpoints-not-ready"},
    {"peer-healthy", "peer-failing"},
    {"name-known", "name-unknown-now"},
    {"zero-desired", "pod-pending"},
    {"port-closed", "port-listening"},
)
"""Signals of one component of which at most one holds."""


def contradictions(knowledge: Knowledge) -> tuple[str, ...]:
    """One sentence for each: a proof that rules itself out or can never stand, two causes that nothing tells apart."""
    causes = list(knowledge.causes.values())
    alone = (each for cause in causes for each in _within(cause))
    return (*alone, *(each for one, other in combinations(causes, 2) for each in _between(one, other, knowledge)))


def _within(cause: Cause) -> Iterator[str]:
    for proof in map(frozenset, cause.proves):
        if denied := sorted(proof & cause.denies):
            yield f"{cause.id}: {denied[0]!r} both proves it and denies it; drop one of the two"
        for pair in OPPOSITES:
            if pair <= proof:
                yield f"{cause.id}: {' and '.join(sorted(pair))} never hold together, so this proof never stands"


def _between(one: Cause, other: Cause, knowledge: Knowledge) -> Iterator[str]:
    shared = {frozenset(proof) for proof in one.proves} & {frozenset(proof) for proof in other.proves}
    for proof in sorted(map(sorted, shared)):
        if not _told_apart(one, other, knowledge):
            shown = " + ".join(proof)
            yield (
                f"{one.id} and {other.id}: both proven by {shown}, and nothing tells them apart; "
                "add a signal to one proof, a `denies`, or a `yields_to`"
            )


def _told_apart(one: Cause, other: Cause, knowledge: Knowledge) -> bool:
    """By who gives way, by what rules one of them out, or by where they sit."""
    gives_way = knowledge.yields(one, other) or knowledge.yields(other, one)
    apart = one.target != other.target or one.sits != other.sits or not set(one.domains) & set(other.domains)
    return gives_way or bool(one.denies ^ other.denies) or apart
