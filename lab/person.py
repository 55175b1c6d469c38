"""A person at a terminal: runs `astreinte approve` on a pseudo-terminal, as the gate asks."""

import os
import pty
import subprocess
import sys
from pathlib import Path


def approve(site: Path, incident: str, question: str) -> int:
    """Approve what the question shows; the exit code of the command."""
    ours, theirs = pty.openpty()
    try:
        command = [sys.executable, "-m", "astreinte", "approve", incident, question]
        done = subprocess.run(
            command, cwd=site, stdin=theirs, stderr=theirs, stdout=subprocess.DEVNULL, check=False, timeout=180
        )
        return done.returncode
    finally:
        os.close(ours)
        os.close(theirs)
