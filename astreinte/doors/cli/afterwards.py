"""Verbs for when it is over: close, followups, insights."""

import getpass
from typing import Annotated, Any

import typer

from . import show
from .arguments import Id
from .session import desk, run

Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
OVERDUE = 9


def register(app: typer.Typer) -> None:
    app.command("close")(close)
    app.command("followups")(followups)
    app.command("insights")(insights)


def close(
    id: Id,
    *,
    without_review: Annotated[str, typer.Option(help="Why it is closed without a reviewed post-mortem.")] = "",
    json: Json = False,
) -> int:
    """Close an incident that has ended; its post-mortem is reviewed first (CRITIQUE, HAUTE)."""
    return run(_close(id, without_review, json=json))


async def _close(incident: str, why: str, *, json: bool) -> int:
    from astreinte.graph.afterwards import Afterwards

    async with desk(progress=False) as opened:
        outcome = await Afterwards(opened.ports).close(incident, getpass.getuser(), why)
        show.outcome(outcome, {}, opened.ports, json=json)
        return 0


def followups(
    *,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only what is overdue; leaves with 9 if anything is.")
    ] = False,
    json: Json = False,
) -> int:
    """What incidents asked of agents and people, and whether it was done."""
    return run(_followups(overdue=overdue, json=json))


async def _followups(*, overdue: bool, json: bool) -> int:
    from astreinte.domain import dump
    from astreinte.graph.afterwards import Afterwards

    async with desk(progress=False) as opened:
        found = [one for one in await Afterwards(opened.ports).followups() if not overdue or one.status == "overdue"]
        if json:
            show.document([dump(one) for one in found])
        else:
            _listed(found, opened.ports)
        return OVERDUE if overdue and found else 0


def _listed(found: list[Any], ports: Any) -> None:
    say = ports.words.say
    if not found:
        show.say(say("followups_none"))
        return
    columns = [say(f"column_{name}") for name in ("id", "status", "due", "to", "text", "recurred")]
    names = ports.labels.names
    lines = [
        [one.incident, say(f"followup_{one.status}"), one.due, names.get(one.to, one.to), one.text, one.recurred]
        for one in found
    ]
    show.table("", columns, lines)


def insights(*, json: Json = False) -> int:
    """What the incidents say together: by cause, service, lead; durations; what came back."""
    return run(_insights(json=json))


async def _insights(*, json: bool) -> int:
    from astreinte.domain import dump
    from astreinte.graph.afterwards import Afterwards

    async with desk(progress=False) as opened:
        found = await Afterwards(opened.ports).insights()
        show.document(dump(found)) if json else _told(found, opened.ports)
        return 0


def _told(found: Any, ports: Any) -> None:
    say, causes, names = ports.words.say, ports.labels.causes, ports.labels.names
    print(say("insights_head", incidents=found.incidents, resolved=found.resolved))
    for name, spread in found.spread.items():
        print(_spread(name, spread, say))
    for one in found.recurring:
        cause = causes.get(one.cause, one.cause)
        print(say("insights_recurring", cause=cause, component=one.component, incidents=", ".join(one.incidents)))
    called = {**causes, **names}
    for name, counts in {**found.by, "nfr": found.nfr}.items():
        if counts:
            shown = ", ".join(f"{called.get(key, key) or say('insights_unknown')} {n}" for key, n in counts.items())
            print(f"{say(f'insights_{name}')} : {shown}")


def _spread(name: str, spread: Any, say: Any) -> str:
    from astreinte.domain import duration_text

    if spread.median is not None:
        known = {each: getattr(spread, each) for each in ("count", "median", "p90", "least", "most")}
        return str(say("insights_spread", name=name, **known))
    if not spread.values:
        return str(say("insights_none", name=name))
    return str(say("insights_few", name=name, values=", ".join(duration_text(value) for value in spread.values)))
