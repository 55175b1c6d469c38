"""Recent changes: commits and files touched, and whether the errors began after them."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from astreinte.domain import Reading, Signal, rfc3339
from astreinte.evidence.cap import weight
from astreinte.evidence.stamps import stamp_of

from .context import Context
from .kinds import DATED, kinds_of
from .lines import lines_of
from .noise import is_noise
from .seen import latest, of_tool, rows, seen

BEFORE = timedelta(hours=24)
SOON = timedelta(minutes=15)
"""Errors that start within this time of a change are laid to it."""

ERROR = 2
COMMIT = re.compile(r"^commit ([0-9a-f]{7,64})\b")
PARENT = re.compile(r"^(?:parent|Merge:) ([0-9a-f]{7,64})\b")
DATE = re.compile(r"^(?:Commit)?Date:\s+(.+)$")
STAT = re.compile(r"^ (?P<path>\S.*?)\s+\|\s+(?:\d+ [+-]*|Bin\b.*|\d+)$")
STATUS = re.compile(r"^(?P<flag>[ MADRCU?!]{2}) \"?(?P<path>[^\"]+)\"?$")
MODIFIED = re.compile(r"^# (?P<path>/.*): modified (?P<when>\S+), ")


@dataclass(frozen=True)
class Change:
    """A commit (`revision`), or a file touched outside one; `paths` are absolute."""

    reading: Reading
    when: datetime
    paths: tuple[str, ...]
    repo: str = ""
    revision: str = ""
    previous: str = ""
    subject: str = ""


def find_changes(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`config-changed` per change that fits in time; `errors-after-change` if errors start soon after the last one."""
    current = latest(reading for reading in readings if reading.status == "ok")
    commits = [change for reading in of_tool(current, "git") for change in _commits(reading)]
    known = {path for change in commits for path in change.paths}
    dirty = {path for reading in of_tool(current, "git") for path in _dirty(reading)}
    touched = [c for reading in of_tool(current, "config", "cat") for c in _touched(reading, context)]
    touched = [c for c in touched if c.paths[0] not in known or c.paths[0] in dirty]
    changes = [c for c in (*commits, *touched) if context.window.start - BEFORE <= c.when <= context.now]
    errors = sorted(_errors(readings, context))
    held = [change for change in changes if _leads(change, errors)]
    for change in held:
        yield _changed(change, context, dirty)
    yield from _after(held, errors, readings, context)


def _commits(reading: Reading) -> Iterator[Change]:
    args = reading.query.args
    repo = args[args.index("-C") + 1] if "-C" in args[:-1] else ""
    blocks: list[list[str]] = []
    for row in reading.text.split("\n"):
        if COMMIT.match(row):
            blocks.append([])
        if blocks:
            blocks[-1].append(row.rstrip("\r"))
    heads = [COMMIT.match(block[0]) for block in blocks]
    following = [head[1] for head in heads[1:] if head]
    for block, older in zip(blocks, [*following, ""], strict=False):
        if change := _commit(reading, block, repo, older):
            yield change


def _commit(reading: Reading, block: Sequence[str], repo: str, older: str) -> Change | None:
    dates = [found[1] for row in block if (found := DATE.match(row))]
    when = _when(dates[-1], reading) if dates else None
    head = COMMIT.match(block[0])
    if when is None or head is None:
        return None
    paths = [found["path"] for row in block if (found := STAT.match(row))]
    parents = [found[1] for row in block if (found := PARENT.match(row))]
    subject = next((row.strip() for row in block if row.startswith("    ") and row.strip()), "")
    whole = tuple(posixpath.join(repo, path) for path in paths)
    return Change(reading, when, whole, repo, head[1], parents[0] if parents else older, subject)


def _when(text: str, reading: Reading) -> datetime | None:
    """A date of git: ISO, or `Mon Nov 23 12:00:00 2026 +0100`."""
    try:
        return datetime.strptime(text.strip(), "%a %b %d %H:%M:%S %Y %z").astimezone(UTC)
    except ValueError:
        stamp = stamp_of(text, reading.at.year)
        return stamp.at if stamp else None


def _dirty(reading: Reading) -> Iterator[str]:
    args = reading.query.args
    if "status" in args and "-C" in args[:-1]:
        for row in reading.text.split("\n"):
            if (found := STATUS.match(row)) and found["flag"] != "!!":
                yield posixpath.join(args[args.index("-C") + 1], found["path"])


def _touched(reading: Reading, context: Context) -> Iterator[Change]:
    found = MODIFIED.match(rows(reading)[0]) if rows(reading) else None
    if found and found["path"] in context.own.config:
        stamp = stamp_of(found["when"], reading.at.year)
        if stamp:
            yield Change(reading, stamp.at, (found["path"],), context.own.repo)


def _errors(readings: Sequence[Reading], context: Context) -> Iterator[datetime]:
    """When errors were logged, as far as lines say."""
    for reading in readings:
        kinds = kinds_of(reading.query)
        if reading.status == "ok" and (kinds is None or kinds & {"logs"}) and (kinds or set()) <= DATED | {"systemd"}:
            for line in lines_of(reading, context, dated=True):
                if line.at and weight(line.text) >= ERROR and not is_noise(line.text):
                    yield line.at


def _leads(change: Change, errors: Sequence[datetime]) -> bool:
    """Whether most errors came after it; without dated errors any change may have led."""
    after = sum(1 for at in errors if at >= change.when.replace(microsecond=0))
    return not errors or after > len(errors) - after


def _changed(change: Change, context: Context, dirty: set[str]) -> Signal:
    own = [path for path in change.paths if path in context.own.config]
    path = (own or list(change.paths) or [""])[0]
    attributes = {
        "repo": change.repo,
        "path": path,
        "revision": change.revision,
        "previous": change.previous,
        "when": rfc3339(change.when),
        "own": "true" if own or not context.own.config else "false",
        **({"uncommitted": "true"} if path in dirty else {}),
    }
    detail = f"{change.revision[:10] or 'edited'} {path} {change.subject}"
    signal = seen("config-changed", context.entity, change.reading, detail, **attributes)
    return replace(signal, at=change.when)


def _after(
    changes: Sequence[Change], errors: Sequence[datetime], readings: Sequence[Reading], context: Context
) -> Iterator[Signal]:
    own = [c for c in changes if not context.own.config or set(c.paths) & set(context.own.config)]
    if not own or not errors:
        return
    last = max(own, key=lambda change: change.when)
    first = min((at for at in errors if at >= last.when.replace(microsecond=0)), default=None)
    if first and first - last.when <= SOON:
        logs = [
            r.id
            for r in readings
            if r.status == "ok" and "logs" in (kinds_of(r.query) or {"logs"}) and weight(r.text) >= ERROR
        ]
        signal = _changed(last, context, set())
        detail = f"errors since {rfc3339(first)}, {round((first - last.when).total_seconds())} s after {signal.detail}"
        yield replace(
            signal,
            id="errors-after-change",
            at=first,
            detail=detail[:200],
            evidence=tuple(dict.fromkeys((*signal.evidence, *logs))),
        )
