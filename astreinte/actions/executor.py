"""What finally runs an argument list: the only module that starts a process which may change something."""

import asyncio
import os
import sys
from collections.abc import Callable
from typing import Protocol

from astreinte.domain import Plan
from astreinte.evidence.phrases import Language
from astreinte.evidence.processes import end, start

from .procedures import TOOL
from .reasons import reason

OUTPUT = 4000
"""Bytes of output kept, the last ones."""

ENVIRONMENT = ("PATH", "HOME", "DOCKER_HOST", "KUBECONFIG", "XDG_RUNTIME_DIR")
IDENTITY = {
    "GIT_AUTHOR_NAME": "astreinte",
    "GIT_AUTHOR_EMAIL": "astreinte@localhost",
    "GIT_COMMITTER_NAME": "astreinte",
    "GIT_COMMITTER_EMAIL": "astreinte@localhost",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
}


class Executor(Protocol):
    async def run(self, plan: Plan, argv: tuple[str, ...]) -> tuple[bool, str]:
        """Run `argv`, which is the plan's own, its dry run or its undo.

        Returns:
            Whether it ended with success, and its output, capped.
        """
        ...


class HostExecutor:
    """Runs on this host: an argument list, no shell, a bare environment, a deadline, its own process group."""

    def __init__(self, language: Language = "fr") -> None:
        self._language: Language = language

    async def run(self, plan: Plan, argv: tuple[str, ...]) -> tuple[bool, str]:
        environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ} | IDENTITY
        try:
            process = await start(*_found(argv), env=environment, stderr=asyncio.subprocess.STDOUT)
        except (OSError, ValueError) as error:
            why = error.strerror or error if isinstance(error, OSError) else error
            return False, reason(self._language, "cannot_start", tool=argv[0], why=why)
        try:
            async with asyncio.timeout(plan.timeout):
                output = await _tail(process.stdout)
                code = await process.wait()
        except TimeoutError:
            await end(process)
            return False, reason(self._language, "too_long", tool=argv[0], seconds=plan.timeout)
        except asyncio.CancelledError:
            await end(process)
            raise
        return code == 0, output.decode(errors="replace").strip()


class RedactedExecutor:
    """Any executor, its output without secrets: it goes to the ledger, the journal and the post-mortem."""

    def __init__(self, executor: Executor, clean: Callable[[str], str]) -> None:
        self._executor, self._clean = executor, clean

    async def run(self, plan: Plan, argv: tuple[str, ...]) -> tuple[bool, str]:
        ok, output = await self._executor.run(plan, argv)
        return ok, self._clean(output)


class ReplayExecutor:
    """Applies nothing: an effect moves the recordings on to what was seen after that action."""

    def __init__(self, advance: Callable[[str], None]) -> None:
        self._advance = advance

    async def run(self, plan: Plan, argv: tuple[str, ...]) -> tuple[bool, str]:
        if argv == plan.dry:
            return True, "replayed"
        self._advance(f"after:{plan.action}" if argv == plan.argv else f"after:undo-{plan.action}")
        return True, "replayed"


def _found(argv: tuple[str, ...]) -> tuple[str, ...]:
    """Procedures are this very installation's, whatever the path holds under their name."""
    if argv[0] != TOOL:
        return argv
    return (sys.executable, "-P", "-m", "astreinte.actions.procedures", *argv[1:])


async def _tail(stream: asyncio.StreamReader | None) -> bytes:
    """The last bytes of the output; what came before is read and dropped."""
    kept = b""
    while stream and (chunk := await stream.read(65536)):
        kept = (kept + chunk)[-OUTPUT:]
    return kept


class NotingExecutor:
    """Runs nothing and notes every argument list: a fake for tests, and for trying what would have run."""

    def __init__(self) -> None:
        self.ran: list[tuple[str, ...]] = []

    async def run(self, plan: Plan, argv: tuple[str, ...]) -> tuple[bool, str]:
        del plan
        self.ran.append(argv)
        return True, ""
