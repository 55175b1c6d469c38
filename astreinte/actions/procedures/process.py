"""One tool after the other: an argument list, no shell; the first that fails ends the procedure."""

import subprocess

TOOL = "astreinte-procedure"
SAID = 1500


class Failed(Exception):
    """A step did not end well; what was done before it has been put back, or the message says what is left."""


def tool(*argv: str, secret: str | None = None) -> str:
    """What a command printed. `secret` goes to its standard input and nowhere else.

    Raises:
        Failed: it could not be started, or did not end well.
    """
    try:
        done = subprocess.run(argv, input=secret or "", check=False, capture_output=True, text=True, errors="replace")
    except OSError as error:
        raise Failed(f"{argv[0]}: {error.strerror or error}") from error
    if done.returncode:
        raise Failed(f"{argv[0]} ended with {done.returncode}: {_said(done.stderr, done.stdout)}")
    return done.stdout


def _said(*texts: str) -> str:
    return next((text.strip()[-SAID:] for text in texts if text.strip()), "nothing")
