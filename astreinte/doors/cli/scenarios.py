"""`astreinte scenario …`: write one by hand, and check what is written."""

from pathlib import Path
from typing import Annotated

import typer

from . import show
from .help import Verbs

Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
FAILED = 9


def register(app: typer.Typer) -> None:
    group = Verbs(help="Scenarios: recorded incidents to be replayed.", no_args_is_help=True)
    group.command("new")(new)
    group.command("check")(check)
    app.add_typer(group, name="scenario")


def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make; its name is the scenario's neutral id.")],
    *,
    title: Annotated[str, typer.Option(help="What was seen.")] = "",
    at: Annotated[str, typer.Option(help="When it was seen, RFC 3339.")] = "",
    service: Annotated[str, typer.Option(help="Service or component.")] = "",
    postmortem: Annotated[
        Path | None, typer.Option(help="A post-mortem in Markdown: its timeline alone, for practising triage.")
    ] = None,
) -> int:
    """Make a scenario folder to fill in; of a post-mortem, one that holds its timeline and nothing of its causes."""
    from astreinte.replay.drafting import draft, from_postmortem

    made = from_postmortem(folder, postmortem) if postmortem else draft(folder, title, at, service)
    print(made)
    return 0


def check(
    paths: Annotated[list[Path], typer.Argument(help="Scenario folders, or folders of them.")], *, json: Json = False
) -> int:
    """Read scenarios as a replay would, and say what nothing will be judged of."""
    import os

    from astreinte.config import load_settings
    from astreinte.replay import find
    from astreinte.templates import Words

    from .session import project

    say = Words(load_settings(project(), os.environ).language).say
    found = [
        {
            "id": each.scenario.id,
            "recordings": len(each.recordings),
            "expected": len(each.scenario.expected.model_dump(exclude_defaults=True)),
        }
        for each in find(paths)
    ]
    if json:
        show.document(found)
    else:
        for each in found:
            print(say("scenario_ok" if each["expected"] else "scenario_nothing", **each))
    return FAILED if any(not each["expected"] for each in found) else 0
