"""The verb `prune`: retention."""

from typing import Annotated, Any

import typer

from . import show
from .session import project, run, settings_here

Older = Annotated[str, typer.Option(help="Age from which a finished incident is pruned, e.g. 90d; else `retention:`.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it; without this nothing is changed.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]


def register(app: typer.Typer) -> None:
    app.command("prune")(prune)


def prune(*, older: Older = "", apply: Apply = False, json: Json = False) -> int:
    """Show what finished incidents may lose by now, or with --apply take it: evidence, checkpoints, bulk of journals.

    Post-mortems, what is open, and what proves a journal's head are kept.
    """
    settings = settings_here({"retention": older} if older else None)
    return run(_prune(settings, apply=apply, json=json))


async def _prune(settings: Any, *, apply: bool, json: bool) -> int:
    from astreinte.domain import dump
    from astreinte.graph.pruning import open_pruning
    from astreinte.templates.words import Words

    async with open_pruning(project(), settings) as pruning:
        before = pruning.before(settings.retention)
        found = [each async for each in pruning.prune(before)] if apply else await pruning.would(before)
        if json:
            listed = [dump(each) for each in found]
            show.document({"applied": apply, "before": before.isoformat(), "incidents": listed, "freed": pruning.freed})
            return 0
        words = Words(settings.language, settings.user.timezone)
        for each in found:
            print(f"{each.incident}  {each.why or words.say('prune_entries', count=each.entries)}  {each.title}")
        key = "prune_done" if apply else "prune_would"
        show.say(words.say(key, count=len(found), day=words.zone.show(before, "%Y-%m-%d"), freed=pruning.freed))
        return 0
