"""Lines that hold the words of a failure and are none: the part of `noise:` that one line can tell."""

import re
from collections.abc import Iterable

from astreinte.evidence.known_lines import once_a_line

from .idle import LOUD

COUNTERS = (
    r"(?i)\b(errors?|fail(ed|ures?)?|timeouts?|refused|dropped|retries)\b[\w \"'-]{0,12}[=:]\s*\"?0(\.0+)?\"?(?![\w.])",
    r"(?i)\b0 (errors?|failures?|failed|timeouts?)\b",
)
WORDS = (
    r"(?i)\berror[-_ ]?rate\b\s*[:=]\s*[\d.]+",
    r"(?i)^\s*(--[a-z][\w-]+[ =,]|-[a-z], --|usage: |options?: )",
    r"(?i)\b(profiler|tracing|tracer|metadata)\b.*\b(169\.254\.169\.254|metadata\.google\.internal|metadata service)\b",
    r"(?i)\b(169\.254\.169\.254|metadata\.google\.internal)\b",
    r"(?i)\bcould not (receive data from|send data to) client\b|\bunexpected EOF on client connection\b",
    r"(?i)\bterminating connection due to idle-",
    r"(?i)\b(chaos-mesh|chaosd?-(daemon|controller\S*)|litmus|k6-operator|locust)\b",
)


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?i:{word.removeprefix('(?i)')})" for word in words))


ZERO, NOISE = _any(COUNTERS), _any(WORDS)


@once_a_line
def is_noise(line: str) -> bool:
    """A counter at zero, a setting or a help text, a metadata lookup, a store's client that left, tooling for tests.

    What is written as an error is one, whatever counter it ends in.
    """
    return NOISE.search(line) is not None or (ZERO.search(line) is not None and not LOUD.search(line))
