"""Which causes are proven, and where."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from astreinte.agents.knowledge import Cause
from astreinte.evidence.concepts import is_said

from .ground import Ground, Sighting, Spot

PLACED = frozenset({"namespace", "node", "host", "volume"})
DENIED_EVERYWHERE = "cluster:"
WELL = "none"
CHANGES = frozenset({"config-changed", "image-changed"})
DECLARED = frozenset({"admission", "scheduling", "startup"})
"""Stages that are decided by what was declared of a component."""

SEVERAL = frozenset({"loud-bystander"})
ONLY_CALLED = "dependency-down"
"""Nothing is its own dependency: only a caller's line tells of it."""


@dataclass(frozen=True, eq=False)
class Match:
    """A cause with one of its proofs whole. `proofs` counts how many of its lists stand; `hints` are what agrees."""

    cause: Cause
    spot: Spot
    proof: tuple[Sighting, ...]
    hints: tuple[Sighting, ...] = ()
    proofs: int = 1

    @cached_property
    def suspected(self) -> bool:
        """Whether words alone prove it."""
        return any(is_said(each.signal) for each in self.proof)

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of the readings, proof before hints, each once."""
        ids = (each for sighting in (*self.proof, *self.hints) for each in sighting.signal.evidence)
        return tuple(dict.fromkeys(ids))


@dataclass(frozen=True, eq=False)
class Denial:
    """A cause whose proof was whole and which another signal rules out."""

    cause: Cause
    spot: Spot
    by: Sighting


def matches(
    ground: Ground,
    causes: Iterable[Cause],
    counts: Callable[[Sighting], bool],
    worth: Callable[[Sighting], float],
) -> tuple[list[Match], list[Denial]]:
    """Every proven cause on every spot, and the proven ones that a denial rules out.

    `counts` throws out the noise. Of several whole proofs the one of most `worth` is kept: a lost reading leaves at
    most a lesser one. Nothing is well, wherever it is seen, while what the incident is about is not.
    """
    found: list[Match] = []
    denied: list[Denial] = []
    for cause in (each for each in causes if not each.proving.isdisjoint(ground.ids)):
        for spot in _spots(ground, cause, counts):
            match = _match(ground, cause, spot, counts, worth)
            if match is None:
                continue
            if by := _denial(ground, cause, spot):
                denied.append(Denial(cause, spot, by))
            else:
                found.append(match)
    return _once(found), denied


def lacking(ground: Ground, cause: Cause, spot: Spot) -> tuple[str, ...]:
    """What the nearest proof of a cause still lacks on a spot; empty when it stands."""
    seen = {each.id for each in _speaking(ground, cause, spot)}
    return min((tuple(s for s in proof if s not in seen) for proof in cause.proves), key=len)


def _spots(ground: Ground, cause: Cause, counts: Callable[[Sighting], bool]) -> list[Spot]:
    """Where the cause may sit: spots that its proving signals speak of; the callee where a line names one."""
    found: dict[Spot, None] = {}
    for each in ground.of(cause.proving):
        if not counts(each):
            continue
        peer = ground.peer(each)
        if cause.sits == "callee" and peer:
            found[Spot(peer)] = None
        elif cause.id != ONLY_CALLED:
            found[each.spot] = None
    return list(found)


def _speaking(ground: Ground, cause: Cause, spot: Spot) -> list[Sighting]:
    """Signals that may prove the cause on the spot."""
    found = [*ground.about(spot)]
    if cause.sits == "callee":
        found += ground.by_peer.get(spot.name, [])
        found += [
            s for caller in ground.callers(spot.name) for s in ground.by_spot.get(Spot(caller), []) if not s.signal.peer
        ]
    return found


def _match(
    ground: Ground, cause: Cause, spot: Spot, counts: Callable[[Sighting], bool], worth: Callable[[Sighting], float]
) -> Match | None:
    near = _speaking(ground, cause, spot)
    ids = {each.id for each in near}
    if not any(ids.issuperset(proof) for proof in cause.proves):
        return None
    speaking = [each for each in near if counts(each) and not _elsewhere(ground, cause, each, spot)]
    by_id: dict[str, list[Sighting]] = {}
    for each in speaking:
        by_id.setdefault(each.id, []).append(each)
    whole = [proof for proof in cause.proves if all(signal in by_id for signal in proof)]
    if not whole or not _applies(ground, cause, spot):
        return None
    shown = [tuple(_closest(by_id[signal], spot) for signal in each) for each in whole]
    proof = max(shown, key=lambda each: (round(sum(map(worth, each)), 3), len(each)))
    best = {each.id for each in proof}
    if not any(_own(ground, cause, each, spot) for each in proof):
        return None
    called = [s for s in ground.by_peer.get(spot.name, []) if counts(s)]
    agree = [s for s in [*speaking, *called] if s.id in cause.signals and s.id not in best]
    agree += [s for s in speaking if s.spot == spot and s.id not in best and _led_to(s, cause)]
    return Match(cause, spot, proof, _hints(agree), len(whole))


def _led_to(sighting: Sighting, cause: Cause) -> bool:
    """Whether it is a change of the component's own files, and the cause is one that lies in what was declared."""
    declared = cause.kind == "configuration-error" or cause.stage in DECLARED
    return declared and sighting.id in CHANGES and sighting.signal.attributes.get("own") != "false"


def _hints(agree: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """One a signal; of what is loud beside the cause, one a metric."""
    found: dict[tuple[str, str], Sighting] = {}
    for each in agree:
        found.setdefault((each.id, each.signal.entity if each.id in SEVERAL else ""), each)
    return tuple(found.values())


def _elsewhere(ground: Ground, cause: Cause, sighting: Sighting, spot: Spot) -> bool:
    """A line about a call to somebody else says nothing of its own component where the cause sits on the callee."""
    return cause.sits == "callee" and ground.peer(sighting) not in {"", spot.name}


def _closest(sightings: Sequence[Sighting], spot: Spot) -> Sighting:
    return next((each for each in sightings if each.spot == spot), sightings[0])


def _own(ground: Ground, cause: Cause, sighting: Sighting, spot: Spot) -> bool:
    if sighting.spot == spot:
        return True
    return cause.sits == "callee" and ground.peer(sighting) == spot.name


def _applies(ground: Ground, cause: Cause, spot: Spot) -> bool:
    """A cause of clusters alone does not sit on a service that the inventory places elsewhere, nor the reverse."""
    service = ground.services.get(spot.name)
    if service is None or service.domain not in {"lxc", "k3s"}:
        return True
    platforms = {domain for domain in cause.domains if domain in {"lxc", "k3s"}}
    return not platforms or service.domain in platforms


def _denial(ground: Ground, cause: Cause, spot: Spot) -> Sighting | None:
    """A signal that rules the cause out: on the spot, on a place under it, or on the cluster.

    The bare word of a person rules out only that all is well.
    """
    for each in ground.of(cause.denies):
        if cause.branch == WELL or "told" not in each.signal.attributes:
            under = each.spot == spot or ground.holds(each.spot, spot)
            if (
                under
                or (cause.branch == WELL and each.spot == ground.incident)
                or each.spot.name.startswith(DENIED_EVERYWHERE)
            ):
                return each
    return None


def _once(found: list[Match]) -> list[Match]:
    """One match per cause and proof: the same signals seen from a place and from what stands on it are one cause."""
    kept: list[Match] = []
    for match in sorted(found, key=_preference):
        shared = [m for m in kept if m.cause is match.cause and set(m.proof) & set(match.proof)]
        if not shared:
            kept.append(match)
    return kept


def _preference(match: Match) -> tuple[bool, int]:
    """A cause of a node or host sits on the place, any other on the component; more of its own proof comes first."""
    wanted = match.cause.target in PLACED
    return (match.spot.place != wanted, -sum(each.spot == match.spot for each in match.proof))


def knows(causes: Iterable[Cause], branches: Iterable[str] | None) -> list[Cause]:
    """The causes on these branches (an inner node stands for its leaves); None: all."""
    if branches is None:
        return list(causes)
    under = tuple(f"{branch}." for branch in branches)
    return [cause for cause in causes if cause.path.startswith(under)]
