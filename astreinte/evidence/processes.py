"""Processes in groups of their own: whatever becomes of who started one, nothing of its group is left running."""

import asyncio
import os
import signal
from collections.abc import Mapping
from contextlib import suppress

PIPE, DEVNULL = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL


async def start(
    *argv: str, env: Mapping[str, str], stdout: int = PIPE, stderr: int = PIPE
) -> asyncio.subprocess.Process:
    """Start an argument list without input.

    A caller that is cancelled before it holds the process could not end what that has started by then: it is ended
    here, before the cancellation goes on.

    Raises:
        OSError, ValueError: it cannot be started.
    """
    making = asyncio.create_subprocess_exec(
        *argv, stdin=DEVNULL, stdout=stdout, stderr=stderr, env=env, start_new_session=True
    )
    starting = asyncio.ensure_future(making)
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        with suppress(OSError, ValueError):
            await end(await starting)
        raise


async def end(process: asyncio.subprocess.Process) -> None:
    """Children that outlive their parent hold the pipes open: the group goes as one."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
