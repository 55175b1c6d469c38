"""What the incident does while a call waits for it, sent as progress to clients that ask for it."""

import asyncio
from typing import Any

from mcp.server.mcpserver import Context

from astreinte.domain import Entry
from astreinte.doors.cli.progress import QUIET


class Progress:
    """`tell` is handed to the desk; `sent` waits until every message is out."""

    def __init__(self, ctx: Context[Any, Any]) -> None:
        self._ctx = ctx
        self._count = 0
        self._sending: list[asyncio.Task[None]] = []

    def tell(self, entry: Entry) -> None:
        if entry.kind in QUIET:
            return
        self._count += 1
        report = self._ctx.report_progress(float(self._count), message=f"{entry.kind} ({entry.actor})")
        self._sending.append(asyncio.ensure_future(report))

    async def sent(self) -> None:
        await asyncio.gather(*self._sending, return_exceptions=True)
