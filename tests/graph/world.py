"""A small world for the whole graph: one wiki on a host, recorded; every port is one that ships with the product."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.runtime import RunControl

from astreinte.actions import Action, Catalogue, Effects, Executor, ReplayExecutor, Sent, all_actions
from astreinte.agents import Reasoner
from astreinte.config import Service, Settings
from astreinte.domain import Declaration, Entry, Item, ManualClock, Plan, Query, Reading, ReadingStatus
from astreinte.domain.outcome import Outcome
from astreinte.evidence import Evidence, MemoryStore, RecordedSource, Recording, Redactor, Source, Store
from astreinte.graph import Desk, Ports, Runner
from astreinte.graph.wiring import Outside, Tapped, Tell, assemble
from astreinte.memory import Database, SqlIncidents, SqlJournal, SqlLedger
from astreinte.memory.packing import strict_serializer
from astreinte.replay.stage import Shelf

AT = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
"""A Wednesday, 11:00 in Paris: within hours."""

NIGHT = datetime(2026, 3, 4, 22, 0, tzinfo=UTC)
URL = "http://127.0.0.1:8081/"
WIKI = Service(
    probe=URL,
    manager="supervisor",
    unit="wiki",
    port=8081,
    logs=("/srv/wiki/wiki.log",),
    paths=("/srv/wiki/data",),
    safe_to_free=("/srv/wiki/data/cache/*.tmp",),
)
HEAD = "Filesystem 1024-blocks Used Available Capacity Mounted on\n"


def line(
    tool: str,
    query: str,
    text: str = "",
    *,
    item: Item = "resources",
    phase: str = "before",
    at: datetime = AT,
    status: ReadingStatus = "ok",
    why: str = "",
) -> Recording:
    moment = at if phase == "before" else at + timedelta(minutes=1)
    return Recording(tool, query, moment, phase, status, text, why, item)


def evidence_id(recording: Recording) -> str:
    """The id under which the desk will know this recording."""
    digest = MemoryStore().put(recording.text)
    return Reading(recording.asked, recording.at, recording.status, recording.text, recording.why, digest=digest).id


def df(text: str, phase: str = "before", at: datetime = AT) -> Recording:
    return line("df", "-P -k /srv/wiki/data /", HEAD + text, phase=phase, at=at)


DOWN = line("http", URL, "connection refused")
UP = line("http", URL, "HTTP 200 in 12 ms\nwiki")
FULL = df("wikidata 4096 4096 0 100% /srv/wiki/data\n")
CACHE = line("du", "-k '/srv/wiki/data/cache/*.tmp'", "128\t/srv/wiki/data/cache/a.tmp\n")
STATUS = line("supervisorctl", "status wiki", "wiki RUNNING pid 11, uptime 0:10:00\n")
RULES = line("iptables", "-S", "-P INPUT ACCEPT\n")
LOG = line(
    "tail",
    "-n 400 /srv/wiki/wiki.log",
    "2026-03-04T09:52:00Z ERROR cannot write: No space left on device\n2026-03-04T09:59:00Z ERROR again\n",
    item="logs",
)
ISOLATED = line(
    "iptables",
    "-S",
    "-P INPUT ACCEPT\n-A INPUT ! -i lo -p tcp -m tcp --dport 8081 -m comment --comment astreinte -j REJECT\n",
    phase="after:isolate-network",
)
OPEN = line("iptables", "-S", "-P INPUT ACCEPT\n", phase="after:undo-isolate-network")


def after(action: str, *recordings: Recording) -> tuple[Recording, ...]:
    """These recordings as the world is once the action has been applied."""
    return tuple(replace(r, phase=f"after:{action}", at=r.at + timedelta(minutes=1)) for r in recordings)


ROOM = df("wikidata 4096 8 4088 1% /srv/wiki/data\n")
EMPTIED = line("du", "-k '/srv/wiki/data/cache/*.tmp'", "0\t/srv/wiki/data/cache/a.tmp\n")
BROKEN = (DOWN, FULL, CACHE, STATUS, RULES, ISOLATED, OPEN, LOG)
DISK = (*BROKEN, *after("free-disk", UP, ROOM, EMPTIED))
"""A full disk that `free-disk` mends."""


class Pager:
    """Notes what was paged, to which level; `ok` says whether it got through."""

    def __init__(self, *, ok: bool = True) -> None:
        self.ok = ok
        self.pages: list[str] = []
        self.texts: list[str] = []
        self.levels: list[int] = []

    async def page(self, title: str, text: str, level: int = 1) -> list[Sent]:
        self.pages.append(title)
        self.texts.append(text)
        self.levels.append(level)
        return [Sent("ntfy", ok=self.ok, why="" if self.ok else "no route")]


@dataclass
class Hand:
    """An executor around the recorded one: effects in order, those of `fails` end in failure."""

    inner: Executor
    fails: frozenset[str] = frozenset()
    ran: list[str] = field(default_factory=list[str])

    async def run(self, plan: Plan, argv: tuple[str, ...]) -> tuple[bool, str]:
        undo = "" if argv == plan.argv else "undo-"
        self.ran.append(undo + plan.action)
        if undo + plan.action in self.fails:
            return False, "exit code 1"
        return await self.inner.run(plan, argv)


@dataclass
class World:
    """One desk over a recorded world, and everything behind it that a test looks at."""

    desk: Desk
    ports: Ports
    clock: ManualClock
    database: Database
    journal: SqlJournal
    ledger: SqlLedger
    hand: Hand
    shelf: Shelf
    pager: Pager
    saver: BaseCheckpointSaver[Any]
    store: Store

    async def run(self, declaration: Declaration | None = None, **more: Any) -> Outcome:
        """Declare and run until it ends or waits."""
        return await self.desk.run(await self.desk.declare(declaration or declared(self.clock.now(), **more)))

    async def entries(self, outcome: Outcome, *kinds: str) -> list[Entry]:
        entries = await self.desk.entries(outcome.id)
        return [entry for entry in entries if not kinds or entry.kind in kinds]

    async def kinds(self, outcome: Outcome) -> list[str]:
        return [entry.kind for entry in await self.desk.entries(outcome.id)]

    async def answer(self, outcome: Outcome, choice: str) -> Outcome:
        """Answer the one open question and go on."""
        (question,) = await self.desk.questions(outcome.id)
        await self.desk.answer(outcome.id, question, choice, "alex", how="terminal")
        return await self.desk.run(outcome.id)


def declared(at: datetime = AT, **more: Any) -> Declaration:
    said: dict[str, Any] = {"title": "Le wiki est en panne", "detected": at, "service": "wiki", **more}
    return Declaration(**said)


def settings(**more: Any) -> Settings:
    return Settings.model_validate({"services": {"wiki": WIKI}, **more})


def world(
    recordings: Sequence[Recording] = DISK,
    *,
    at: datetime = AT,
    settings: Settings | None = None,
    reasoner: Reasoner | None = None,
    sources: Sequence[Source] | None = None,
    actions: Iterable[Action] = (),
    hand: Mapping[str, Any] | None = None,
    executor: Executor | None = None,
    pager: Pager | None = None,
    interactive: bool = False,
    holidays: tuple[date, ...] = (),
    pause: Path | None = None,
    database: Database | None = None,
    store: Store | None = None,
    saver: BaseCheckpointSaver[Any] | None = None,
    lock: Any = None,
    control: RunControl | None = None,
    tell: Tell | None = None,
    clock: ManualClock | None = None,
) -> World:
    """Assemble it the way a replay does; every part can be another."""
    chosen = settings or _settings()
    clock, store, redactor = clock or ManualClock(at), store or MemoryStore(), Redactor()
    database, recorded = database or Database.open("sqlite:///:memory:"), RecordedSource(recordings)
    journal, ledger = SqlJournal(database, clock), SqlLedger(database, clock)
    evidence = Evidence([recorded] if sources is None else sources, store, redactor, clock, 5.0, 100_000)
    inner = Hand(executor or ReplayExecutor(recorded.advance), **(hand or {}))
    catalogue = Catalogue((*all_actions("/var/lib/astreinte/preserved"), *actions))
    shelf, told = Shelf(), pager or Pager()
    outside = Outside(
        settings=chosen,
        clock=clock,
        journal=Tapped(journal, tell) if tell else journal,
        incidents=SqlIncidents(database),
        store=store,
        evidence=evidence,
        effects=Effects(chosen, catalogue, ledger, inner, evidence.ask, pause, clock),
        project=shelf,
        notifier=told,
        redactor=redactor,
    )
    ports = assemble(outside, interactive=interactive, holidays=holidays)
    ports = replace(ports, reasoners={"": reasoner}) if reasoner else ports
    saver = saver or InMemorySaver(serde=strict_serializer())
    desk = Desk(ports, Runner(ports, saver, lock or unlocked, control))
    return World(desk, ports, clock, database, journal, ledger, inner, shelf, told, saver, store)


_settings = settings


def unlocked(incident: str) -> AbstractContextManager[None]:
    del incident
    return nullcontext()


class Slow:
    """A source that answers one log query after `until` has let it; counts how many are being asked at once."""

    def __init__(self, name: str, gauge: "Gauge") -> None:
        self.name, self._gauge = name, gauge

    def plan(self, ask: Any) -> Sequence[Query]:
        return () if ask.phase == "probe" else (Query("tail", (self.name,), item="logs"),)

    def accepts(self, query: Query) -> bool:
        return query.args == (self.name,)

    async def read(self, query: Query) -> Reading:
        await self._gauge.enter()
        return Reading(query, AT, "ok", f"{self.name} says nothing")


class Gauge:
    """Lets nobody out before `together` are in; `most` is the highest number at once."""

    def __init__(self, together: int) -> None:
        import asyncio

        self._all, self._together, self._in, self.most = asyncio.Event(), together, 0, 0

    async def enter(self) -> None:
        self._in += 1
        self.most = max(self.most, self._in)
        if self._in == self._together:
            self._all.set()
        await self._all.wait()
        self._in -= 1
