"""Jinja over the templates of one language, with the filters that they write with."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from astreinte.domain import Zone, duration_text, rfc3339
from astreinte.domain.incident import NOBODY
from astreinte.memory.markdown import one_line

from . import escape
from .compiled import Beside
from .messages import plainly

HERE = Path(__file__).parent
UNKNOWN = {"en": "unknown", "fr": "inconnu"}
NONE = {"en": "none", "fr": "aucun"}
MINUTE = 60


@cache
def environment(language: str) -> Environment:
    made = Environment(  # noqa: S701 - the output is Markdown, YAML and terminal text; each has its own filter
        loader=FileSystemLoader(HERE / language),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=Beside(HERE / language),
    )
    made.filters.update(_filters(language))
    made.globals.clear()  # no template uses one, and each rendering would copy them all
    return made


def _filters(language: str) -> dict[str, Any]:
    def duration(seconds: float | None) -> str:
        return UNKNOWN[language] if seconds is None else duration_text(seconds)

    def called(tag: str | None, labels: Mapping[str, str] | None = None) -> str:
        return NONE[language] if tag in {None, "", NOBODY, "—"} else (labels or {}).get(str(tag), str(tag))

    def state(name: str) -> str | None:
        return plainly(language, f"state_{name}")

    def percent(share: float) -> str:
        return f"{share * 100:.0f} %" if language == "fr" else f"{share * 100:.0f}%"

    return {
        "duration": duration,
        "called": called,
        "percent": percent,
        "state": state,
        "opening": opening,
        "hours": hours,
        "target": target,
        "clock": clock,
        "rfc3339": rfc3339,
        "line": one_line,
        "md": escape.markdown,
        "code": escape.code,
        "yaml": escape.yaml,
        "label": escape.label,
        "identifier": escape.identifier,
    }


def opening(text: str) -> str:
    """The text with a capital, to begin a sentence."""
    return text[:1].upper() + text[1:]


def hours(seconds: float) -> str:
    """`1h 12min`, `0h 4min`: the two numbers of the front matter."""
    minutes = round(seconds / MINUTE)
    return f"{minutes // MINUTE}h {minutes % MINUTE}min"


def target(seconds: float) -> str:
    """`2h`, `5min`, `1h 30min`: a target has no parts that are zero."""
    parts = duration_text(seconds).split()
    return " ".join(part for part in parts if not part.startswith("0")) or "0s"


def clock(instant: datetime, zone: Zone, before: datetime | None = None) -> str:
    """`14:03` in the zone; with its date when the row before it was on another day or does not exist."""
    same_day = before is not None and zone.day(before) == zone.day(instant)
    return zone.show(instant, "%H:%M" if same_day else "%Y-%m-%d %H:%M")
