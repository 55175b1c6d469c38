"""A scenario to fill in: an empty one, or one that holds a post-mortem's timeline and nothing of its causes."""

import re
from pathlib import Path
from typing import Any

import yaml

from astreinte.errors import ConfigError, InvalidInput

from .scenario import Scenario

SLUG = re.compile(r"^[a-z0-9][a-z0-9-]{1,80}$")
HEADING = re.compile(r"^#+\s+(?P<title>.+?)\s*$", re.MULTILINE)
TIMELINE = re.compile(r"timeline|chronolog", re.IGNORECASE)
ROW = re.compile(r"^\|\s*(?P<when>[^|]*\d[^|]*)\|\s*(?P<what>[^|]+?)\s*\|", re.MULTILINE)
ITEM = re.compile(r"^\s*[-*]\s*\**(?P<when>\d{1,2}[:h]\d\d)\**\s*[:–-]?\s*(?P<what>.+)$", re.MULTILINE)
DATE = re.compile(r"\b(\d{4}-\d\d-\d\d)\b")
CLOCK = re.compile(r"\b(\d{1,2})[:h](\d\d)\b")
TOLD = re.compile(
    r"\b(?:root cause|cause root|caused by|because|due to|à cause|cause racine|diagnos\w*)\b", re.IGNORECASE
)


def draft(folder: Path, title: str, at: str, service: str) -> Path:
    """An empty scenario.

    Raises:
        InvalidInput: the folder's name is no neutral id, the folder exists, or title or time are missing.
    """
    if not title or not at:
        raise InvalidInput("a scenario needs --title and --at (RFC 3339), e.g. --at 2026-03-01T13:02:00Z")
    return _write(folder, {"title": title, "at": at, "service": service}, [])


def from_postmortem(folder: Path, path: Path) -> Path:
    """The title and the timeline's rows up to the first that tells the cause, as pasted evidence.

    Raises:
        InvalidInput: the post-mortem cannot be read, or has no timeline with times.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path}: cannot be read: {error}") from error
    rows = _rows(text)
    date = DATE.search(text)
    if not rows or date is None:
        raise InvalidInput(f"{path}: no timeline with a date and times; a heading `Timeline` and rows `| HH:MM | … |`")
    title = HEADING.search(text)
    said = {
        "title": _plain(rows[0][1]) or _plain(title["title"] if title else path.stem),
        "at": _at(date[1], rows[0][0]),
    }
    lines = [f"{when} {_plain(what)}" for when, what in rows]
    return _write(folder, said, lines)


def _rows(text: str) -> list[tuple[str, str]]:
    """Of the section that is called a timeline; what tells the cause and everything after it is left out."""
    parts = re.split(r"^(?=#+\s)", text, flags=re.MULTILINE)
    section = next((part for part in parts if TIMELINE.search(part.split("\n", 1)[0])), "")
    rows = [(hit["when"].strip(), hit["what"]) for form in (ROW, ITEM) for hit in form.finditer(section)]
    kept: list[tuple[str, str]] = []
    for when, what in rows:
        if TOLD.search(what):
            break
        kept.append((when, what))
    return kept


def _at(date: str, when: str) -> str:
    own, clock = DATE.search(when), CLOCK.search(when)
    hour, minute = (clock[1], clock[2]) if clock else ("0", "00")
    return f"{own[1] if own else date}T{int(hour):02}:{minute}:00Z"


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[*_`]|\[([^\]]*)\]\([^)]*\)", r"\1", text).split())[:120]


def _write(folder: Path, declared: dict[str, str], lines: list[str]) -> Path:
    if not SLUG.match(folder.name):
        raise InvalidInput(f"{folder.name!r}: a scenario's folder is its neutral id: lower-case letters, digits and -")
    if folder.exists():
        raise InvalidInput(f"{folder} exists; choose another name")
    data: dict[str, Any] = {"id": folder.name, "declare": {key: value for key, value in declared.items() if value}}
    data["declare"] |= {"text": "\n".join(lines)} if lines else {}
    data["expected"] = {}
    try:
        Scenario.model_validate(data)
        folder.mkdir(parents=True)
        (folder / "scenario.yaml").write_text(
            yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
        (folder / "recordings.jsonl").write_text("", encoding="utf-8")
    except ValueError as error:
        raise ConfigError(f"{folder.name}: {error}") from error
    except OSError as error:
        raise InvalidInput(f"{folder} cannot be made: {error.strerror}") from error
    return folder
