"""The verbs by name: what each of them takes, word for word, is in `astreinte/actions/shapes.py`."""

import inspect
import sys
from collections.abc import Callable, Mapping, Sequence

from . import claim, container
from .process import Failed
from .repository import look, repair, unrepair
from .restore import restore, unrestore

VERBS: Mapping[str, Callable[..., str]] = {
    "restic-look": look,
    "restic-repair": repair,
    "restic-unrepair": unrepair,
    "restic-restore": restore,
    "restic-unrestore": unrestore,
    "container-look": container.look,
    "container-recreate": container.recreate,
    "container-restore": container.restore,
    "claim-look": claim.look,
    "claim-recreate": claim.recreate,
    "claim-restore": claim.restore,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one procedure and print what it did.

    Returns:
        1: it failed and says why; 2: no such verb, or other words than it takes.
    """
    verb, *words = list(sys.argv[1:] if argv is None else argv) or [""]
    if verb not in VERBS or not _takes(VERBS[verb], words):
        return _end(2, f"no procedure {verb!r} of {len(words)} words; known: {', '.join(sorted(VERBS))}")
    try:
        sys.stdout.write(VERBS[verb](*words) + "\n")
    except (Failed, OSError) as error:
        return _end(1, f"{verb}: {error}")
    return 0


def _takes(procedure: Callable[..., str], words: Sequence[str]) -> bool:
    try:
        inspect.signature(procedure).bind(*words)
    except TypeError:
        return False
    return True


def _end(code: int, why: str) -> int:
    sys.stderr.write(why + "\n")
    return code
