"""The `astreinte` command: one verb list, errors that a person can act on, exit codes that a script can."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from astreinte import __version__
from astreinte.errors import AstreinteError

from . import (
    admin,
    afterwards,
    backing,
    brakes,
    chatting,
    connecting,
    evidence,
    incident,
    init,
    library,
    postmortem,
    pruning,
    recalling,
    reminding,
    replaying,
    scenarios,
    serving,
    storing,
    thinking,
    working,
)

INTERRUPTED = 130
app = typer.Typer(
    name="astreinte",
    help="Runs an incident from its first alert to a signed-off, blameless post-mortem.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
ROOMS = (
    evidence,
    incident,
    postmortem,
    afterwards,
    library,
    admin,
    brakes,
    serving,
    storing,
    pruning,
    backing,
    working,
    thinking,
    connecting,
    init,
    recalling,
    reminding,
    replaying,
    scenarios,
    chatting,
)
for room in ROOMS:
    room.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"astreinte {__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Version.")] = False,
) -> None:
    """Options before the verb."""
    del version


def run(arguments: list[str] | None = None) -> None:
    """Run the command and leave with its exit code."""
    sys.exit(execute(arguments))


def execute(arguments: list[str] | None = None) -> int:
    """Run the command; the exit code.

    0 done, 1 failure, 2 usage, 3 waiting for the user, 4 unresolved, 5 refused by policy, 6 not found, 7 time or budget
    spent, 8 integrity, 9 lint or quality, 130 interrupted.
    """
    try:
        code: Any = app(arguments, standalone_mode=False)
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
