"""A scenario to fill in: an empty one, or one that holds a post-mortem's timeline and nothing of its causes."""

import re
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml

from astreinte.domain import rfc3339
from astreinte.errors import ConfigError, InvalidInput
from astreinte.memory.chronicle import chronicle

from .scenario import Scenario

SLUG = re.compile(r"^[a-z0-9][a-z0-9-]{1,80}$")
HEADING = re.compile(r"^#+\s+(?P<title>.+?)\s*$", re.MULTILINE)
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
    """The title and the timeline's rows in UTC, up to the first that tells the cause, as pasted evidence.

    Raises:
        InvalidInput: the post-mortem cannot be read, or has no timeline with times.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path}: cannot be read: {error}") from error
    rows = list(takewhile(lambda row: not TOLD.search(row.text), chronicle(text).rows))
    if not rows:
        raise InvalidInput(f"{path}: no timeline with a date and times; a heading `Timeline` and rows `| HH:MM | … |`")
    title = HEADING.search(text)
    named = _plain(rows[0].text) or _plain(title["title"] if title else path.stem)
    lines = [f"{row.at:%Y-%m-%d %H:%M} {_plain(row.text)}" for row in rows]
    return _write(folder, {"title": named, "at": rfc3339(rows[0].at)}, lines)


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
