"""Telling a kit's own memory command what was learned: after the files, with a time limit, never in the way."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from .markdown import one_line


def remember(command: Sequence[str], seconds: float, folder: Path, kind: str, agent: str, text: str) -> str:
    """Run the command with `{type}`, `{agent}` and `{text}` filled in; why it failed, empty when it did not.

    Each part of the command stays one argument, whatever the text holds.
    """
    said = {"{type}": kind, "{agent}": agent, "{text}": one_line(text)}
    argv = [said.get(part, part) for part in command]
    try:
        done = subprocess.run(argv, cwd=folder, timeout=seconds, capture_output=True, check=False)
    except subprocess.TimeoutExpired:
        return f"{argv[0]} did not end within {seconds:.0f} s"
    except (OSError, ValueError) as error:
        return f"{argv[0]} cannot be run: {error}"
    told = one_line(done.stderr.decode("utf-8", "replace"))[:200]
    return f"{argv[0]} ended with {done.returncode}: {told}" if done.returncode else ""
