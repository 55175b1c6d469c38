"""Work in a process of its own: forked from one that has everything imported and nothing open."""

import asyncio
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

Work = Callable[[], Awaitable[Any]]
PATIENCE = 120.0


class Child:
    """A process that runs `work` and writes what it returns, or the name of what it raised, into a file."""

    def __init__(self, work: Work, report: Path) -> None:
        self._report = report
        report.unlink(missing_ok=True)
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            self._live(work)

    def _live(self, work: Work) -> None:
        code = 0
        try:
            said = {"said": asyncio.run(work())}  # type: ignore[arg-type]
        except BaseException as error:  # noqa: BLE001 - told to the parent, whatever it is
            said, code = {"raised": type(error).__name__, "why": str(error), "trace": traceback.format_exc()}, 1
        self._report.write_text(json.dumps(said), encoding="utf-8")
        os._exit(code)

    def ended(self) -> dict[str, Any]:
        """Wait for it. `killed` where it was; else what it said."""
        _, status = os.waitpid(self.pid, 0)
        if os.WIFSIGNALED(status):
            return {"killed": os.WTERMSIG(status)}
        return json.loads(self._report.read_text(encoding="utf-8"))

    def frozen(self) -> bool:
        """Wait until it has stopped itself; False where it ended before."""
        _, status = os.waitpid(self.pid, os.WUNTRACED)
        return os.WIFSTOPPED(status)

    def wake(self) -> None:
        os.kill(self.pid, signal.SIGCONT)


def waited_for(path: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not path.exists():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path.name} never came")
        time.sleep(0.01)
