"""What is loud beside a fault without causing it: named, so that nobody goes after it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from astreinte.domain import Signal

DETAIL = 200


def bystanders(signals: Sequence[Signal]) -> Iterator[Signal]:
    """`loud-bystander`: a raised metric that another reading explains apart from the fault, or as its shadow."""
    by_id: Mapping[str, Signal] = {each.id: each for each in reversed(signals)}
    cpu = by_id.get("db-cpu-high") or by_id.get("db-cpu-raised")
    reader, maintenance = by_id.get("db-cpu-statement"), by_id.get("db-maintenance")
    if cpu and maintenance:
        why = f"raised CPU ({_shown(cpu)}) is the shadow of maintenance: its sessions wait, no query computes"
        yield _aside(cpu, maintenance, why)
    elif cpu and reader and "db-replica-late" in by_id and cpu.id == "db-cpu-raised":
        why = f"raised CPU is carried by {_statement(reader)}, which writes no WAL: causally independent of the lag"
        yield _aside(cpu, reader, why)
    piled = by_id.get("db-connections-rising")
    if piled and by_id.keys() & {"db-maintenance", "db-storage-low", "db-wait-lock"}:
        yield _aside(piled, piled, f"connections pile up behind blocked sessions, a victim: {piled.detail}")
    late, full = by_id.get("db-replica-late"), by_id.get("db-storage-low")
    if late and full and "db-write-burst" not in by_id:
        yield _aside(late, full, f"replication lag follows the write stall, a victim: {late.detail}")


def _shown(signal: Signal) -> str:
    return f"{signal.attributes.get('metric', '')} {signal.value:.3g}" if signal.value is not None else signal.id


def _statement(signal: Signal) -> str:
    return signal.attributes.get("statement", "")[:70]


def _aside(loud: Signal, other: Signal, why: str) -> Signal:
    evidence = tuple(dict.fromkeys((*loud.evidence, *other.evidence)))
    entity = f"metric:{loud.attributes.get('metric', loud.id)}"
    return replace(loud, id="loud-bystander", entity=entity, evidence=evidence, detail=why[:DETAIL], count=1)
