"""From a working directory to a desk, for the length of one command."""

import os
import signal
import sys
from collections.abc import AsyncGenerator, Coroutine, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

if TYPE_CHECKING:
    from langgraph.runtime import RunControl

    from astreinte.config import Settings
    from astreinte.graph.onlooker import Onlooker
    from astreinte.graph.opening import Opening
    from astreinte.graph.tapped import Tell

T = TypeVar("T")
INTERRUPTED = 130
CODES = {"waiting": 3, "unresolved": 4}


def project() -> Path:
    """The nearest folder upwards with `astreinte.yaml`, `.astreinte` or a BMAD root; else the working directory."""
    here = Path.cwd()
    marks = ("astreinte.yaml", ".astreinte", "_bmad", "_grimoire")
    return next((folder for folder in (here, *here.parents) if any((folder / mark).exists() for mark in marks)), here)


def settings_here(flags: Mapping[str, Any] | None = None) -> Any:
    """The project's settings, for verbs that open no desk.

    Raises:
        ConfigError: names the file and the key.
    """
    from astreinte.config import load_settings

    return load_settings(project(), os.environ, flags)


def run(work: Coroutine[Any, Any, T]) -> T:
    import asyncio

    return asyncio.run(work)


def look(work: Coroutine[Any, Any, T]) -> T:
    """Run what only looks. It waits for nothing, so it needs no event loop, whose start takes as long as the look."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    finally:
        work.close()
    raise AssertionError("a look has waited for something")


@contextmanager
def looking() -> "Generator[Onlooker]":
    """What this project knows, for a verb that changes nothing: it opens without the workflow, at once."""
    from astreinte.config.glance import glance
    from astreinte.graph.onlooker import onlooker

    where = project()
    with onlooker(where, glance(where, os.environ)) as opened:
        yield opened


@contextmanager
def opening(settings: "Settings", tell: "Tell") -> "Generator[Opening]":
    """Where incidents are opened: what diagnoses them is not loaded yet, so this is there at once."""
    from astreinte.graph.opening import opening as over

    with over(project(), settings, tell) as opened:
        yield opened


@asynccontextmanager
async def desk(
    *,
    interactive: bool = False,
    progress: bool = True,
    flags: Mapping[str, Any] | None = None,
    tell: "Tell | None" = None,
    draining: "Draining | None" = None,
) -> AsyncGenerator[Any]:
    """The desk over this project's settings. The first Ctrl-C stops at the next step, the second at once."""
    from langgraph.runtime import RunControl

    from astreinte.config import load_settings
    from astreinte.graph.wiring import open_desk

    from .progress import Progress

    where = project()
    settings = load_settings(where, os.environ, flags)
    tell = tell or (Progress(settings).tell if progress else None)
    control = RunControl()
    async with open_desk(where, settings, tell=tell, interactive=interactive, control=control) as opened:
        with (draining or Draining()).governs(control):
            yield opened


class Draining:
    """Ctrl-C and SIGTERM ask the run to stop at its next step, even before it begins; a second one interrupts."""

    def __init__(self) -> None:
        self._control: RunControl | None = None
        self._asked = False

    def governs(self, control: "RunControl") -> Self:
        """Stop this run, at once if that was asked for already."""
        self._control = control
        if self._asked:
            control.request_drain()
        return self

    def __enter__(self) -> None:
        import asyncio

        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, self._ask)

    def __exit__(self, *_: object) -> None:
        import asyncio

        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)

    def _ask(self) -> None:
        if self._asked:
            os._exit(INTERRUPTED)  # state is durable: what was recorded stays, what was under way is resumed
        self._asked = True
        if self._control is not None:
            self._control.request_drain()
        print("astreinte: stopping at the next step; Ctrl-C again leaves at once", file=sys.stderr)


def interactive(*, allowed: bool) -> bool:
    """Whether a person can be asked here and now."""
    return allowed and sys.stdin.isatty() and sys.stderr.isatty()
