"""The `astreinte` command: one verb list, errors that a person can act on, exit codes that a script can."""

import gc
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from astreinte import __version__
from astreinte.errors import AstreinteError
from astreinte.lazy import deferring

INTERRUPTED = 130
GATHERING = ("langgraph_sdk", "langsmith.types")
"""LangGraph needs one module of each; what else they gather, clients of servers, takes longer to load than the rest."""

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
"""Modules of this package and the verbs that each registers, in the order of the help."""


def app(rooms: Iterable[str] = ROOMS) -> typer.Typer:
    """The command with the verbs of these modules."""
    made = typer.Typer(
        name="astreinte",
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


def run(arguments: list[str] | None = None) -> None:
    """Run the command and leave with its exit code."""
    collect_seldom()
    deferring(*GATHERING)
    sys.exit(execute(arguments))


def collect_seldom() -> None:
    """What is known of causes and a long journal are a million objects that stay.

    To look for rubbish among them at every seven hundredth takes longer than to read them.
    """
    gc.set_threshold(50_000, 20)


def execute(arguments: list[str] | None = None) -> int:
    """Run the command; the exit code.

    0 done, 1 failure, 2 usage, 3 waiting for the user, 4 unresolved, 5 refused by policy, 6 not found, 7 time or budget
    spent, 8 integrity, 9 lint or quality, 130 interrupted.
    """
    try:
        code: Any = app(_asked(sys.argv[1:] if arguments is None else arguments))(arguments, standalone_mode=False)
    except AstreinteError as error:
        print(f"astreinte: {error}", file=sys.stderr)
        return error.exit_code
    except typer.Abort:
        return INTERRUPTED
    except KeyboardInterrupt:
        print("astreinte: interrupted; `astreinte resume ID` goes on where it stopped", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the door: recorded in full, told in one line
        return _unexpected(error)
    return code if isinstance(code, int) else 0


def _unexpected(error: Exception) -> int:
    """Usage errors of the command line speak for themselves; anything else is written down."""
    show = getattr(error, "show", None)
    if callable(show):
        show()
        return int(getattr(error, "exit_code", 2))
    import traceback

    path = Path(".astreinte") / "errors.log"
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat()} {' '.join(sys.argv[1:])}\n{traceback.format_exc()}\n")
        where = f"; details in {path}"
    except OSError:
        where = ""
        traceback.print_exc()
    print(f"astreinte: unexpected {type(error).__name__}: {error}{where}. Nothing recorded was lost.", file=sys.stderr)
    return 1
