"""LangGraph's checkpoints beside the journal, in the same database; only plain data comes back out of them."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from .engines import PRAGMAS
from .packing import packing_serializer, strict_serializer
from .remedies import named, unavailable
from .urls import is_postgres, sqlite_path


@asynccontextmanager
async def checkpointer(database_url: str) -> AsyncGenerator[BaseCheckpointSaver[Any]]:
    """A saver on the database of that URL, open for as long as the block.

    Raises:
        ConfigError: the URL is of another kind of database.
        StoreUnavailable: with the place, the reason and what to do.
    """
    if is_postgres(database_url):
        from .shared_checkpoints import shared_checkpointer

        async with shared_checkpointer(database_url, packing_serializer()) as saver:
            yield saver
        return
    path = sqlite_path(database_url)
    if path is None:
        yield InMemorySaver(serde=strict_serializer())
        return
    try:
        await asyncio.to_thread(_probe, path)
        connection = await aiosqlite.connect(path)
    except (OSError, sqlite3.Error) as error:
        raise unavailable(path, error) from error
    try:
        saver = await _ready(connection, path)
    except sqlite3.Error as error:
        await connection.close()
        raise unavailable(path, error) from error
    try:
        yield saver
    finally:
        await connection.close()


def _probe(path: Path) -> None:
    """Fail here, where the error can be caught, and not in the saver's own thread."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA schema_version")
    finally:
        connection.close()


async def _ready(connection: aiosqlite.Connection, path: Path) -> AsyncSqliteSaver:
    for pragma in PRAGMAS:
        await connection.execute(f"PRAGMA {pragma}")
    saver = FileSaver(connection, path)
    await saver.setup()
    return saver


LAST = "(SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = ?1)"
OLDER = tuple(
    f"DELETE FROM {table} WHERE thread_id = ?1 AND checkpoint_id < {LAST}"  # noqa: S608 - names of our own
    for table in ("writes", "checkpoints")
)
"""No graph of ours has subgraphs, so that a thread is one namespace and ids alone put its checkpoints in order."""


class FileSaver(AsyncSqliteSaver):
    """LangGraph's saver on a file; a full disk and the like are named, with what to do."""

    def __init__(self, connection: aiosqlite.Connection, path: Path) -> None:
        super().__init__(connection, serde=packing_serializer())
        self._path = path

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        with named(self._path, sqlite3.Error):
            return await super().aget_tuple(config)

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        with named(self._path, sqlite3.Error):
            return await super().aput(config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        with named(self._path, sqlite3.Error):
            await super().aput_writes(config, writes, task_id, task_path)

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Forget every step of these incidents but the last, which is all that a run goes on from."""
        if strategy != "keep_latest":
            raise NotImplementedError(f"checkpoints are pruned by keep_latest, not {strategy!r}")
        with named(self._path, sqlite3.Error):
            async with self.lock:
                for thread in thread_ids:
                    for statement in OLDER:
                        await self.conn.execute(statement, (thread,))
                await self.conn.commit()
