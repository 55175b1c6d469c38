"""Load by statement and by wait, as Performance Insights and its like give it: who does what to the database."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from astreinte.domain import Reading, Signal

from .documents import Map, document, every_map, field, first_text, maps

DETAIL = 200
LEADS = 0.4
"""Share of the load from which a statement or a kind of wait is said to lead."""

GREW = 2.0
SHORT = 90
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "maintenance",
        re.compile(
            r"(?i)^\W*(auto)?vacuum\b|^\W*(analyze|reindex|cluster|create (unique )?index|alter table|optimize)\b"
            r"|checkpointer|\bpg_(dump|basebackup)\b|\bmysqldump\b|^postgres: autovacuum"
        ),
    ),
    ("idle", re.compile(r"(?i)idle in transaction|^\W*(<idle>|idle)\W*$")),
    (
        "write",
        re.compile(
            r"(?i)^\W*(insert|update|delete|merge|replace|copy \S+( \([^)]*\))? from)\b"
            r"|^\W*with\b.*\b(insert|update|delete)\b"
        ),
    ),
    ("read", re.compile(r"(?i)^\W*(select|with|fetch|copy)\b")),
)
LOG_WAIT = re.compile(r"(?i)\bWAL|log file sync|binlog|redo")
LOCK_WAIT = re.compile(r"(?i)^lock\b|:(transactionid|tuple|relation)$|row lock|table lock|deadlock")
IDLE_WAIT = re.compile(r"(?i)client:?.?ClientRead|idle in transaction")
CPU_WAIT = re.compile(r"(?i)^cpu\b")


@dataclass(frozen=True)
class Statement:
    """`load` in average active sessions (or per cent); `waits` are its loads by wait event."""

    text: str
    load: float
    waits: tuple[tuple[str, float], ...]
    user: str = ""

    @property
    def kind(self) -> str:
        return next((name for name, pattern in KINDS if pattern.search(self.text)), "other")

    def on(self, pattern: re.Pattern[str]) -> float:
        return sum(load for name, load in self.waits if pattern.search(name))

    @property
    def shown(self) -> str:
        text = " ".join(self.text.split())
        return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


@dataclass(frozen=True)
class Load:
    """Of one database: statements and waits, heaviest first, and how the total went."""

    instance: str
    statements: tuple[Statement, ...]
    waits: tuple[tuple[str, float], ...]
    total: tuple[float, ...]
    reading: Reading

    @property
    def sum(self) -> float:
        return sum(each.load for each in self.statements) or 1.0

    @property
    def grew(self) -> bool:
        return len(self.total) >= 3 and self.total[-1] >= GREW * max(min(self.total[:3]), 0.1)  # noqa: PLR2004


def loads(readings: Sequence[Reading]) -> list[Load]:
    found: list[Load] = []
    for reading in readings:
        for data in every_map(document(reading), 3):
            listed = maps(field(data, "top_sql", "topSql", "top_statements", "statements"))
            if made := sorted((_statement(each) for each in listed), key=lambda each: -each.load):
                found.append(_load(data, made, reading))
    return found


def _load(data: Map, made: list[Statement], reading: Reading) -> Load:
    waits = sorted(_waits(field(data, "top_wait_events", "top_waits", "wait_events")), key=lambda each: -each[1])
    series = field(data, "db_load", "dbload", "load")
    values = field(series, "values") if isinstance(series, dict) else series  # pyright: ignore[reportUnknownArgumentType]
    total = tuple(float(v) for v in values if isinstance(v, int | float)) if isinstance(values, list) else ()  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    instance = first_text(data, "db_instance_identifier", "DBInstanceIdentifier", "identifier", "instance", "resource")
    return Load(instance, tuple(made), tuple(waits), total, reading)


def _statement(data: Map) -> Statement:
    text = first_text(data, "statement", "sql", "query", "db.sql.statement", "digest_text")
    load = _float(first_text(data, "db_load_avg", "load", "aas", "avg_load", "total"))
    return Statement(
        text, load, tuple(_waits(field(data, "wait_events", "waits"))), first_text(data, "user", "db.user")
    )


def _waits(listed: object) -> Iterator[tuple[str, float]]:
    for each in maps(listed):
        if name := first_text(each, "name", "wait_event", "event"):
            yield name, _float(first_text(each, "db_load_avg", "load", "aas", "total"))


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def find_statements(load: Load, limits: Mapping[str, Signal]) -> Iterator[Signal]:
    """What leads the load, where the load is out of its band: it grew, or the instance is at one of its limits."""
    strained = load.grew or bool(limits)
    if not strained or not load.statements:
        return
    for kind, name in (("maintenance", "db-maintenance"), ("write", "db-write-leads"), ("read", "db-read-leads")):
        own = [each for each in load.statements if each.kind == kind]
        if own and (kind == _leader(load) or own[0].load >= LEADS * load.sum):
            yield _tell(name, load, own[0])
    yield from _others(load)


def _leader(load: Load) -> str:
    return load.statements[0].kind


def _others(load: Load) -> Iterator[Signal]:
    """A reader that takes most of the CPU, a writer that fills the disk, sessions that wait on locks or on nothing."""
    cpu = max(load.statements, key=lambda each: each.on(CPU_WAIT))
    if cpu.kind == "read" and cpu.on(CPU_WAIT) >= 0.5 * sum(each.on(CPU_WAIT) for each in load.statements):
        yield _tell("db-cpu-statement", load, cpu)
    writer = next((each for each in load.statements if each.kind == "write"), None)
    if writer:
        yield _tell("db-writer", load, writer)
    whole = sum(value for _, value in load.waits) or 1.0
    for name, pattern in (("db-wait-lock", LOCK_WAIT), ("db-idle-sessions", IDLE_WAIT)):
        held = [(event, value) for event, value in load.waits if pattern.search(event)]
        if sum(value for _, value in held) >= LEADS * whole:
            yield replace(
                _tell(name, load, load.statements[0]), detail=f"Performance Insights: {_listed(held)}"[:DETAIL]
            )
    if idle := next((each for each in load.statements if each.kind == "idle"), None):
        yield _tell("db-idle-sessions", load, idle)


def _tell(name: str, load: Load, statement: Statement) -> Signal:
    waits = _listed(sorted(statement.waits, key=lambda each: -each[1])[:3])
    share = f"{statement.load / load.sum:.0%} of the load ({statement.load:g})"
    detail = f"Performance Insights: {statement.shown}: {share}" + (f", waits {waits}" if waits else "")
    facts = {"component": load.instance, "kind": statement.kind, "statement": statement.shown}
    return Signal(
        name, f"database:{load.instance}", (load.reading.id,), load.reading.at, statement.load, "", detail[:DETAIL], 1,
        {key: value for key, value in facts.items() if value},
    )  # fmt: skip


def _listed(waits: Sequence[tuple[str, float]]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in waits)
