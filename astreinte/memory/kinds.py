"""A journal with its entries at hand by kind: views of a long incident look at the few that they are made from."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from astreinte.domain import Entry, Kind

BULKY: tuple[Kind, ...] = ("reading", "note", "update", "notified")
"""Kinds of which a long incident has very many, and of which an outcome tells no single one."""

Index = Mapping[str, Sequence[Entry]]


class Indexed(list[Entry]):
    """One incident's entries in order. The index is that of the entries it was made with."""

    def __init__(self, entries: Iterable[Entry] = (), by_kind: Index | None = None) -> None:
        super().__init__(entries)
        self.by_kind: Index = _indexed({}, self) if by_kind is None else by_kind

    def then(self, fresh: Sequence[Entry]) -> "Indexed":
        """These entries, and newer ones after them."""
        return Indexed([*self, *fresh], _indexed(self.by_kind, fresh))

    def copy(self) -> "Indexed":
        return Indexed(self, self.by_kind)


def follows(entries: Sequence[Entry], fresh: Sequence[Entry]) -> Indexed | None:
    """All of a journal that was read and then appended to; None where there is an entry of somebody else's between."""
    whole = entries if isinstance(entries, Indexed) else Indexed(entries)
    last_ = whole[-1].seq if whole else 0
    new = [entry for entry in fresh if entry.seq > last_]
    if new and (new[-1].seq - last_ != len(new) or (whole and new[0].prev != whole[-1].hash)):
        return None
    return whole.then(new) if new else whole


def of(entries: Sequence[Entry], *kinds: Kind) -> Sequence[Entry]:
    """The entries of these kinds, in order."""
    if not isinstance(entries, Indexed):
        return [entry for entry in entries if entry.kind in kinds]
    found = [entries.by_kind[kind] for kind in kinds if kind in entries.by_kind]
    return found[0] if len(found) == 1 else sorted((entry for each in found for entry in each), key=_SEQ)


def without(entries: Sequence[Entry], *kinds: Kind) -> Sequence[Entry]:
    """The entries of all other kinds, in order."""
    if not isinstance(entries, Indexed):
        return [entry for entry in entries if entry.kind not in kinds]
    return sorted((entry for kind, each in entries.by_kind.items() if kind not in kinds for entry in each), key=_SEQ)


def last(entries: Sequence[Entry], *kinds: Kind) -> Entry | None:
    """The newest entry of these kinds; None where there is none."""
    if not isinstance(entries, Indexed):
        return next((entry for entry in reversed(entries) if entry.kind in kinds), None)
    return max((entries.by_kind[kind][-1] for kind in kinds if kind in entries.by_kind), key=_SEQ, default=None)


_SEQ = attrgetter("seq")


def _indexed(index: Index, fresh: Iterable[Entry]) -> Index:
    more: dict[str, list[Entry]] = {}
    for entry in fresh:
        more.setdefault(entry.kind, []).append(entry)
    return {**index, **{kind: [*index.get(kind, ()), *each] for kind, each in more.items()}}
