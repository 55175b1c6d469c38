"""Changes as git and files tell them: commits, uncommitted paths, times of writing."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from astreinte.domain import Reading
from astreinte.evidence.redaction import strip_controls
from astreinte.evidence.stamps import stamp_of

from .context import Context
from .seen import rows

COMMIT = re.compile(r"^commit ([0-9a-f]{7,64})\b")
PARENT = re.compile(r"^(?:parent|Merge:) ([0-9a-f]{7,64})\b")
DATE = re.compile(r"^(?:Commit)?Date:\s+(.+)$")
STAT = re.compile(r"^ (?P<path>\S.*?)\s+\|\s+(?:\d+ [+-]*|Bin\b.*|\d+)$")
STATUS = re.compile(r"^(?P<flag>[ MADRCU?!]{2}) \"?(?P<path>[^\"]+)\"?$")
BRIEF = re.compile(
    r"^(?:[*|\\/ ]* )?(?P<revision>[0-9a-f]{7,40})\s+"
    r"(?P<date>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d ?(?:Z|[+-]\d\d:?\d\d))\s+(?P<subject>\S.*)$"
)
IGNORED = frozenset({"!!", "  "})
SPELT = re.compile(r"^\s+(?:modified|new file|deleted|renamed|both modified|typechange): +(?P<path>\S.*)$")
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


def commits_of(reading: Reading) -> Iterator[Change]:
    """What `git log --stat` tells, newest first as it stands."""
    args = reading.query.args
    repo = args[args.index("-C") + 1] if "-C" in args[:-1] else ""
    blocks: list[list[str]] = []
    for row in strip_controls(reading.text).split("\n"):
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


def brief_of(reading: Reading) -> Iterator[Change]:
    """Commits of one line each, where the line is dated."""
    args = reading.query.args
    repo = args[args.index("-C") + 1] if "-C" in args[:-1] else ""
    for row in rows(reading):
        if (found := BRIEF.match(row)) and (stamp := stamp_of(found["date"], reading.at.year)):
            yield Change(reading, stamp.at, (), repo, found["revision"], "", found["subject"].strip())


def _when(text: str, reading: Reading) -> datetime | None:
    """A date of git: ISO, or `Mon Nov 23 12:00:00 2026 +0100`."""
    try:
        return datetime.strptime(text.strip(), "%a %b %d %H:%M:%S %Y %z").astimezone(UTC)
    except ValueError:
        stamp = stamp_of(text, reading.at.year)
        return stamp.at if stamp else None


def uncommitted(reading: Reading) -> Iterator[str]:
    """Paths that `git status` calls changed."""
    args = reading.query.args
    if "status" in args and "-C" in args[:-1]:
        for row in reading.text.split("\n"):
            found = SPELT.match(row) or STATUS.match(row)
            if found and found.groupdict().get("flag") not in IGNORED:
                yield posixpath.join(args[args.index("-C") + 1], found["path"])


def touched_by(reading: Reading, context: Context) -> Iterator[Change]:
    """When a configuration file of the incident's service was last written."""
    found = MODIFIED.match(rows(reading)[0]) if rows(reading) else None
    if found and found["path"] in context.own.config:
        stamp = stamp_of(found["when"], reading.at.year)
        if stamp:
            yield Change(reading, stamp.at, (found["path"],), context.own.repo)
