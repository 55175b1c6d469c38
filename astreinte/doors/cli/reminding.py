"""Verbs about telling people: ack, remind."""

import getpass
from typing import Annotated

import typer

from . import show
from .arguments import Id
from .session import desk, run

By = Annotated[str, typer.Option(help="Who takes it up; the user of this terminal when absent.")]


def register(app: typer.Typer) -> None:
    app.command("ack")(ack)
    app.command("remind")(remind)


def ack(id: Id, *, by: By = "") -> int:
    """Take an incident up: no more pages go out for it."""
    return run(_ack(id, by or getpass.getuser()))


async def _ack(incident: str, by: str) -> int:
    from astreinte.graph.reminders import Reminders

    async with desk(progress=False) as opened:
        taken = await Reminders(opened.ports).acknowledge(incident, by)
        show.say(opened.ports.words.say("acknowledged_now" if taken else "nothing_to_acknowledge", id=incident))
        return 0


def remind() -> int:
    """Send what is due: pages nobody has taken up, questions that wait, status updates; `serve` does so by itself."""
    return run(_remind())


async def _remind() -> int:
    from astreinte.graph.reminders import Reminders

    async with desk() as opened:
        ports = opened.ports
        rows = await opened.rows(open_only=True)
        due = [at for row in rows if (at := await Reminders(ports).look(row.id))]
        show.say(ports.words.say("reminded", count=len(rows), next=ports.words.zone.show(min(due)) if due else ""))
        return 0
