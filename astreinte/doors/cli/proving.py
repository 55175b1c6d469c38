"""Whether a person answers: by their PIN, or at least at a terminal; a pipe or an agent's call is neither."""

import getpass
import sys
from pathlib import Path

from astreinte.actions import pin
from astreinte.config import Settings
from astreinte.errors import RefusedByPolicy

TRIES = 3
FILE = Path(".astreinte") / "pin"


def kept(project: Path, settings: Settings) -> str:
    """The hash of the PIN; empty where none is set."""
    path = project / FILE
    return settings.user.pin or (path.read_text(encoding="utf-8").strip() if path.is_file() else "")


def prove(project: Path, settings: Settings, *, json: bool) -> str:
    """How the person is known: `pin` or `terminal`.

    Raises:
        RefusedByPolicy: nobody is at a terminal, or the PIN is wrong.
    """
    french = settings.language == "fr"
    if json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise RefusedByPolicy(
            "une approbation se donne par une personne, à un terminal, sans --json ni tube"
            if french
            else "an approval is given by a person, at a terminal, without --json or a pipe"
        )
    wanted = kept(project, settings)
    if not wanted:
        return "terminal"
    for _ in range(TRIES):
        if pin.fits(getpass.getpass("PIN : " if french else "PIN: "), wanted):
            return "pin"
    raise RefusedByPolicy("PIN incorrect" if french else "wrong PIN")
