"""From a working directory to a desk, for the length of one command."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from astreinte.domain import Entry

T = TypeVar("T")
INTERRUPTED = 130


def project() -> Path:
    """The nearest folder upwards with `astreinte.yaml`, `.astreinte` or a BMAD root; else the working directory."""
    here = Path.cwd()
    marks = ("astreinte.yaml", ".astreinte", "_bmad", "_grimoire")
    return next((folder for folder in (here, *here.parents) if any((folder / mark).exists() for mark in marks)), here)


def settings_here() -> Any:
    """The project's settings, for verbs that open no desk.

    Raises:
        ConfigError: names the file and the key.
    """
    from astreinte.config import load_settings

    return load_settings(project(), os.environ)


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


@asynccontextmanager
async def desk(
    *, interactive: bool = False, progress: bool = True, flags: Mapping[str, Any] | None = None
) -> AsyncGenerator[Any]:
    """The desk over this project's settings. The first Ctrl-C stops at the next step, the second at once."""
    from langgraph.runtime import RunControl

    from astreinte.config import load_settings
    from astreinte.graph.wiring import open_desk

    from .progress import Progress

    where = project()
    settings = load_settings(where, os.environ, flags)
    tell: Callable[[Entry], None] | None = Progress(settings).tell if progress else None
    control = RunControl()
    async with open_desk(where, settings, tell=tell, interactive=interactive, control=control) as opened:
        with _draining(control):
            yield opened


class _draining:  # noqa: N801 - reads as a verb at its one place of use
    """Ctrl-C and SIGTERM ask the run to stop at its next step; a second one interrupts at once."""

    def __init__(self, control: Any) -> None:
        self._control = control
        self._asked = False

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, self._ask)

    def __exit__(self, *_: object) -> None:
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)

    def _ask(self) -> None:
        if self._asked:
            os._exit(INTERRUPTED)  # state is durable: what was recorded stays, what was under way is resumed
        self._asked = True
        self._control.request_drain()
        print("astreinte: stopping at the next step; Ctrl-C again leaves at once", file=sys.stderr)


def interactive(*, allowed: bool) -> bool:
    """Whether a person can be asked here and now."""
    return allowed and sys.stdin.isatty() and sys.stderr.isatty()
