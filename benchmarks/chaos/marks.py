"""Points in a run at which something can be made to happen: each has a name, and is counted as it is passed."""

import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, TypeVar

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver, CheckpointTuple
from sqlalchemy import Connection

from astreinte.memory import Database

T = TypeVar("T")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def freeze() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


class Marks:
    """Does `then` at the point number `at`, counted from 0; without one it only remembers the names."""

    def __init__(self, at: int | None = None, then: Callable[[], None] = die) -> None:
        self.names: list[str] = []
        self._at, self._then = at, then

    def pass_by(self, name: str) -> None:
        self.names.append(name)
        if self._at == len(self.names) - 1:
            self._then()


class MarkedDatabase(Database):
    """Passes by before a transaction, inside it with all its work done, and after it is committed.

    On PostgreSQL one that stands alone is committed with its only statement.
    """

    marks = Marks()

    async def write(
        self, work: Callable[[Connection], T], *, durable: bool = False, of: str = "", alone: bool = False
    ) -> T:
        kind = "effect" if durable else "entry"

        def inside(connection: Connection) -> T:
            result = work(connection)
            self.marks.pass_by(f"{kind}: not committed")
            return result

        self.marks.pass_by(f"{kind}: not written")
        result = await super().write(inside, durable=durable, of=of, alone=alone)
        self.marks.pass_by(f"{kind}: written")
        return result


class MarkedSaver(BaseCheckpointSaver[Any]):
    """Passes by before and after each checkpoint: the boundaries of the nodes."""

    def __init__(self, inner: BaseCheckpointSaver[Any], marks: Marks) -> None:
        super().__init__(serde=inner.serde)
        self._inner, self._marks = inner, marks

    def fenced(self, incident: str, epoch: int) -> "MarkedSaver":
        inner: Any = self._inner
        return MarkedSaver(inner.fenced(incident, epoch) if hasattr(inner, "fenced") else inner, self._marks)

    @property
    def config_specs(self) -> list[Any]:
        inner: Any = self._inner
        return inner.config_specs

    def get_next_version(self, current: Any, channel: None) -> Any:
        return self._inner.get_next_version(current, channel)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        return await self._inner.aget_tuple(config)

    async def alist(self, config: RunnableConfig | None, **more: Any) -> AsyncIterator[CheckpointTuple]:
        async for each in self._inner.alist(config, **more):
            yield each

    async def aput(self, config: RunnableConfig, checkpoint: Any, metadata: Any, new_versions: Any) -> RunnableConfig:
        self._marks.pass_by("node: not saved")
        kept = await self._inner.aput(config, checkpoint, metadata, new_versions)
        self._marks.pass_by("node: saved")
        return kept

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        self._marks.pass_by("writes: not saved")
        await self._inner.aput_writes(config, writes, task_id, task_path)
        self._marks.pass_by("writes: saved")

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        self._marks.pass_by("steps: not pruned")
        await self._inner.aprune(thread_ids, strategy=strategy)
        self._marks.pass_by("steps: pruned")
