"""Text for people, rendered from the Jinja files of one language; an undefined name is an error."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound

from astreinte.domain import Zone, duration_text, rfc3339
from astreinte.domain.incident import NOBODY
from astreinte.errors import UnknownName
from astreinte.memory.markdown import one_line

from . import escape
from .compiled import Beside
from .messages import message

HERE = Path(__file__).parent
LANGUAGES = ("en", "fr")
UNKNOWN = {"en": "unknown", "fr": "inconnu"}
NONE = {"en": "none", "fr": "aucun"}
MINUTE = 60


class Words:
    """One language; times are shown in `zone`.

    Raises:
        UnknownName: no such language.
        InvalidInput: no such zone.
    """

    def __init__(self, language: str, zone: str = "UTC") -> None:
        if language not in LANGUAGES:
            raise UnknownName("language", language, LANGUAGES)
        self.language = language
        self.zone = Zone(zone)

    def render(self, name: str, /, **values: Any) -> str:
        """The template `name` (without suffix) with these values, without blank space around it.

        Raises:
            UnknownName: no such template.
            jinja2.UndefinedError: the template uses a name that was not given.
        """
        try:
            template = _environment(self.language).get_template(f"{name}.j2")
        except TemplateNotFound as error:
            raise UnknownName("template", name, template_names(self.language)) from error
        return template.render(zone=self.zone, **values).strip()

    def say(self, key: str, /, **values: Any) -> str:
        """The short sentence `key` of `messages.yaml` with these values.

        Raises:
            UnknownName: no such sentence.
            jinja2.UndefinedError: the sentence uses a name that was not given.
        """
        return message(_environment(self.language), self.language, key, **values)


def template_names(language: str) -> list[str]:
    """Every template of a language, partials (`_…`) included, without suffix."""
    return sorted(path.stem for path in (HERE / language).glob("*.j2"))


@cache
def _environment(language: str) -> Environment:
    environment = Environment(  # noqa: S701 - the output is Markdown, YAML and terminal text; each has its own filter
        loader=FileSystemLoader(HERE / language),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=Beside(HERE / language),
    )
    environment.filters.update(_filters(language))
    return environment


def _filters(language: str) -> dict[str, Any]:
    def duration(seconds: float | None) -> str:
        return UNKNOWN[language] if seconds is None else duration_text(seconds)

    def called(tag: str | None, labels: Mapping[str, str] | None = None) -> str:
        return NONE[language] if tag in {None, "", NOBODY, "—"} else (labels or {}).get(str(tag), str(tag))

    def percent(share: float) -> str:
        return f"{share * 100:.0f} %" if language == "fr" else f"{share * 100:.0f}%"

    return {
        "duration": duration,
        "called": called,
        "percent": percent,
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
