"""Every `match` rule of `signals.yaml`, tried on the lines of the readings it fits."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from astreinte.domain import Reading, Signal, rfc3339
from astreinte.evidence.redaction import strip_controls
from astreinte.evidence.signals import SignalRule, signal_rules
from astreinte.evidence.stamps import evened, stamp_of

from .context import Context
from .entities import entity_of, line_entity
from .idle import RETRY, is_comment, is_quiet, last_retried, reports_nothing
from .kinds import DATED, kinds_of
from .noise import is_noise
from .peers import CALLS, NUMBERS, client_of, peer_of
from .tried import Trial

DETAIL = 200
SCANNED = 1000
"""Characters of a line that rules look at: text is untrusted, and expressions take time by its length."""

FARTHEST_ZONE = timedelta(hours=14)
"""A wall time without a zone may be this far off: such a line is old only beyond it."""

BY_CLIENT = frozenset({"login-failures", "request-attack"})
BY_NAME = frozenset({"certificate-expired-told", "certificate-refused"})
"""A certificate is made for a name; a bare address beside it is as often that of a client."""


class Line(NamedTuple):
    """One line of a reading; `at` is its own time or that of the last dated line before it.

    `words` is the text without regard to when it was written, as long as the text: what is known of it stays true.
    """

    text: str
    at: datetime | None
    words: str
    dated: bool = False


def lines_of(reading: Reading, context: Context, *, dated: bool) -> Sequence[Line]:
    """The lines that still count; in dated readings, those before the window are left out."""
    key = (id(reading), dated)
    known = context.read.get(key)
    if known is None or known[0] is not reading:
        known = context.read[key] = (reading, tuple(_lines(reading, context, dated=dated)))
    return known[1]


def _lines(reading: Reading, context: Context, *, dated: bool) -> Iterator[Line]:
    at: datetime | None = None
    fresh = True
    for row in strip_controls(reading.text).split("\n"):
        stamp = stamp_of(row, reading.at.year) if dated and row else None
        if stamp:
            at = stamp.at
            fresh = at >= context.window.start - (timedelta() if stamp.zoned else FARTHEST_ZONE)
        if row.strip() and fresh:
            text = row[:SCANNED]
            yield Line(text, at, evened(text), stamp is not None)


def match_lines(reading: Reading, context: Context) -> Iterator[Signal]:
    """A signal for each line and rule that fit; merging counts them."""
    kinds = kinds_of(reading.query)
    if reading.status == "error":
        yield from _match_error(reading, context, kinds)
        return
    if not reading.text or is_quiet(reading):
        return
    found = matches(reading, context)
    lines = lines_of(reading, context, dated=_dated(kinds))
    whole, source = entity_of(reading.query, context), reading.id
    retrying = any(RETRY.search(lines[index].words) for index in found)
    helped = last_retried([line.words for line in lines]) if retrying else -1
    for index, rules in found.items():
        line = lines[index]
        silent = is_noise(line.words) or is_comment(line.text, reading.query)
        silent = silent or (index < helped and RETRY.search(line.words) is not None)
        if not silent and (reporting := _reporting(rules, lines, index)):
            entity = line_entity(reading.query, line.text, whole, context)
            for rule in reporting:
                yield _signal(rule, line, entity, reading, source)


def _reporting(rules: Sequence[SignalRule], lines: Sequence[Line], index: int) -> Sequence[SignalRule]:
    """The rules of which a match reports something."""
    words = lines[index].words
    after = lines[index + 1].text if index + 1 < len(lines) else ""
    return [
        rule
        for rule in rules
        if rule.match and not all(reports_nothing(words, each.span(), after) for each in rule.match.finditer(words))
    ]


def matches(reading: Reading, context: Context) -> Mapping[int, Sequence[SignalRule]]:
    """The rules that match, by the index of the line; looked for once in an extraction."""
    known = context.matched.get(id(reading))
    if known is None or known[0] is not reading:
        known = context.matched[id(reading)] = (reading, _matches(reading, context))
    return known[1]


def _matches(reading: Reading, context: Context) -> Mapping[int, Sequence[SignalRule]]:
    kinds = kinds_of(reading.query)
    rows = [line.words for line in lines_of(reading, context, dated=_dated(kinds))]
    found = _trial(kinds, context.rules).matches(rows)
    if kinds is not None or not found:
        return found
    speaking = {
        rule.id for rule in _about({rule.id: rule for rules in found.values() for rule in rules}.values(), reading)
    }
    told = {index: [rule for rule in rules if rule.id in speaking] for index, rules in found.items()}
    return {index: rules for index, rules in told.items() if rules}


def _dated(kinds: frozenset[str] | None) -> bool:
    return kinds is None or bool(kinds & DATED)


def _match_error(reading: Reading, context: Context, kinds: frozenset[str] | None) -> Iterator[Signal]:
    """What a tool complained of says whether its daemon or API answers, and nothing else."""
    for name in ("daemon-unreachable", "api-unreachable"):
        rule = signal_rules()[name]
        if kinds and rule.reads(kinds) and rule.match and rule.match.search(reading.why):
            line = Line(reading.why, reading.at, reading.why)
            yield _signal(rule, line, entity_of(reading.query, context), reading, reading.id)


def _signal(rule: SignalRule, line: Line, entity: str, reading: Reading, source: str) -> Signal:
    peer = peer_of(line.words) if rule.id in CALLS else client_of(line.text) if rule.id in BY_CLIENT else ""
    if rule.id in BY_NAME and NUMBERS.fullmatch(peer.rpartition(":")[0] or peer):
        peer = ""
    when = rfc3339(line.at) if line.at else ""
    seen = {"first": when, "last": when} if when else {}
    detail = shown(line.text.strip(), line.words.strip(), rule)
    return Signal(rule.id, entity, (source,), line.at or reading.at, None, peer, detail, 1, seen)


def shown(text: str, words: str, rule: SignalRule) -> str:
    """The text, or of a long one what stands around the match in its `words`."""
    end = _end(rule.match, words) if rule.match and len(text) > DETAIL else 0
    return text[:DETAIL] if end <= DETAIL else f"… {text[max(0, end - DETAIL // 2) :]}"[:DETAIL]


@lru_cache(maxsize=1024)
def _end(match: re.Pattern[str], words: str) -> int:
    found = match.search(words)
    return found.end() if found else 0


def _about(rules: Iterable[SignalRule], reading: Reading) -> Sequence[SignalRule]:
    """Of rules that a text of unknown kind matches, those whose subject it speaks of."""
    text = f"{reading.query.text}\n{reading.text}"
    return [rule for rule in rules if rule.about is None or rule.about.search(text)]


@lru_cache(maxsize=256)
def _trial(kinds: frozenset[str] | None, own: tuple[SignalRule, ...]) -> Trial[SignalRule]:
    """The rules for readings of these kinds, a user's own after the shipped ones."""
    rules = (*signal_rules().values(), *own)
    return Trial(rule for rule in rules if rule.match and (kinds is None or rule.reads(kinds)))
