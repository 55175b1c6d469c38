"""Verbs over files: bench, record, causes, demo."""

import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from . import show
from .bench import bench
from .session import desk, run, settings_here

Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
FAILED = 9


def register(app: typer.Typer) -> None:
    app.command("bench")(bench)
    app.command("record")(record)
    app.command("causes")(causes)
    app.command("demo")(demo)


def record(
    id: Annotated[str, typer.Argument(metavar="ID", help="Incident id.")],
    *,
    to: Annotated[Path, typer.Option(help="Folder that the scenario's folder is made in.")] = Path("scenarios"),
    name: Annotated[str, typer.Option(help="The scenario's neutral id; the incident's id when absent.")] = "",
    json: Json = False,
) -> int:
    """Turn a finished incident into a scenario that replays it."""
    return run(_record(id, to, name, json=json))


async def _record(incident: str, to: Path, name: str, *, json: bool) -> int:
    from astreinte.replay import record as write

    async with desk(progress=False) as opened:
        path = await write(opened, incident, to, name or incident.lower())
        show.document({"id": incident, "scenario": str(path)}) if json else print(path)
        return 0


Cause = Annotated[str, typer.Argument(metavar="[ID]", help="Cause id; all of them when absent.")]


def causes(id: Cause = "", *, json: Json = False) -> int:
    """Explain a cause: what proves it, what looks like it, how it is mended."""
    from astreinte.agents import Knowledge, explain, overview

    settings = settings_here()
    known = Knowledge.load(Path(settings.knowledge) if settings.knowledge else None)
    language = settings.language
    if id:
        text = explain(known, id, language)
        show.document({"id": id, "text": text}) if json else print(text)
        return 0
    listed = [
        {"id": cause.id, "branch": cause.branch, "title": cause.titles[language]} for cause in known.causes.values()
    ]
    show.document(listed) if json else print(overview(known, language))
    return 0


def demo(*, json: Json = False) -> int:
    """Replay a real recorded incident, from its alert to its post-mortem, on the embedded default."""
    return run(_demo(json=json))


async def _demo(*, json: bool) -> int:
    from astreinte.replay import find, play

    from .progress import Progress

    folder = Path(str(files("astreinte.replay").joinpath("demo")))
    result = await play(find([folder])[0], tell=None if json else lambda settings: Progress(settings).tell)
    if json:
        show.document(result.outcome.model_dump(mode="json"))
    else:
        sys.stderr.flush()
        show.outcome(result.outcome, {}, result.ports, json=False)
        print(f"\n{result.text}")
    return 0 if result.score.passed else FAILED
