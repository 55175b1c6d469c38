"""A server that only enqueues and workers in processes of their own, over a real PostgreSQL."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from astreinte.config import Settings, load_settings
from astreinte.domain import SystemClock
from astreinte.doors.web.app import create_app
from astreinte.errors import ConfigError
from astreinte.memory import Database, SqlJournal
from astreinte.memory.queue import Queue, open_queue
from tests.postgres import new_database, postgres

__all__ = ["postgres"]
TOKEN = "a-token-for-the-tests-alone"
PATIENCE = 120.0
YAML = """language: en
policy: observe
queue: true
limits: {lease: 2s, rounds: 1}
sources: {recorded: {path: FOLDER/readings.jsonl}}
services:
  till: {probe: "http://127.0.0.1:9/"}
  garden: {probe: "tcp://127.0.0.1:9"}
  barn: {probe: "tcp://127.0.0.1:9"}
"""


class Place:
    """A project over a database of its own."""

    def __init__(self, folder: Path, url: str, yaml: str = YAML) -> None:
        self.folder, self.url = folder, url
        (folder / "readings.jsonl").touch()
        (folder / "astreinte.yaml").write_text(yaml.replace("FOLDER", str(folder)), encoding="utf-8")

    @property
    def settings(self) -> Settings:
        return load_settings(self.folder, {"ASTREINTE_DATABASE_URL": self.url})

    def worker(self, *options: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "astreinte", "worker", *options]
        environment = {**os.environ, "ASTREINTE_DATABASE_URL": self.url, "PYTHONPATH": str(Path(__file__).parents[2])}
        return subprocess.Popen(command, cwd=self.folder, env=environment, stderr=subprocess.PIPE, text=True)

    @contextmanager
    def workers(self, count: int) -> Generator[list["subprocess.Popen[str]"]]:
        running = [self.worker() for _ in range(count)]
        try:
            yield running
        finally:
            for each in running:
                each.kill()
                each.communicate()

    @asynccontextmanager
    async def queue(self) -> AsyncGenerator[Queue]:
        async with open_queue(self.url, 2.0) as queue:
            yield queue


@pytest.fixture
def place(tmp_path: Path, postgres: str) -> Place:
    return Place(tmp_path, new_database(postgres))


@asynccontextmanager
async def server(place: Place) -> AsyncGenerator[tuple[httpx.AsyncClient, Any]]:
    app = create_app(place.folder, place.settings, TOKEN)
    async with app.router.lifespan_context(app):
        headers = {"Authorization": f"Bearer {TOKEN}"}
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://door", headers=headers) as client:
            yield client, app.state.office


async def until(reached: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await reached():  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.2)


async def kinds(place: Place, incident: str) -> list[str]:
    """The kinds of the verified journal."""
    database = Database.open(place.url)
    journal = SqlJournal(database, SystemClock())
    await journal.verify(incident)
    found = [entry.kind for entry in await journal.read(incident)]
    database.close()
    return found


async def declared(client: httpx.AsyncClient, service: str) -> str:
    body = {"title": f"The {service} is down", "service": service, "severity": "high", "attach": False}
    return str((await client.post("/api/incidents", json=body)).raise_for_status().json()["id"])


async def test_the_server_enqueues_and_two_workers_run_each_incident_once(place: Place) -> None:
    """
    Nothing runs without a worker; with two, each incident is triaged once and ends, and the queue is empty.
    """
    async with server(place) as (client, office):
        opened = [await declared(client, service) for service in ("till", "garden", "barn", "till")]
        await office.jobs.idle()
        assert [await kinds(place, each) for each in opened] == [["declared"]] * 4

        async def over() -> bool:
            return all(row.state == "unresolved" for row in await office.desk.rows())

        with place.workers(2):
            await until(over)
        for incident in opened:
            found = await kinds(place, incident)
            assert (found.count("triaged"), found.count("postmortem"), found.count("reopened")) == (1, 1, 0)


async def test_sigterm_lets_a_worker_save_its_step_and_another_goes_on(place: Place) -> None:
    """
    It leaves with 0, soon; what was under way is back in the queue and ends.
    """
    async with place.queue() as queue, server(place) as (client, office):
        incident = await declared(client, "till")
        await office.jobs.idle()
        with place.workers(1) as (first,):

            async def begun() -> bool:
                return len(await office.desk.entries(incident)) > 1

            await until(begun)
            first.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(first.wait, PATIENCE) == 0
        done = await asyncio.to_thread(place.worker("--once").communicate)
        assert "worker" in done[1]

        async def over() -> bool:
            return (await office.desk.outcome(incident)).state == "unresolved"

        await until(over)
        assert (await queue.depth())["doing"] == 0
    assert (await kinds(place, incident)).count("triaged") == 1


async def test_a_killed_workers_incident_is_taken_over(place: Place) -> None:
    """
    kill -9 with an incident in hand: once its lease is over, the other worker ends it; nothing is done twice.
    """
    async with server(place) as (client, office):
        incident = await declared(client, "till")
        with place.workers(1) as (first,):

            async def begun() -> bool:
                return len(await office.desk.entries(incident)) > 1

            await until(begun)
            first.kill()
        with place.workers(1):

            async def over() -> bool:
                return (await office.desk.ports.incidents.list())[0].state == "unresolved"

            await until(over)
    found = await kinds(place, incident)
    assert (found.count("triaged"), found.count("postmortem")) == (1, 1)


async def test_an_ended_incident_is_reopened_by_who_asks_and_by_nothing_else(place: Place) -> None:
    """
    A job that comes twice, or late, starts nothing again; `resume` does, once.
    """
    async with place.queue() as queue, server(place) as (client, office):
        incident = await declared(client, "till")
        await office.jobs.idle()
        await asyncio.to_thread(place.worker("--once").communicate)
        await queue.run(incident)
        await asyncio.to_thread(place.worker("--once").communicate)
        assert "reopened" not in await kinds(place, incident)
        office.jobs.start([incident])
        await office.jobs.idle()
        await asyncio.to_thread(place.worker("--once").communicate)
        assert (await kinds(place, incident)).count("reopened") == 1


async def test_an_incident_that_never_reached_the_queue_is_found(place: Place) -> None:
    """
    Whoever declared it died before it could say so: a worker finds it when it starts.
    """
    async with server(place) as (_, office):
        from tests.graph.world import declared as said

        incident = await office.desk.declare(said(office.desk.ports.clock.now(), service="till", severity="HAUTE"))
    await asyncio.to_thread(place.worker("--once").communicate)
    assert "triaged" in await kinds(place, incident)


async def test_without_postgresql_there_is_no_queue(tmp_path: Path) -> None:
    """
    The server says at its start what to set.
    """
    place = Place(tmp_path, f"sqlite:///{tmp_path}/a.db")
    with pytest.raises(ConfigError, match="database: postgresql://"):
        async with server(place):
            raise AssertionError("unreachable")
