"""Connections of a pool that know when they were last used, and how often the server has left them."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from psycopg import AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool

from .engines import UNUSED_S


class Known(AsyncConnection[Any]):
    """A connection that knows when it was last given back, by the monotonic clock."""

    used: float | None = None


async def put_back(connection: Known) -> None:
    connection.used = time.monotonic()


class Cuts:
    """How often the server has left the connections of this process: it was restarted, crashed, or is out of reach."""

    def __init__(self) -> None:
        self.count = 0

    async def alive(self, connection: Known) -> None:
        """Ask the server only where it may have been restarted meanwhile; see `engines.UNUSED_S`."""
        if connection.used is None or time.monotonic() - connection.used >= UNUSED_S:
            with self.counted():
                await AsyncConnectionPool.check_connection(connection)

    @contextmanager
    def counted(self) -> Generator[None]:
        try:
            yield
        except OperationalError:
            self.count += 1
            raise
