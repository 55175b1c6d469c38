"""Writes about one incident that are ready at once, as those of a fan-out are, made as one.

Who writes waits until it is written, and is told of its own part. A caller that is cancelled leaves the others alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Generic, TypeVar

from astreinte.errors import InvalidInput

V = TypeVar("V")
R = TypeVar("R")


@dataclass(frozen=True)
class Waiting(Generic[V, R]):
    values: Sequence[V]
    written: asyncio.Future[list[R]]

    def tell(self, results: list[R]) -> None:
        if not self.written.done():
            self.written.set_result(results)

    def fail(self, error: BaseException) -> None:
        if not self.written.done():
            self.written.set_exception(error)


class Together(Generic[V, R]):
    """`turn` keeps the writes about an incident apart; `write` makes one of them, with a result for each value."""

    def __init__(
        self,
        turn: Callable[[str], AbstractAsyncContextManager[object]],
        write: Callable[[str, Sequence[V]], Awaitable[list[R]]],
    ) -> None:
        self._turn, self._write = turn, write
        self._waiting: dict[str, list[Waiting[V, R]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def add(self, incident: str, values: Sequence[V]) -> list[R]:
        """What `write` yields for these values, or raises."""
        mine: Waiting[V, R] = Waiting(values, asyncio.get_running_loop().create_future())
        if incident in self._waiting:
            self._waiting[incident].append(mine)
        else:
            self._waiting[incident] = [mine]
            task = asyncio.create_task(self._take(incident))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await mine.written

    async def _take(self, incident: str) -> None:
        """All who wait by the time that it is their turn; others who run now get to where they write first."""
        batch = self._waiting[incident]
        try:
            await asyncio.sleep(0)
            async with self._turn(incident):
                del self._waiting[incident]
                await self._make(incident, batch)
        finally:
            if self._waiting.get(incident) is batch:
                del self._waiting[incident]
            for each in batch:
                each.written.cancel()

    async def _make(self, incident: str, batch: Sequence[Waiting[V, R]]) -> None:
        try:
            results = iter(await self._write(incident, [value for each in batch for value in each.values]))
        except InvalidInput as error:
            if len(batch) == 1:
                batch[0].fail(error)
            else:
                for each in batch:
                    await self._make(incident, [each])
        except Exception as error:  # noqa: BLE001 - each caller raises it
            for each in batch:
                each.fail(error)
        else:
            for each in batch:
                each.tell([next(results) for _ in each.values])
