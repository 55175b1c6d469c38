"""Words by how much they tell of a failure."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Tier:
    """Words that tell equally much. What matches begins with one of `stems`, which are found much faster."""

    weight: int
    stems: tuple[str, ...]
    pattern: re.Pattern[str]


def _tier(weight: int, stems: str, pattern: str) -> Tier:
    return Tier(weight, tuple(stems.split(",")), re.compile(pattern))


TIERS = (
    _tier(
        3,
        "fatal,panic,emerg,alert,traceback,oom,killed,corrupt,denied,refused,no space left,segfault",
        r"\b(fatal|panic|emerg(ency)?|alert|traceback|oom|killed|corrupt\w*|denied|refused|no space left|segfault)\b",
    ),
    _tier(
        2,
        "err,crit,exception,fail,timeout,time out,timedout,timed out,unable,cannot,unreachable",
        r"\b(err(or)?s?|crit(ical)?|exception|fail(ed|ure|ing)?|timed? ?out|unable|cannot|unreachable)\b",
    ),
    _tier(
        1,
        "warn,retry,slow,restart,exit,drop,100%",
        r"\b(warn(ing)?|retry\w*|slow|restart\w*|exit(ed)?|drop|100%)",
    ),
)
"""In folded text."""
