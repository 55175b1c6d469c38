"""Signals that say the same of the same, as one."""

from collections.abc import Iterable
from dataclasses import replace

from astreinte.domain import Signal


def merge(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """One signal per id, entity and peer: counts added, evidence joined, the newest line as detail.

    `at` is the last time it was seen; attributes `first` and `last` are the earliest and latest times of lines.
    """
    merged: dict[tuple[str, str, str, str], Signal] = {}
    for signal in signals:
        key = (signal.id, signal.entity, signal.peer, signal.attributes.get("revision", ""))
        merged[key] = _joined(merged[key], signal) if key in merged else signal
    return tuple(merged.values())


def _joined(old: Signal, new: Signal) -> Signal:
    newer = new if _at(new) >= _at(old) else old
    first = min(filter(None, (old.attributes.get("first"), new.attributes.get("first"))), default="")
    last = max(filter(None, (old.attributes.get("last"), new.attributes.get("last"))), default="")
    times = {name: text for name, text in (("first", first), ("last", last)) if text}
    return replace(
        newer,
        evidence=tuple(dict.fromkeys((*old.evidence, *new.evidence))),
        count=old.count + new.count,
        value=newer.value if newer.value is not None else (old.value if newer is new else new.value),
        attributes={**(old if newer is new else new).attributes, **newer.attributes, **times},
    )


def _at(signal: Signal) -> float:
    return signal.at.timestamp() if signal.at else 0.0
