"""Every verb of the command line, as Typer reads it: help, mistakes, and whatever `plain` does not take."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from astreinte import __version__

from .help import Forms, Verbs

INTERRUPTED = 130

ROOMS = {
    "incident": "declare resume note answer approve reject",
    "standing": "status list",
    "evidence": "evidence",
    "postmortem": "postmortem",
    "afterwards": "close followups insights",
    "library": "bench record causes demo",
    "admin": "validate schema",
    "brakes": "pause unpause pin",
    "serving": "serve",
    "storing": "db",
    "pruning": "prune",
    "backing": "backup restore",
    "working": "worker",
    "thinking": "prompts tasks",
    "connecting": "mcp",
    "init": "init",
    "recalling": "similar",
    "reminding": "ack remind",
    "replaying": "replay",
    "scenarios": "scenario",
    "chatting": "chat",
}
"""Modules of this package and the verbs that each registers."""

SECTIONS = {
    "An incident": "declare chat status list answer approve reject note evidence ack resume close",
    "Looking back": "postmortem followups insights similar record",
    "What is known": "demo causes replay scenario bench schema",
    "Sessions and agents": "init mcp tasks prompts",
    "Keeping it running": "validate pause unpause pin serve worker remind backup restore prune db",
}
"""Verbs by what they are for, in the order of the help."""


class _Root(Forms):
    sections: Mapping[str, Iterable[str]] = {heading: verbs.split() for heading, verbs in SECTIONS.items()}


def app(rooms: Iterable[str] = ROOMS) -> typer.Typer:
    """The command with the verbs of these modules."""
    made = Verbs(
        name="astreinte",
        cls=_Root,
        help="Runs an incident from its first alert to a signed-off, blameless post-mortem.",
        callback=root,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    for room in rooms:
        import_module(f"{__package__}.{room}").register(made)
    return made


def _asked(arguments: Sequence[str]) -> Iterable[str]:
    """The module of the verb that is called; all of them where help or a mistake has to name every verb."""
    verb = arguments[0] if arguments else ""
    return next(([room] for room, verbs in ROOMS.items() if verb in verbs.split()), ROOMS)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"astreinte {__version__}")
        raise typer.Exit


def root(
    *,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Version.")] = False,
) -> None:
    """Options before the verb."""
    del version


def called(arguments: Sequence[str]) -> Any:
    """Run the verb; what it returns."""
    try:
        return app(_asked(arguments))(list(arguments), standalone_mode=False)
    except typer.Abort:
        return INTERRUPTED
