"""Every `match` rule of `signals.yaml`, tried on the lines of the readings it fits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from astreinte.domain import Reading, Signal, rfc3339
from astreinte.evidence.redaction import strip_controls
from astreinte.evidence.signals import SignalRule, signal_rules
from astreinte.evidence.stamps import stamp_of

from .context import Context
from .entities import entity_of, line_entity
from .kinds import DATED, kinds_of
from .noise import is_noise
from .peers import CALLS, client_of, peer_of

DETAIL = 200
SCANNED = 1000
"""Characters of a line that rules look at: text is untrusted, and expressions take time by its length."""

FARTHEST_ZONE = timedelta(hours=14)
"""A wall time without a zone may be this far off: such a line is old only beyond it."""

BY_CLIENT = frozenset({"login-failures", "request-attack"})


@dataclass(frozen=True)
class Line:
    """One line of a reading; `at` is its own time or that of the last dated line before it."""

    text: str
    at: datetime | None


def lines_of(reading: Reading, context: Context, *, dated: bool) -> Iterator[Line]:
    """The lines that still count; in dated readings, those before the window are left out."""
    at: datetime | None = None
    fresh = True
    for row in strip_controls(reading.text).split("\n"):
        stamp = stamp_of(row, reading.at.year) if dated and row else None
        if stamp:
            at = stamp.at
            fresh = at >= context.window.start - (timedelta() if stamp.zoned else FARTHEST_ZONE)
        if row.strip() and fresh:
            yield Line(row[:SCANNED], at)


def match_lines(reading: Reading, context: Context) -> Iterator[Signal]:
    """A signal for each line and rule that fit; merging counts them."""
    kinds = kinds_of(reading.query)
    if reading.status == "error":
        yield from _match_error(reading, context, kinds)
        return
    rules, any_of = _rules(kinds)
    rules = _about(rules, reading) if kinds is None else rules
    whole = entity_of(reading.query, context)
    for line in lines_of(reading, context, dated=kinds is None or bool(kinds & DATED)):
        if any_of is not None and any_of.search(line.text) and not is_noise(line.text):
            entity = line_entity(reading.query, line.text, whole)
            for rule in rules:
                if rule.match is not None and rule.match.search(line.text):
                    yield _signal(rule, line, entity, reading)


def _match_error(reading: Reading, context: Context, kinds: frozenset[str] | None) -> Iterator[Signal]:
    """What a tool complained of says whether its daemon or API answers, and nothing else."""
    for name in ("daemon-unreachable", "api-unreachable"):
        rule = signal_rules()[name]
        if kinds and rule.read in kinds and rule.match and rule.match.search(reading.why):
            yield _signal(rule, Line(reading.why, reading.at), entity_of(reading.query, context), reading)


def _signal(rule: SignalRule, line: Line, entity: str, reading: Reading) -> Signal:
    peer = peer_of(line.text) if rule.id in CALLS else client_of(line.text) if rule.id in BY_CLIENT else ""
    seen = {"first": rfc3339(line.at), "last": rfc3339(line.at)} if line.at else {}
    detail = line.text.strip()[:DETAIL]
    return Signal(rule.id, entity, (reading.id,), line.at or reading.at, None, peer, detail, 1, seen)


def _about(rules: Sequence[SignalRule], reading: Reading) -> Sequence[SignalRule]:
    text = f"{reading.query.text}\n{reading.text}"
    return [rule for rule in rules if rule.about is None or rule.about.search(text)]


@cache
def _rules(kinds: frozenset[str] | None) -> tuple[Sequence[SignalRule], re.Pattern[str] | None]:
    """The rules for readings of these kinds, and one expression that matches where any of them does."""
    chosen = [rule for rule in signal_rules().values() if rule.match and (kinds is None or rule.read in kinds)]
    if not chosen:
        return (), None
    return tuple(chosen), re.compile("|".join(_scoped(rule.match.pattern) for rule in chosen if rule.match))


def _scoped(pattern: str) -> str:
    """Flags at the start of an expression, kept to it when it stands among others."""
    return f"(?i:{pattern[4:]})" if pattern.startswith("(?i)") else f"(?:{pattern})"
