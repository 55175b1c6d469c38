"""What words alone say once, where nobody complains of anything: something to read, and no suspicion."""

import re

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Language
from astreinte.domain import Signal
from astreinte.evidence.concepts import is_said
from astreinte.evidence.details import worded

from .say import listed, say

MOST = 3
"""Lines that are shown."""

OFTEN = 2
"""What is said so many times is no chance."""

ASKS = re.compile(
    r"(?i)^\W*(?:(?:is|are|does|do|did|has|have|was|were|any|anything|can you check|could you check|est-ce|y a-t-il|"
    r"ist|sind|läuft|gibt es)\b.*\?|.*\b(?:ok|okay|fine|healthy|all right|alles gut|in ordnung|tout va bien|clear|"
    r"green|normal|alive|état|quiet)\W*\?)\s*$"
)
"""Somebody wants to know whether all is well."""

OVER = re.compile(
    r"(?i)\b(?:resolved|recovered|cleared|recovery|works again|is back|just (?:asking|looking|checking)|routine|"
    r"résolue?|rétablie?|remarche|(?:geht|läuft|erreichbar|funktioniert) wieder|behoben|erledigt|"
    r"review|relecture|(?:status|weekly|daily|nightly|capacity) ?(?:report|bericht|mail)|rapport)\b"
)
"""Or says that it was, or asks for it to be looked over."""

WHY = re.compile(
    r"(?i)^\W*(?:why|how|what|pourquoi|comment|warum|wieso|wie)\b|\b(?:firing|still|toujours|immer noch|not resolved)\b"
)
LOUD = re.compile(r"\b(?:E|ERROR|ERR|FATAL|CRIT\w*|PANIC|SEVERE|error|fatal|critical|panic|Error|Fatal)\b")


def overheard(signal: Signal, case: Case) -> bool:
    """Whether words alone say it, once and not as an error, and what was declared complains of nothing."""
    if not is_said(signal) or signal.count >= OFTEN or LOUD.search(signal.detail.partition(": ")[2]):
        return False
    title = case.declaration.title
    return (ASKS.search(title) or OVER.search(title)) is not None and not WHY.search(title)


def to_read(case: Case, language: Language) -> str:
    """The lines that nobody should miss, in one sentence; empty where there are none."""
    lines = [worded(each.detail, language) for each in case.signals if overheard(each, case)]
    shown = listed(dict.fromkeys(lines[:MOST]), language)
    return say(language, "to_read", lines=shown) if lines else ""
