"""Verbs over effects as such: pause, unpause, pin."""

import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from . import show
from .session import project

Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
HOME = Path(".astreinte")


def register(app: typer.Typer) -> None:
    app.command("pause")(pause)
    app.command("unpause")(unpause)
    app.command("pin")(pin)


def pause(
    why: Annotated[list[str] | None, typer.Argument(help="Why; kept in the file.")] = None, *, json: Json = False
) -> int:
    """Stop every effect at once, undos included, until `astreinte unpause`."""
    path = project() / HOME / "pause"
    path.parent.mkdir(parents=True, exist_ok=True)
    said = f"{datetime.now(UTC).isoformat(timespec='seconds')} {getpass.getuser()} {' '.join(why or [])}".strip()
    path.write_text(said + "\n", encoding="utf-8")
    return _tell(paused=True, text=f"paused: {path}", json=json)


def unpause(*, json: Json = False) -> int:
    """Let effects run again."""
    from astreinte.config import load_settings

    from .proving import prove

    where = project()
    path = where / HOME / "pause"
    if path.exists():
        import os

        prove(where, load_settings(where, os.environ), json=json)
        path.unlink()
    return _tell(paused=False, text="not paused", json=json)


def pin() -> int:
    """Set the PIN that approvals ask for: typed twice, kept as a salted hash in .astreinte/pin."""
    from astreinte.actions.pin import LEAST, hashed
    from astreinte.errors import InvalidInput

    if not sys.stdin.isatty():
        raise InvalidInput("a PIN is set at a terminal, by the person who will use it")
    first = getpass.getpass("PIN: ")
    if len(first) < LEAST or first != getpass.getpass("PIN (again): "):
        raise InvalidInput(f"the two differ, or are shorter than {LEAST} characters; nothing was changed")
    path = project() / HOME / "pin"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(hashed(first) + "\n", encoding="utf-8")
    print(f"kept in {path}", file=sys.stderr)
    return 0


def _tell(*, paused: bool, text: str, json: bool) -> int:
    show.document({"paused": paused}) if json else print(text)
    return 0
