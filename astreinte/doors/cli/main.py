"""The `astreinte` command: errors that a person can act on, exit codes that a script can."""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

from astreinte.errors import AstreinteError

from . import plain

INTERRUPTED = 130
STOPPED = "interrupted; `astreinte resume ID` goes on where it stopped"
GATHERING = ("langgraph_sdk", "langsmith.types")
"""LangGraph needs one module of each; what else they gather, clients of servers, takes longer to load than the rest."""


def run(arguments: list[str] | None = None) -> None:
    """Run the command and leave with its exit code."""
    collect_seldom()
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
        code = _done(sys.argv[1:] if arguments is None else arguments)
    except AstreinteError as error:
        print(f"astreinte: {_said(error)}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        return _unheard()
    except KeyboardInterrupt:
        print(f"astreinte: {_said(STOPPED)}", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the door: recorded in full, told in one line
        return _unexpected(error)
    return code if isinstance(code, int) else 0


def _done(arguments: Sequence[str]) -> Any:
    if look := plain.understood(arguments):
        code = look()
        sys.stdout.flush()
        return code
    from astreinte.deferred import deferring

    from . import verbs

    deferring(*GATHERING)
    return verbs.called(arguments)


def _said(error: BaseException | str) -> str:
    return _teller()(error)


def _teller() -> Callable[[BaseException | str], str]:
    """What tells errors in the language of the project, even where the rest of its settings is broken."""
    from astreinte.config.glance import language_of
    from astreinte.templates import error_text

    from .session import project

    return partial(error_text, language=language_of(project(), os.environ))


def _unheard() -> int:
    """Whoever read the output has left; nothing more can be said, at the end of the process either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _unexpected(error: Exception) -> int:
    """Usage errors of the command line tell themselves; anything else is written down."""
    show = getattr(error, "show", None)
    if callable(show):
        show(said := StringIO())
        print(*map(_teller(), said.getvalue().split("\n")), sep="\n", end="", file=sys.stderr)
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
    kind = type(error).__name__
    told = _said(f"unexpected {kind}: {error}{where}. Nothing recorded was lost.")
    print(f"astreinte: {told}", file=sys.stderr)
    return 1
