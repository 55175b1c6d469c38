"""What events and logs of a database tell, checked against its metrics where there are any."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from astreinte.domain import Reading, Signal, rfc3339
from astreinte.evidence.cap import weight

from .database import Instance
from .measures import TRUTH, clock
from .messages import Message, messages

DETAIL = 200
BEFORE = timedelta(minutes=10)
"""Events this much older than the metrics belong to another time."""

CONDITIONS: Mapping[str, tuple[str, re.Pattern[str]]] = {
    "db-storage-low": (
        "storage",
        re.compile(
            r"(?i)\bstorage\b.{0,40}\b(low|full|exhausted|critical)|\blow (free )?storage"
            r"|out of (disk|storage) space|insufficient (disk|storage)|\bstorage space is at \d+ ?%"
        ),
    ),
    "db-replica-late": (
        "lag",
        re.compile(
            r"(?i)replication lag\b.{0,30}\b(exceed|above|over)|\brepl(ica|ay|ication)\b.{0,40}\b(behind|stale)"
        ),
    ),
    "db-checkpoint-storm": (
        "",
        re.compile(
            r"(?i)checkpoints? (are |is )?occurring too frequently|checkpoint storm|\b\d{2,} checkpoints? completed"
        ),
    ),
    "db-connections-full": (
        "connections",
        re.compile(
            r"(?i)too many (connections|clients)|connection slots are reserved|max_connections.{0,30}(reached|exceed)"
        ),
    ),
}
"""The condition that words tell of, and the measure that would show it."""

LEFT = re.compile(
    r"(?i)(\d+(?:\.\d+)?) ?(TB|GB|GiB|MB|MiB) (?:free|remaining|left|available) of (\d+(?:\.\d+)?) ?(TB|GB|GiB|MB|MiB)"
)
USED = re.compile(r"(?i)storage[^.]{0,40}?(\d{1,3}) ?% (?:utili|used|full)")
SIZES = {"TB": 1e6, "GB": 1e3, "GIB": 1e3, "MB": 1.0, "MIB": 1.0}
ROOM = 0.1
PHASES = (
    ("failover initiated", re.compile(r"(?i)fail-?over\b.{0,20}\b(initiated|started|begun)")),
    ("failover in progress", re.compile(r"(?i)fail-?over\b.{0,20}\bin progress")),
    ("failover completed", re.compile(r"(?i)fail-?over\b.{0,20}\b(completed|finished)|promoted to (primary|writer)")),
    ("instance available", re.compile(r"(?i)\b(instance|cluster|primary|writer) is (now )?available\b")),
)  # fmt: skip
HEALED = re.compile(
    r"(?i)\b(recovered|resolved|restored|caught up|back to normal|autoscal\w+|extended|expanded|increased)\b"
    r"|\bfinished applying|\bmodification.{0,30}(complete|applied)|\bis (now )?available\b"
)
REASON = re.compile(r"(?i)reason: ?([^.;]{3,60})")


@dataclass(frozen=True)
class Told:
    """The messages of one database, each with the reading that it stands in."""

    name: str
    said: tuple[tuple[Message, str], ...]


def told(readings: Sequence[Reading], found: Sequence[Instance], usual: str) -> list[Told]:
    """Messages by database: their source where it is one of the known, a replica's at its primary, else the usual."""
    known = {one.name: one.name for one in found} | {r.owner: one.name for one in found for r in one.replicas}
    by_name: dict[str, list[tuple[Message, str]]] = {}
    for reading in readings:
        for each in messages(reading):
            name = known.get(each.who) or next((known[n] for n in known if each.who.startswith(n)), "") or usual
            by_name.setdefault(name, []).append((each, reading.id))
    return [Told(name, tuple(said)) for name, said in by_name.items()]


def find_told(of: Told, one: Instance | None, limits: Sequence[Signal]) -> Iterator[Signal]:
    """A condition that is told: it holds, unless the metric that would show it says that it is over."""
    recent = [each for each in of.said if not _old(each[0].at, one)]
    shown = {each.id for each in limits}
    for name, (measure, pattern) in CONDITIONS.items():
        said = [each for each in recent if pattern.search(each[0].text) and not _roomy(each[0].text)]
        if not said:
            continue
        series = _series(one, measure) if one and measure else False
        if series and name not in shown:
            past = _tell("past-warning", of.name, said[-1], _words(said[-1][0]))
            yield replace(past, entity=f"event:{name}")
            yield from _healed(of.name, said[-1], recent)
            continue
        yield _tell(name, of.name, said[-1], _words(said[-1][0]), count=len(said))
        if one and measure in TRUTH and not series and one.own:
            detail = f"metric {TRUTH[measure]} is missing for {of.name}; told instead by: {said[-1][0].text}"
            yield _tell("metric-missing", of.name, said[-1], detail, metric=TRUTH[measure])
    yield from _switch(of.name, recent)


def _healed(name: str, last: tuple[Message, str], said: Sequence[tuple[Message, str]]) -> Iterator[Signal]:
    """`recovery-seen`: the first message after the warning that tells of a remedy."""
    after = said[said.index(last) + 1 :]
    if found := next((each for each in after if HEALED.search(each[0].text)), None):
        yield _tell("recovery-seen", name, found, _words(found[0]))


def _series(one: Instance, measure: str) -> bool:
    return one.first(measure) is not None or (measure == "lag" and bool(one.replicas))


def _old(at: datetime | None, one: Instance | None) -> bool:
    starts = [each.points[0][0] for found in one.own.values() for each in found] if one else []
    return at is not None and bool(starts) and at < min(starts) - BEFORE


def _roomy(text: str) -> bool:
    """Words of low storage that give a share which is none."""
    if found := LEFT.search(text):
        left, whole = (float(found[n]) * SIZES[found[n + 1].upper()] for n in (1, 3))
        return whole > 0 and left / whole > ROOM
    return (used := USED.search(text)) is not None and int(used[1]) < 100 * (1 - ROOM)


def _switch(name: str, said: Iterable[tuple[Message, str]]) -> Iterator[Signal]:
    """`db-switched-over`, with its phases in order of time."""
    listed = list(said)
    begun = [i for i, (each, _) in enumerate(listed) if any(p.search(each.text) for _, p in PHASES[:3])]
    if not begun:
        return
    phases = {phase: each for each, _ in listed[begun[0] :] for phase, pattern in PHASES if pattern.search(each.text)}
    steps = [f"{clock(each.at) + ' ' if each.at else ''}{phase}{_why(each.text)}" for phase, each in phases.items()]
    kind = "Multi-AZ: " if any("multi-az" in each.text.lower() for each, _ in listed) else ""
    yield _tell("db-switched-over", name, listed[begun[-1]], f"{kind}{', '.join(steps)}", count=len(phases))


def _why(text: str) -> str:
    found = REASON.search(text)
    return f" ({found[1].strip()})" if found else ""


def quiet(of: Told) -> Iterator[Signal]:
    """`events-quiet`: events are there, and none tells of an error."""
    if of.said and not any(weight(f"{each.level} {each.text}") >= 1 for each, _ in of.said):
        last = of.said[-1]
        yield _tell("events-quiet", of.name, last, f"no error among {len(of.said)} events: {last[0].text}")


def _words(message: Message) -> str:
    return f"{clock(message.at) + ' ' if message.at else ''}{message.text}"


def _tell(name: str, instance: str, said: tuple[Message, str], detail: str, count: int = 1, **facts: str) -> Signal:
    message, ref = said
    times = {"first": rfc3339(message.at), "last": rfc3339(message.at)} if message.at else {}
    known = {"component": instance, **facts, **times}
    return Signal(name, f"database:{instance}", (ref,), message.at, None, "", detail[:DETAIL], count, known)
