"""Verbs over thinking: prompts, tasks, failures."""

import json as json_
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from . import show
from .session import desk, project, run

Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
Only = Annotated[str, typer.Option(help="Only this one: triage, analyse, decide or review.")]


def register(app: typer.Typer) -> None:
    app.command("prompts")(prompts)
    app.command("tasks")(tasks)


def prompts(
    id: Annotated[str, typer.Argument(metavar="[ID]", help="Incident id; the demonstration when absent.")] = "",
    *,
    scenario: Annotated[Path | None, typer.Option(help="A recorded incident instead of one of this project.")] = None,
    persona: Annotated[str, typer.Option(help="Only this persona's, e.g. hawk.")] = "",
    task: Only = "",
    tokens: Annotated[bool, typer.Option("--tokens", help="Only how many tokens each has.")] = False,
    json: Json = False,
) -> int:
    """Show exactly what a model would be told of an incident. Nothing is sent."""
    found = run(_prompts(id, scenario))
    chosen = [each for each in found if persona in {"", each.persona} and task in {"", each.task}]
    if json:
        show.document([_plain(each, tokens=tokens) for each in chosen])
    elif tokens:
        rows = [[each.persona, each.task, str(each.tokens)] for each in chosen]
        show.table("", ["persona", "task", "tokens"], [*rows, ["*", "*", str(sum(each.tokens for each in chosen))]])
    else:
        for each in chosen:
            print(f"===== {each.persona} / {each.task} ({each.tokens})\n{each.system}\n-----\n{each.user}\n")
    return 0


async def _prompts(incident: str, scenario: Path | None) -> Any:
    if incident:
        async with desk(progress=False) as opened:
            return await opened.prompts(incident)
    from importlib.resources import files

    from astreinte.config import load_settings
    from astreinte.replay import find
    from astreinte.replay.player import prompts_of

    where = scenario or Path(str(files("astreinte.replay").joinpath("demo")))
    return await prompts_of(find([where])[0], load_settings(project(), os.environ))


def _plain(each: Any, *, tokens: bool) -> dict[str, Any]:
    whole = asdict(each)
    return {key: whole[key] for key in ("persona", "task", "tokens")} if tokens else whole


def tasks(
    id: Annotated[str, typer.Argument(metavar="ID", help="Incident id.")],
    *,
    json: Json = False,
) -> int:
    """What waits for the calling session to think it: the prompt, the schema of the answer, the evidence by id."""
    return run(_tasks(id, json=json))


async def _tasks(incident: str, *, json: bool) -> int:
    async with desk(progress=False) as opened:
        found = await opened.tasks(incident)
        if json:
            show.document([{**asdict(each), "posed": each.posed.isoformat()} for each in found])
            return 0
        for each in found:
            print(f"===== {each.id} ({each.name}, {each.task})\n{each.system}\n-----\n{each.prompt}\n")
            print(f"astreinte answer {incident} {each.id} --file answer.json")
        return 0


def read_answer(path: str) -> Any:
    """The JSON of `--file`, `-` for stdin.

    Raises:
        InvalidInput: it cannot be read or is not JSON.
    """
    from astreinte.errors import InvalidInput

    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        return json_.loads(text)
    except OSError as error:
        raise InvalidInput(f"the answer {path!r} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise InvalidInput(f"the answer {path!r} is not JSON: {error}") from error
