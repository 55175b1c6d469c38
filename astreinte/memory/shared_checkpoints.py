"""LangGraph's checkpoints in PostgreSQL: over connections that come back, written by the newest runner alone."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.serde.base import SerializerProtocol
from psycopg import AsyncConnection, Error
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import make_url

from astreinte.errors import StoreUnavailable

from .checkpoint_rows import FENCED, FREE, PUT, step, written
from .engines import CONNECT_S, UNHURRIED, session
from .ledger import fenced
from .pooled import Cuts, Known, put_back
from .remedies import named
from .urls import plain_url

MOST = 8
"""Connections of one process for checkpoints."""

SETUP = 0x41535443
"""The advisory lock of whoever makes LangGraph's tables: two at once would fail."""

NEWEST = f"SELECT epoch, {UNHURRIED} FROM runners WHERE incident = %s FOR SHARE"  # noqa: S608
"""What is pruned again does no harm, so this waits for no disk either."""

OLDER = """
WITH last AS (SELECT max(checkpoint_id) AS id FROM checkpoints WHERE thread_id = %(thread)s),
writes AS (DELETE FROM checkpoint_writes USING last WHERE thread_id = %(thread)s AND checkpoint_id < last.id),
steps AS (DELETE FROM checkpoints USING last WHERE thread_id = %(thread)s AND checkpoint_id < last.id)
DELETE FROM checkpoint_blobs WHERE thread_id = %(thread)s AND (channel, version) NOT IN (
    SELECT held.key, held.value FROM checkpoints, jsonb_each_text(checkpoint -> 'channel_versions') AS held, last
    WHERE thread_id = %(thread)s AND checkpoint_id = last.id
)
"""
"""No graph of ours has subgraphs, so that a thread is one namespace and ids alone put its checkpoints in order."""

OPTIONS: dict[str, Any] = {
    "autocommit": True,
    "prepare_threshold": 0,
    "row_factory": dict_row,
}


class SharedSaver(AsyncPostgresSaver):
    """The saver over a pool; one that `fenced` returns writes only while its epoch is the incident's newest.

    It saves no step across a crash of the server, which may have forgotten what the same step wrote in the journal.
    """

    def __init__(
        self,
        pool: AsyncConnectionPool[Any],
        serde: SerializerProtocol,
        shown: str,
        cuts: Cuts,
        owner: tuple[str, int] | None = None,
    ) -> None:
        super().__init__(pool, serde=serde)
        self._pool, self._own, self._shown, self._owner = pool, serde, shown, owner
        self._cuts, self._since = cuts, cuts.count

    def fenced(self, incident: str, epoch: int) -> "SharedSaver":
        """The same for one runner: its writes raise `Fenced` once a newer one owns the incident."""
        return SharedSaver(self._pool, self._own, self._shown, self._cuts, (incident, epoch))

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        with named(self._shown, Error):
            return await super().aget_tuple(config)

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        values = step(config, checkpoint, metadata, new_versions, self._own)
        await self._write(PUT, values)
        given = {"thread_id": values["thread"], "checkpoint_ns": values["space"], "checkpoint_id": values["id"]}
        return {"configurable": given}

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        if writes:
            await self._write(*written(config, writes, task_id, task_path, self._own))

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Forget every step of these incidents but the last, which is all that a run goes on from."""
        if strategy != "keep_latest":
            raise NotImplementedError(f"checkpoints are pruned by keep_latest, not {strategy!r}")
        async with self._transaction() as connection:
            for thread in thread_ids:
                await connection.execute(OLDER, {"thread": thread})

    async def _write(self, statement: str, values: dict[str, Any]) -> None:
        """One statement, which is a transaction, and which writes nothing where the epoch is not the newest."""
        incident, epoch = self._owner or ("", 0)
        fence = FENCED if self._owner else FREE
        with named(self._shown, Error), self._cuts.counted():
            async with self._pool.connection() as connection:
                self._check_uncut()
                done = await connection.execute(fence + statement, {**values, "incident": incident, "epoch": epoch})
                row = await done.fetchone()
        if row is None or not row["allowed"]:
            raise fenced(incident, epoch)

    def _check_uncut(self) -> None:
        """A connection was taken, so whoever finds the server gone has found it."""
        if self._owner is not None and self._since != self._cuts.count:
            incident = self._owner[0]
            raise StoreUnavailable(
                f"the server of {self._shown} left this process; where it crashed it may have forgotten the last"
                f" entries of {incident}: run `astreinte resume {incident}`, which goes on from its last step"
            )

    @asynccontextmanager
    async def _transaction(self) -> AsyncGenerator[AsyncConnection[Any]]:
        """One that began by looking at the epoch, and holds on to it."""
        with named(self._shown, Error):
            async with self._pool.connection() as connection, connection.transaction():
                self._check_uncut()
                if self._owner is not None:
                    await _check_newest(connection, *self._owner)
                yield connection


async def _check_newest(connection: AsyncConnection[Any], incident: str, epoch: int) -> None:
    row = await (await connection.execute(NEWEST, (incident,))).fetchone()
    if row is None or row["epoch"] != epoch:
        raise fenced(incident, epoch)


@asynccontextmanager
async def shared_checkpointer(url: str, serde: SerializerProtocol) -> AsyncGenerator[SharedSaver]:
    """The saver on a PostgreSQL, open for as long as the block; a restart of the server does not end it.

    Raises:
        StoreUnavailable: with the place, the reason and what to do.
    """
    shown, cuts = make_url(url).render_as_string(hide_password=True), Cuts()
    with named(shown, Error):
        await _make_tables(plain_url(url), serde)
        pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
            plain_url(url),
            connection_class=Known,
            min_size=1,
            max_size=MOST,
            timeout=2 * CONNECT_S,
            open=False,
            kwargs=session() | OPTIONS,
            reset=put_back,
            check=cuts.alive,
        )
        await pool.open(wait=True, timeout=CONNECT_S)
    try:
        yield SharedSaver(pool, serde, shown, cuts)
    finally:
        await pool.close()


async def _make_tables(url: str, serde: SerializerProtocol) -> None:
    """One process at a time; others ask again, for a session that waits would hold up what is made concurrently."""
    opened: AsyncConnection[Any] = await AsyncConnection.connect(url, **session(), **OPTIONS)
    async with opened as connection:
        while not await _mine(connection):  # noqa: ASYNC110 - what is awaited happens in another process
            await asyncio.sleep(0.1)
        await AsyncPostgresSaver(connection, serde=serde).setup()


async def _mine(connection: AsyncConnection[Any]) -> bool:
    row = await (await connection.execute("SELECT pg_try_advisory_lock(%s) AS mine", (SETUP,))).fetchone()
    return row is not None and bool(row["mine"])
