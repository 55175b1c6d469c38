"""Concepts in readings: the lines that still complain, each as a signal that says what it states."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from astreinte.domain import Reading, Signal, rfc3339
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.entities import entity_of, line_entity
from astreinte.evidence.extract.idle import RETRIED, is_comment, is_quiet, without_idle
from astreinte.evidence.extract.kinds import DATED, kinds_of
from astreinte.evidence.extract.lines import Line, lines_of
from astreinte.evidence.extract.merge import merge
from astreinte.evidence.extract.noise import is_noise
from astreinte.evidence.extract.paste import take_apart
from astreinte.evidence.extract.peers import peer_of
from astreinte.evidence.extract.plain import uncoloured
from astreinte.evidence.extract.records import printed
from astreinte.evidence.extract.statements import PEOPLE, UNSURE, settled

from .clauses import Found, Stated, stated
from .lexicon import PREFIX, Lexicon, Pair
from .words import worded

SHARES = ("0.7", "0.4")
"""What such a signal is worth beside that of a rule: what the line tells first, and what else it tells."""

MOST_SURE = "0.5"
"""What words alone say is at most as likely as something that nobody has read yet."""

READ = frozenset({
    "logs", "kernel", "systemd", "container-events", "db", "backup", "pools", "proxmox", "vpn", "clock", "loki",
    "gitops", "smart", "mounts",
})  # fmt: skip
"""Kinds of reading in which a program says how it fares."""

SPOKEN = frozenset({"logs", "kernel"})
TABLES = frozenset({"kubectl", "docker", "podman", "proxmox", "pct", "qm", "pvesh", "pvesm"})
"""Tools whose tables and events are understood column by column: of what they print only logs are sentences."""

MOST = 400
"""Lines of a reading that are looked at, the last ones."""

STILL = timedelta(minutes=15)
"""What a log has not said for so long while it went on is over."""

QUIET = re.compile(r"\b(?:DEBUG|TRACE|VERBOSE|DBG|TRC)\b|\blevel\"?[=:] ?\"?(?:debug|trace)\b")
MILD = re.compile(
    r"\b(?:INFO|NOTICE|INF|LOG:)(?!\w)|\bI\d{4} \d\d:\d\d|\[(?:info|Note|notice)\]|\blevel\"?[=:] ?\"?(?:info|notice)\b"
)
SERIOUS = frozenset({"exhausted", "corrupted", "degraded", "stuck", "slow"})
"""States that count in a line whose level says that all is in order."""

PASSING = frozenset({"stuck", "slow", "silent", "failed", "wrong", "missing"})
"""States that are over once a log says that something went well."""

SERVED = re.compile(r"\b(?:GET|POST|PUT|PATCH|DELETE) /\S* (?:HTTP/\S+ )?\"?2\d\d\b")
FINISHED = re.compile(r"\bsystemd\[\d+\]: (?:Finished |\S+: Deactivated successfully)")
"""The manager's word that something ended well."""

NO_SPEECH = re.compile(
    r"\{\{|\$\{|%[sd]\b|\bsystemd\[\d+\]: |^\s*[\w.-]+\s*=\s*\S{1,40}\s*$|\bPASS(?:ED)?\b"
    r"|^\s*(?:[A-Za-z][\w ./-]{0,40}: +\d[\d.,]* ?[%\w]{0,4}(?: {2,}|, |$))+$"
    r"|^\s*(?:HINT|Hint|hint|note|NOTE|tip)\b|^\s*(?:--?[a-z][\w-]+|- alert:)\s"
)
"""Templates, settings, tests that passed, counters, advice; what systemd itself says, which rules read."""

CALLED = re.compile(
    r"(?i:\b(?:server|backend|host|upstream|peer|gateway|endpoint|service|broker|proxy|serveur|hôte|passerelle)) "
    r"[\"'«]? ?(?P<name>[A-Za-z_][\w-]*(?:[./_-]+\w+)+|(?<=[\"'])[\w-]+(?=[\"']))"
)
QUOTED = re.compile(r"(?<![=:] )(?<![=:])\"[^\"]{1,40}\"|(?<=q=)\"[^\"]{1,80}\"|(?<=: )\"[^\"]{1,40}\"|'[^']{1,40}'")


def find_concepts(readings: Sequence[Reading], context: Context, lexicon: Lexicon) -> tuple[Signal, ...]:
    """A signal for each pair and entity that a line still states at the end; merged, the newest line as its detail."""
    pasted = take_apart(uncoloured([each for each in readings if each.status == "ok" and each.text]))
    told = printed([each for each in pasted.readings if _read(each)])
    return pasted.cited(merge(signal for reading in told for signal in _of_reading(reading, context, lexicon)))


def is_said(signal: Signal) -> bool:
    """Whether words alone say it."""
    return signal.id.startswith(PREFIX)


def _read(reading: Reading) -> bool:
    kinds = kinds_of(reading.query)
    if is_quiet(reading):
        return False
    return kinds is None or bool(kinds & (SPOKEN if reading.query.tool in TABLES else READ))


def _of_reading(reading: Reading, context: Context, lexicon: Lexicon) -> Iterator[Signal]:
    kinds = kinds_of(reading.query)
    lines = lines_of(reading, context, dated=kinds is None or bool(kinds & DATED))[-MOST:]
    around = worded(f"{reading.query.tool} {reading.query.text} {context.service}")
    held = list(_held(lines, reading, around, lexicon))
    whole = entity_of(reading.query, context) if held else ""
    for line, pair, share in held:
        entity = line_entity(reading.query, line.text, whole, context)
        seen = {"first": rfc3339(line.at), "last": rfc3339(line.at)} if line.at else {}
        detail = f"line says: {pair.titles['en']}: {line.text.strip()}"[:200]
        peer = _peer(line.text) if pair.calls else ""
        facts = {**seen, "share": share, "most": MOST_SURE}
        yield Signal(pair.id, entity, (reading.id,), line.at or reading.at, None, peer, detail, 1, facts)


def _peer(text: str) -> str:
    """Whom the line names as called, by an address or behind the word for what it is."""
    return peer_of(text) or (found["name"] if (found := CALLED.search(text)) else "")


def _held(lines: Sequence[Line], reading: Reading, around: str, lexicon: Lexicon) -> Iterator[tuple[Line, Pair, str]]:
    """What lines state and no later one takes back; what the log went on without saying is left out."""
    last = max((line.at for line in lines if line.at), default=None)
    said = [(line, _stated(line.text, reading, around, lexicon)) for line in lines]
    for index, (line, what) in enumerate(said):
        if not what.pairs or (last and line.at and last - line.at > STILL):
            continue
        later = [each for _, each in said[index + 1 :]]
        for place, found in enumerate(what.pairs):
            if not any(_heals(each, found) for each in later):
                yield line, found.pair, SHARES[min(place, 1)]


def _heals(later: Stated, found: Found) -> bool:
    passing = found.pair.calls or found.state in PASSING
    return found.pair.subject in later.healed or (later.over and passing)


def _stated(text: str, reading: Reading, around: str, lexicon: Lexicon) -> Stated:
    if SERVED.search(text) or FINISHED.search(text) or RETRIED.search(text):
        return Stated(over=True)
    if QUIET.search(text) or is_noise(text) or NO_SPEECH.search(text) or is_comment(text, reading.query):
        return Stated()
    mild = MILD.search(text) is not None
    found = stated(worded(QUOTED.sub(" quoted ", text) if mild else text), around, lexicon)
    if found.pairs and (rest := without_idle(text)) != text:
        found = stated(worded(QUOTED.sub(" quoted ", rest) if mild else rest), around, lexicon)
    if reading.query.tool in PEOPLE and _unsaid(text, reading):
        return replace(found, pairs=())
    return replace(found, pairs=tuple(filter(_serious, found.pairs))) if mild else found


def _unsaid(text: str, reading: Reading) -> bool:
    """Whether a person doubts it, asks it, or says that it is over."""
    return UNSURE.search(text) is not None or text.rstrip().endswith("?") or settled(text.strip(), reading.text)


def _serious(found: Found) -> bool:
    return not found.state or found.state in SERIOUS
