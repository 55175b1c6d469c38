"""What keeps a waiting claim from the volumes there are: of the likeliest volume, the first difference."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .model import Claim, Volume
from .values import carries

COMMON = frozenset({"pv", "pvc", "data", "volume", "claim", "vol", "storage"})
"""Words of names that tell nothing about whose volume it is."""

SEVERAL = 2


@dataclass(frozen=True)
class Gap:
    """The signal that a difference is, and its words."""

    signal: str
    detail: str
    facts: dict[str, str] = field(default_factory=dict[str, str])


def keeps(claim: Claim, volumes: Sequence[Volume]) -> Gap | None:
    """The first difference of the free volume that lacks least, or the rival that holds the one that would fit.

    None where a free volume fits, or nothing is comparable.
    """
    free = [(volume, list(_gaps(claim, volume))) for volume in volumes if volume.status == "Available"]
    nearest = min(free, key=lambda each: (len(each[1]), -len(_shared(each[0], claim))), default=None)
    held = _held(claim, volumes)
    if nearest is None or (held and _meant(claim, held, *nearest)):
        return held and Gap("volume-taken", f"{held.name} is bound to {held.claim}", _facts(held))
    return next(iter(nearest[1]), None)


def same_class(claim: Claim, volumes: Iterable[Volume]) -> list[Volume]:
    return [v for v in volumes if claim.storage_class is None or (v.storage_class or "") == claim.storage_class]


def _gaps(claim: Claim, volume: Volume) -> Iterator[Gap]:
    """In the order in which the controller compares."""
    if not same_class(claim, [volume]):
        yield Gap("claim-class-differs", f"class {claim.storage_class!r}; {volume.name} has {volume.storage_class!r}")
    if claim.request is not None and volume.capacity is not None and volume.capacity < claim.request:
        yield Gap("claim-too-large", f"asks {claim.request:g}; {volume.name} has {volume.capacity:g}")
    if claim.modes and volume.modes and not set(claim.modes) <= set(volume.modes):
        yield Gap("claim-mode-differs", f"asks {claim.modes}; {volume.name} offers {volume.modes}")
    if claim.selector and not carries(volume.labels, claim.selector):
        yield Gap("claim-selector-unmatched", f"selector {dict(claim.selector)}; {volume.name} does not carry it")


def _held(claim: Claim, volumes: Sequence[Volume]) -> Volume | None:
    """The volume of another claim that the claim meant: by selector where it has one, else by the likest name."""
    own = f"{claim.namespace}/{claim.name}"
    others = [v for v in volumes if v.status == "Bound" and v.claim != own]
    taken = [v for v in others if all(gap.signal == "claim-selector-unmatched" for gap in _gaps(claim, v))]
    chosen = [v for v in taken if claim.selector and carries(v.labels, claim.selector)] or taken
    return max(chosen, key=lambda volume: len(_words(volume.name) & _words(claim.name)), default=None)


def _meant(claim: Claim, held: Volume, free: Volume, gaps: Sequence[Gap]) -> bool:
    """Whether a held volume is the claim's rather than the free one: that lacks much, or has nothing of its name."""
    named = _words(claim.name) - COMMON
    return len(gaps) >= SEVERAL or bool(gaps and named and named <= _shared(held, claim) and not _shared(free, claim))


def _shared(volume: Volume, claim: Claim) -> set[str]:
    return (_words(volume.name) & _words(claim.name)) - COMMON


def _words(name: str) -> set[str]:
    return set(name.split("-"))


def _facts(held: Volume) -> dict[str, str]:
    return {"volume": held.name, "rival": held.claim}
