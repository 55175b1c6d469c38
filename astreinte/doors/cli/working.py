"""The verb `worker`: runs incidents that a queue in PostgreSQL holds."""

import os
import signal
from typing import Annotated, Any

import typer

from .session import INTERRUPTED, project, run

Concurrency = Annotated[int | None, typer.Option(min=1, max=64, help="Incidents at once; limits.at_once when absent.")]
Replays = Annotated[
    str, typer.Option(metavar="RUN", help="Play recorded incidents of that run of `replay --workers`, nothing else.")
]
Once = Annotated[bool, typer.Option("--once", help="Leave once the queue is empty.")]


def register(app: typer.Typer) -> None:
    app.command("worker")(worker)


def worker(*, concurrency: Concurrency = None, once: Once = False, replays: Replays = "") -> int:
    """Run incidents from the queue that `serve` fills, beside any number of other workers (`queue: true`)."""
    from astreinte.config import load_settings

    where = project()
    if replays:
        return run(_replay(replays, load_settings(where, os.environ)))
    return run(_work(where, load_settings(where, os.environ), concurrency, once=once))


async def _replay(named: str, settings: Any) -> int:
    from astreinte.errors import ConfigError

    try:
        from astreinte.replay.taking_part import take_part
    except ModuleNotFoundError as error:
        raise ConfigError("`astreinte worker` needs its extra: pip install 'astreinte[postgres]'") from error
    await take_part(named, settings)
    return 0


async def _work(where: Any, settings: Any, concurrency: int | None, *, once: bool) -> int:
    from astreinte.errors import ConfigError

    try:
        from astreinte.doors.worker import open_worker
    except ModuleNotFoundError as error:
        raise ConfigError("`astreinte worker` needs its extra: pip install 'astreinte[postgres]'") from error
    from . import show
    from .progress import Progress

    async with open_worker(where, settings, Progress(settings).tell) as opened:
        at_once = concurrency or settings.limits.at_once
        _stopping(opened)
        show.say(f"worker {os.getpid()}: {at_once} at once")
        await opened.work(at_once, once=once)
    return 0


def _stopping(opened: Any) -> None:
    """SIGTERM and Ctrl-C stop each incident at its next step; a second one leaves at once."""
    import asyncio

    def stop() -> None:
        if opened.stopping:
            os._exit(INTERRUPTED)  # state is durable: what was under way is taken over by another worker
        opened.stop()

    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop)
