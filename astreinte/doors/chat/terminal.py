"""The chat at a terminal: completion, history, a paste of many lines taken whole; plain lines where there is none."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from .commands import completions
from .talk import Talk

STYLES = {
    "look": "dim",
    "ask": "bold yellow",
    "act": "bold cyan",
    "warn": "red",
    "good": "bold green",
    "start": "bold",
}
"""By group of the swimlanes; the others are plain."""


def rich_terminal() -> bool:
    """Whether lines can be edited here: a terminal at both ends that is not a dumb one."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def printed(text: str, tone: str = "") -> None:
    """On the terminal, with a colour for what it is about; without colours where NO_COLOR, a pipe or TERM say so."""
    from rich.console import Console
    from rich.text import Text

    # a console a line: while a line is edited, prompt_toolkit stands in for the standard output
    Console(highlight=False, soft_wrap=True).print(Text(text, style=STYLES.get(tone, "")))


async def plainly(talk: Talk) -> None:
    """Line by line from a pipe or a dumb terminal; each is answered in full before the next is read."""
    talk.say("hello")
    while (line := await asyncio.to_thread(sys.stdin.readline)) and await talk.take(line):
        await talk.settled()
    await talk.settled()


async def edited(talk: Talk, history: Path) -> None:
    """With prompt_toolkit. Ctrl-C clears the line and never stops an incident, Ctrl-D leaves.

    Raises:
        ImportError: prompt_toolkit is absent.
    """
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory
    from prompt_toolkit.patch_stdout import patch_stdout

    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(history)), completer=_completer(), complete_while_typing=True
    )
    talk.say("hello")
    with patch_stdout(raw=True):
        watching = asyncio.create_task(talk.watch())
        try:
            while True:
                try:
                    line = await session.prompt_async(
                        lambda: f"{talk.incident or 'astreinte'}> ",
                        bottom_toolbar=lambda: talk.bar or None,
                        refresh_interval=1.0,
                    )
                except KeyboardInterrupt:
                    talk.say("interrupted")
                    continue
                except EOFError:
                    return
                if not await talk.take(line):
                    return
        finally:
            watching.cancel()


def _completer() -> Any:
    from prompt_toolkit.completion import Completer, Completion

    class Slash(Completer):
        def get_completions(self, document: Any, complete_event: Any) -> Any:
            del complete_event
            text = document.text_before_cursor
            return [Completion(each, start_position=-len(text)) for each in completions(text)]

    return Slash()
