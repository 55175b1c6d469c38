"""Verbs over files: replay, bench, record, causes, demo."""

import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer

from . import show
from .bench import bench
from .incident import Explain
from .session import desk, project, run

Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
FAILED = 9


def register(app: typer.Typer) -> None:
    app.command("replay")(replay)
    app.command("bench")(bench)
    app.command("record")(record)
    app.command("causes")(causes)
    app.command("demo")(demo)


def replay(
    paths: Annotated[list[Path], typer.Argument(help="Scenario folders, folders of them, or a benchmark folder.")],
    *,
    out: Annotated[Path | None, typer.Option(help="Keep each post-mortem in this folder.")] = None,
    explain: Explain = False,
    json: Annotated[bool, typer.Option("--json", help="One outcome a line, then nothing else.")] = False,
) -> int:
    """Replay recorded incidents and judge them; nothing on this machine is touched."""
    return run(_replay(paths, out, explain=explain, json=json))


async def _replay(paths: list[Path], out: Path | None, *, explain: bool, json: bool) -> int:
    from astreinte.replay import find, keep, play

    settings = _settings()
    results: list[Any] = []
    for found in find(paths):
        result = await play(found, settings=settings, explain=explain)
        results.append(result)
        if json:
            show.document(result.document())
        if out is not None:
            keep(result, out)
        if result.drawing and not json:
            show.explained(result.drawing, result.ports)
    if not json:
        _judged(results, settings)
    return FAILED if any(not each.score.passed for each in results) else 0


def _judged(results: list[Any], settings: Any) -> None:
    """One line a scenario, then how many passed of those that could be judged."""
    from astreinte.templates import Words

    words = Words(settings.language, settings.user.timezone)
    columns = [words.say(f"column_{name}") for name in ("scenario", "state", "cause", "rank", "verdict")]
    show.table("", columns, [_row(each, words) for each in results])
    judged = [each for each in results if each.score.judged]
    passed = sum(each.score.passed for each in judged)
    show.say(words.say("replayed", passed=passed, judged=len(judged), unjudged=len(results) - len(judged)))


def _settings() -> Any:
    import os

    from astreinte.config import load_settings

    return load_settings(project(), os.environ)


def _row(result: Any, words: Any) -> list[str]:
    decision = result.outcome.decision
    failed = "; ".join(f"{check.name}: {check.why}" for check in result.score.checks if not check.passed)
    cause = (decision.cause if decision else None) or "-"
    verdict = (failed or "ok") if result.score.judged else words.say("unjudged")
    return [result.scenario.id, result.outcome.state, cause, str(result.score.rank or "-"), verdict]


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

    settings = _settings()
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
