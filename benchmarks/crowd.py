"""Many incidents for benchmarks: some that wait, copies of one that has ended, one with a week of entries."""

import sqlite3
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from astreinte.config import Settings, load_settings
from astreinte.domain import Declaration, Draft, Entry, Query, dump
from astreinte.graph import Desk
from astreinte.graph.afterwards import Afterwards
from astreinte.graph.wiring import open_desk
from astreinte.memory import Database, chain, sqlite_path
from astreinte.memory.appending import values_of
from astreinte.memory.extending import linked
from astreinte.memory.stamps import stamp
from astreinte.memory.tables import incidents, journal

from .served import Server

NAMES = ("wiki", "mail", "chat", "shop", "files", "build", "login", "search", "video", "print")
WRONG = ("slow", "down", "full", "flapping", "unreachable", "rejecting logins", "out of memory")
BATCH = 200


@asynccontextmanager
async def waiting_desk(project: Path) -> AsyncGenerator[Desk]:
    """A desk that asks which service it is, where a declaration does not say so."""
    async with open_desk(project, settings_of(project), interactive=True) as desk:
        yield desk


def settings_of(project: Path) -> Settings:
    return load_settings(project, {})


def settled(server: Server) -> None:
    """Until the server has looked at every incident that was open when it started."""
    for _ in range(6000):
        text = server.get("/metrics").text
        if all(f'astreinte_jobs{{state="{state}"}} 0.0' in text for state in ("working", "queued")):
            return
        time.sleep(0.1)
    raise SystemExit("the server does not come to rest")


def answer_of(server: Server, project: Path, incident: str) -> float:
    """Seconds from an answer to the first entry that the workflow then writes."""
    with closing(sqlite3.connect(sqlite_path(settings_of(project).database) or "")) as connection:
        last = _last(connection, incident)
        started = time.perf_counter()
        give(server, incident)
        while _last(connection, incident) < last + 2:
            if time.perf_counter() - started > server.patience:
                raise SystemExit(f"{incident} does not go on")
            time.sleep(0.02)
        return round(time.perf_counter() - started, 3)


def give(server: Server, incident: str) -> None:
    """Answer the question that has waited longest, if there is one."""
    for asked in server.get(f"/api/incidents/{incident}/questions").json()[:1]:
        choice = asked["choices"][0]["id"] if asked["choices"] else "wiki"
        server.post(f"/api/incidents/{incident}/questions/{asked['id']}", {"choice": choice, "by": "ana"})


def _last(connection: sqlite3.Connection, incident: str) -> int:
    return int(connection.execute("SELECT head_seq FROM incidents WHERE id = ?", (incident,)).fetchone()[0])


async def closed_copies(project: Path, count: int) -> str:
    """`count` incidents like one that the graph ran and a person closed; the id of the newest."""
    settings = settings_of(project)
    async with open_desk(project, settings) as desk:
        now = desk.ports.clock.now()
        model = await desk.declare(Declaration("the wiki is slow", now, service="wiki"), attach=False)
        await desk.run(model)
        await Afterwards(desk.ports).close(model, "ana", "a model for others")
        entries = await desk.entries(model)
    database = Database.open(settings.database)
    for first in range(0, count - 1, BATCH):
        numbers = range(first, min(first + BATCH, count - 1))
        database.write_now(lambda connection, numbers=numbers: _copy(connection, entries, numbers))
    database.close()
    return model


def _copy(connection: Connection, entries: list[Entry], numbers: range) -> None:
    heads: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for number in numbers:
        moment = datetime.now(UTC) - timedelta(minutes=10 * (number + 1))
        incident = f"INC-{moment:%Y%m%d}-{10_000 + number}"
        service, wrong = NAMES[number % len(NAMES)], WRONG[number % len(WRONG)]
        mine = [*_sealed(incident, entries, f"the {service} is {wrong}", service, moment)]
        rows += mine
        heads.append(
            {
                "id": incident, "title": f"the {service} is {wrong}", "state": "closed", "severity": "HAUTE",
                "service": service, "lead": "forge", "declared": stamp(moment), "updated": stamp(moment),
                "head_seq": mine[-1]["seq"], "head_hash": mine[-1]["hash"],
            }
        )  # fmt: skip
    connection.execute(insert(incidents), heads)
    connection.execute(insert(journal), rows)


def _sealed(incident: str, entries: list[Entry], title: str, service: str, at: datetime) -> Iterator[dict[str, Any]]:
    prev = chain.GENESIS
    for entry in entries:
        data = dict(entry.data) | ({"title": title, "service": service} if entry.kind == "declared" else {})
        draft = Draft(entry.kind, entry.actor, data, entry.evidence, at, entry.key)
        row = linked(values_of(incident, draft, stamp(at)), entry.seq, prev)
        prev = row["hash"]
        yield row


async def entries_over_a_week(project: Path, incident: str, count: int) -> None:
    """Readings, notes and status updates, as they come while a long incident goes on."""
    async with open_desk(project, settings_of(project)) as desk:
        began = desk.ports.clock.now() - timedelta(days=7)
        for first in range(0, count, 1000):
            drafts = [_entry(desk, began, number, count) for number in range(first, min(first + 1000, count))]
            await desk.ports.journal.append(incident, *drafts)


def _entry(desk: Desk, began: datetime, number: int, count: int) -> Draft:
    at = began + timedelta(days=7) * (number / count)
    if number % 10 == 0:
        return Draft("note", "ana", {"text": f"looked again, number {number}"}, occurred_at=at)
    if number % 10 == 1:
        return Draft("update", "incident", {"text": f"nothing new, number {number}"}, occurred_at=at)
    kept = desk.ports.evidence.paste(f"line {number % 50}", f"log of hour {number % 168}", at)
    ref = replace(desk.ports.evidence.ref(kept), query=Query("journalctl", ("-u", f"unit-{number % 168}"), item="logs"))
    return Draft("reading", "incident", dump(ref), (ref.id,), at, f"reading:{number}")
