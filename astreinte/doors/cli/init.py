"""The verb `init`: what a BMAD or Grimoire project needs so that its assistant can call Astreinte."""

from pathlib import Path
from typing import Annotated, Any

import typer

from . import show

Where = Annotated[Path, typer.Option("--project", help="The project's folder.")]
Assistants = Annotated[
    list[str] | None, typer.Option("--cli", help="claude, cursor, copilot, codex or gemini; claude when absent.")
]
Accepted = Annotated[
    list[str] | None, typer.Option("--accept", help="Make an offered change: playbook, menu or overrides.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the diff and change nothing.")]
Undo = Annotated[bool, typer.Option("--undo", help="Take back exactly what init added.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]


def register(app: typer.Typer) -> None:
    app.command("init")(init)


def init(
    *,
    where: Where = Path(),
    cli: Assistants = None,
    accept: Accepted = None,
    dry_run: DryRun = False,
    undo: Undo = False,
    json: Json = False,
) -> int:
    """Lay skills and the MCP server's entry into a project; nothing of its own is overwritten."""
    if undo:
        return _undo(where, json=json)
    import os

    from astreinte import kits
    from astreinte.config import load_settings, resolve

    settings = load_settings(where, os.environ)
    kit = resolve(where, settings.root)
    plan = kits.plan(kit, settings.language, cli or (), accept or ())
    if not json:
        _kit(kit, settings)
    if dry_run:
        show.document(_told(plan, [])) if json else print(kits.diff(kit.project, plan), end="")
        return 0
    paths = kits.apply(kit.project, plan)
    show.document(_told(plan, paths)) if json else _done(settings.language, plan, paths)
    return 0


def _undo(where: Path, *, json: bool) -> int:
    import os

    from astreinte import kits
    from astreinte.config import load_settings
    from astreinte.templates import Words

    language = load_settings(where, os.environ).language
    done = kits.undo(where.resolve())
    if json:
        show.document({"undone": list(done.back), "left": list(done.left), "incidents": done.incidents})
        return 0
    for path in done.back:
        print(f"- {path}")
    for path in done.left:
        print(f"! {path}")
    if done.incidents != 0:
        show.say(Words(language).say("undo_kept", count=done.incidents))
    return 0


def _kit(kit: Any, settings: Any) -> None:
    """Which root was chosen and why, and who holds which role."""
    root = kit.root.name if kit.root else "-"
    show.say(f"{root} ({kit.why}), {settings.language}")
    show.say(", ".join(f"{role}: {name or '—'}" for role, name in settings.roles.items()))


def _told(plan: Any, paths: list[str]) -> dict[str, Any]:
    return {"changes": [change.path for change in plan.changes], "done": paths, "remarks": list(plan.remarks)}


def _done(language: str, plan: Any, paths: list[str]) -> None:
    from astreinte.templates import Words

    for path in paths:
        print(f"+ {path}")
    for remark in plan.remarks:
        show.say(f"! {remark}")
    show.say(Words(language).say("init_done", count=len(paths)))  # pyright: ignore[reportArgumentType] - of the settings
