"""The room's pages out of their templates: what is quoted is escaped, nothing runs that is not the room's own file."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment

from astreinte.domain import Entry
from astreinte.graph.ports import Ports
from astreinte.memory.timeline import Row as TimelineRow
from astreinte.memory.timeline import timeline
from astreinte.templates import Words
from astreinte.templates.report.page import HERE as REPORT
from astreinte.templates.report.page import environment, wording
from astreinte.yamltext import load_shipped

PAGES = files("astreinte.doors.web") / "pages"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",  # `no-referrer` would make browsers send `Origin: null` with every form
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def page(name: str, words: Words, status: int = 200, **values: Any) -> HTMLResponse:
    """A page or a part of one, with the headers that keep what it quotes harmless."""
    return HTMLResponse(fragment(name, words, **values), status, HEADERS)


def fragment(name: str, words: Words, **values: Any) -> str:
    say = wording(words.language) | said(words.language)
    return _environment().get_template(name).render(say=say, language=words.language, zone=words.zone, **values)


def rows_of(entries: Sequence[Entry], ports: Ports) -> list[tuple[TimelineRow, int]]:
    """Timeline rows with their place in the journal, in its order: what is streamed is in the order it became known."""
    return [(timeline([entry], ports.words, ports.labels)[0], entry.seq) for entry in entries]


@cache
def said(language: str) -> dict[str, str]:
    listed = load_shipped((PAGES / "words.yaml").read_text(encoding="utf-8"))
    return {key: str(texts[language]) for key, texts in listed.items()}


@cache
def _environment() -> Environment:
    return environment(str(PAGES), str(REPORT))
