"""Incidents that wait for a worker: a queue in the same PostgreSQL, kept by procrastinate.

A job says that an incident should be looked at, no more: what there is to do stands in its journal. So a job may come
twice or late and does no harm, and one that was lost is found again by a look at the open incidents.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any

from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from psycopg.errors import RaiseException
from sqlalchemy import make_url

from astreinte.errors import StoreUnavailable

from .engines import session
from .queue_schema import make_tables
from .remedies import unavailable
from .urls import plain_url

NAME = "incidents"
RUN, BEAT, AFTERMATH, REPLAY = "run", "beat", "aftermath", "replay"
BEATS = 3
"""How often a worker shows that it is alive while its lease lasts."""

POLL_S = 5.0
RETRY = RetryStrategy(max_attempts=5, exponential_wait=2)
HELD = ("todo", "doing", "failed")
Handler = Callable[..., Awaitable[None]]


class Queue:
    """One process's way to a queue; `lease` is how long a worker may be silent before its jobs go to another."""

    def __init__(self, app: App, shown: str, lease: float, name: str = NAME) -> None:
        self._app, self._shown, self._lease, self._name = app, shown, lease, name
        self._taught: set[str] = set()

    async def run(self, incident: str, *, reopen: int = 0, at: datetime | None = None) -> None:
        """Have a worker go on with an incident, now or later; where it has ended only since the entry `reopen`.

        Raises:
            StoreUnavailable: it was not taken.
        """
        name = f"{'reopen' if reopen else RUN}:{incident}"
        if at is not None:
            await self._put(RUN, f"{name}:{at.isoformat()}", None, at, incident=incident, reopen=reopen)
        else:
            await self._put(RUN, name, incident, None, incident=incident, reopen=reopen)

    async def beat(self) -> None:
        """Have a worker look once at what people are due to be told, and at incidents that nobody runs."""
        await self._put(BEAT, BEAT, BEAT, None)

    async def aftermath(self, incident: str, at: datetime) -> None:
        """Have a worker look, at that time, at what still fires after the incident was resolved."""
        await self._put(AFTERMATH, f"{AFTERMATH}:{incident}", None, at, incident=incident)

    async def replay(self, run: str, place: int, at: datetime | None = None) -> None:
        """Have a worker play a recorded incident of that run, now or later."""
        name = f"{REPLAY}:{run}:{place}"
        await self._put(REPLAY, name, name, at, run=run, place=place)

    async def clear(self) -> None:
        """Take out every job, whoever holds it."""
        with self._named():
            for job in await self._app.job_manager.list_jobs_async(queue=self._name):
                with suppress(ConnectorException):
                    await self._app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)

    async def _put(self, task: str, name: str, lock: str | None, at: datetime | None, **arguments: Any) -> None:
        """One of a name waits at most; those of one lock run one after the other."""
        wanted = self._app.configure_task(task, queue=self._name, queueing_lock=name, lock=lock, schedule_at=at)
        with self._named(), suppress(AlreadyEnqueued):
            await wanted.defer_async(**arguments)

    async def held(self) -> set[str]:
        """Incidents with a job that waits, is under way or has failed of late."""
        with self._named():
            jobs = [job for status in HELD for job in await self._jobs(status)]
        return {str(job.task_kwargs["incident"]) for job in jobs if job.task_name == RUN}

    async def places(self, run: str) -> set[int]:
        """The tasks of a run of replays with a job that waits, is under way or has failed of late."""
        with self._named():
            jobs = [job for status in HELD for job in await self._jobs(status)]
        return {int(str(job.task_kwargs["place"])) for job in jobs if job.task_kwargs.get("run") == run}

    async def depth(self) -> Mapping[str, int]:
        """How many jobs of incidents there are, by state."""
        with self._named():
            return Counter({status: sum(1 for _ in await self._jobs(status)) for status in HELD})

    async def _jobs(self, status: str) -> list[Job]:
        return list(await self._app.job_manager.list_jobs_async(queue=self._name, status=status))

    async def rescue(self) -> list[str]:
        """Put back what workers held that were silent for a lease; the incidents concerned."""
        manager = self._app.job_manager
        with self._named():
            await manager.delete_old_jobs(nb_hours=1, queue=self._name, include_failed=True, include_aborted=True)
            stalled = list(await manager.get_stalled_jobs(queue=self._name, seconds_since_heartbeat=self._lease))
            for job in stalled:
                await self._put_back(job)
        return [str(job.task_kwargs.get("incident", "")) for job in stalled]

    async def _put_back(self, job: Job) -> None:
        """Again from the start; where the same was asked for meanwhile that one does it.

        Several look at once: a job that is no longer under way has been put back by another, and must stay.
        """
        try:
            await self._app.job_manager.retry_job(job)
        except UniqueViolation:
            with suppress(ConnectorException):
                await self._app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)
        except ConnectorException as error:
            if not isinstance(error.__cause__, RaiseException):
                raise

    async def work(self, handlers: Mapping[str, Handler], at_once: int, patience: float, *, wait: bool = True) -> None:
        """Do what is in the queue until cancelled, which waits `patience` seconds for jobs under way.

        Without `wait` it ends once nothing is left to do.

        Raises:
            StoreUnavailable: the server is gone.
        """
        for name, handler in handlers.items():
            if name not in self._taught:
                self._taught.add(name)
                self._app.task(name=name, queue=self._name, retry=RETRY)(handler)
        with self._named():
            await self._app.run_worker_async(
                queues=[self._name],
                concurrency=at_once,
                wait=wait,
                install_signal_handlers=False,
                delete_jobs="successful",
                shutdown_graceful_timeout=patience,
                update_heartbeat_interval=self._lease / BEATS,
                stalled_worker_timeout=self._lease,
                fetch_job_polling_interval=min(POLL_S, self._lease),
            )

    def _named(self) -> "_Named":
        return _Named(self._shown)


class _Named:
    """What goes wrong on the way to the server, named with place, reason and remedy."""

    def __init__(self, shown: str) -> None:
        self._shown = shown

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, ConnectorException):
            raise unavailable(self._shown, error.__cause__ or error) from error


@asynccontextmanager
async def open_queue(url: str, lease: float, name: str = NAME) -> AsyncGenerator[Queue]:
    """A queue of a PostgreSQL, its tables made when they are not there; open for as long as the block.

    Raises:
        StoreUnavailable: with the place, the reason and what to do.
    """
    connector = PsycopgConnector(conninfo=plain_url(url), min_size=1, max_size=6, kwargs=session())
    app, shown = App(connector=connector), make_url(url).render_as_string(hide_password=True)
    await asyncio.to_thread(make_tables, url)
    async with app.open_async():
        yield Queue(app, shown, lease, name)


__all__ = ["AFTERMATH", "BEAT", "REPLAY", "RUN", "Queue", "StoreUnavailable", "open_queue"]
