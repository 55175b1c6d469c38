"""What was really run: tools that note each call and its end before they hand on, first on the workers' path."""

import shlex
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from .space import fresh

TOOLS = ("docker", "supervisorctl", "iptables", "git", "restic", "kubectl", "find", "cp", "mv")
NOTING = """#!/bin/sh
{real} "$@"
code=$?
[ $code = 0 ] && line=$(printf '%s\\037' {name} "$@") && printf '%s\\n' "$line" >> {log}
exit $code
"""
Call = tuple[str, ...]


def lay(root: Path) -> Path:
    """The folder to put first on a path; what was noted before is forgotten."""
    folder, log = fresh(root / "hands"), _log(root)
    log.unlink(missing_ok=True)
    log.touch()
    for name in TOOLS:
        if (real := shutil.which(name)) is not None:
            words = {"real": real, "name": name, "log": str(log)}
            path = folder / name
            path.write_text(NOTING.format(**{key: shlex.quote(word) for key, word in words.items()}), "utf-8")
            path.chmod(0o755)
    return folder


def succeeded(root: Path) -> Counter[Call]:
    """How often each call ended well."""
    lines = _log(root).read_text("utf-8", "replace").split("\n")
    return Counter(tuple(line.split("\x1f")[:-1]) for line in lines if line)


def twice(done: Counter[Call], wanted: Iterable[Call]) -> list[str]:
    """Calls that ended well more often than they were wanted; each of `wanted` is one effect, or one undo."""
    most = Counter(wanted)
    return sorted(f"{' '.join(call)} ({done[call]} of {count})" for call, count in most.items() if done[call] > count)


def _log(root: Path) -> Path:
    return root / "hands.log"
