"""The verb `chat`."""

import getpass
import os

import typer

from .session import project, run


def register(app: typer.Typer) -> None:
    app.command("chat")(chat)


def chat() -> int:
    """Say what is wrong in your own words; follow the incident, answer, paste output. /help shows what can be typed."""
    return run(_chat())


async def _chat() -> int:
    from langgraph.runtime import RunControl

    from astreinte.config import load_settings
    from astreinte.doors.chat.talk import Talk
    from astreinte.doors.chat.terminal import edited, plainly, printed, rich_terminal
    from astreinte.graph.wiring import open_desk

    from .proving import prove

    where = project()
    settings = load_settings(where, os.environ)
    control = RunControl()
    async with open_desk(where, settings, control=control) as desk:
        by = settings.user.name or getpass.getuser()
        talk = Talk(desk, where, printed, lambda: prove(where, settings, json=False), by)
        if rich_terminal() and _editing():
            await edited(talk, where / ".astreinte" / "chat_history")
        else:
            await plainly(talk)
        if talk.running:
            talk.say("left", id=talk.incident)
            control.request_drain()
        await talk.settled()
    return 0


def _editing() -> bool:
    """Without the extra `chat` the lines are plain."""
    try:
        import prompt_toolkit
    except ImportError:
        return False
    return bool(prompt_toolkit.__version__)
