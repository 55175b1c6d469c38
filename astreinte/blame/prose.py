"""Sentences of a Markdown text, with their place; what nobody wrote as prose is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Section = Literal["actions", "cause", "other"]

FENCE = re.compile(r"^\s{0,3}(```+|~~~+)")
HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(?P<title>.*?)\s*#*\s*$")
ROLE = re.compile(
    r"^\s*(?:[-*|]\s*)?\**(?:lead|auteurs?|authors?|reviewers?|relect(?:eur|rice)s?|owners?|responsables?|rédigé par"
    r"|written by|participants?|commandant|commander|scribe|by|par)\**\s*[:|]",
    re.IGNORECASE,
)
WAIVER = re.compile(r"<!--\s*blame:\s*(?:ok|waived?|accepté)\s*[,:;–-]?\s*(?P<why>[^>]*?)\s*-->", re.IGNORECASE)
COMMENT = re.compile(r"<!--.*?-->")
CODE = re.compile(r"(`+)[^`].*?\1|\bhttps?://[^\s)>\]]+|\]\([^)]*\)")
MARKS = re.compile(r"^\s*(?:>\s*)*(?:[-*+]\s+(?:\[[ xX]\]\s+)?|\d+[.)]\s+|#{1,6}\s+)?")
LOGGED = re.compile(r"^\s*(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*\s+\S|\[?(?:ERROR|WARN|INFO|DEBUG|FATAL)\b)")
END = re.compile(r"(?<=[.!?…])[\"»”)\]*_]*\s+(?=[\"«“(\[*_]*[A-ZÀ-ÝŒ0-9])|\s*\|\s*|;\s+")
SHORT = re.compile(r"(?:\b(?:e\.g|i\.e|etc|cf|vs|Mr|Mrs|Dr|M|Mme|p\.\s?ex|approx|env|no|v\d+)|\b[A-Z])\.$")
ACTIONS = re.compile(r"\bactions?\b|préventi|preventi|prévention|follow-?ups?|suivi|next steps?|to-?do", re.IGNORECASE)
CAUSE = re.compile(r"\bcauses?\b|contributing|contribu", re.IGNORECASE)
LOOK_BACK = 12


@dataclass(frozen=True)
class Sentence:
    """`text` is as written, code blanked with spaces; `column` counts from 1."""

    text: str
    line: int
    column: int
    section: Section = "other"
    quoted: bool = False
    role_field: bool = False
    waived: str = ""


def sentences(markdown: str) -> list[Sentence]:
    """The prose of a Markdown text in order: no front matter, code, links' addresses, HTML comments or log lines."""
    section: Section = "other"
    found: list[Sentence] = []
    waived = ""
    for number, line in _prose_lines(markdown.split("\n")):
        reason = WAIVER.search(line)
        if reason and not line[: reason.start()].strip():
            waived = reason["why"] or "–"
            continue
        if heading := HEADING.match(line):
            section = _section(heading["title"])
        here = (reason["why"] or "–") if reason else waived
        waived = ""
        found += _of_line(line, number, section, here)
    return found


def _prose_lines(lines: list[str]) -> Iterator[tuple[int, str]]:
    fence = ""
    start = _after_front_matter(lines)
    for number, line in enumerate(lines[start:], start + 1):
        if mark := FENCE.match(line):
            if not fence:
                fence = mark[1][:3]
            elif mark[1].startswith(fence):
                fence = ""
            continue
        if not fence and line.strip() and not LOGGED.match(line) and not _indented_code(line):
            yield number, line


def _after_front_matter(lines: list[str]) -> int:
    if not lines or lines[0].strip() != "---":
        return 0
    return next((place + 1 for place, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)


def _indented_code(line: str) -> bool:
    return line.startswith(("    ", "\t")) and not re.match(r"\s+(?:[-*+]|\d+[.)])\s", line)


def _section(title: str) -> Section:
    if ACTIONS.search(title):
        return "actions"
    return "cause" if CAUSE.search(title) else "other"


def _of_line(line: str, number: int, section: Section, waived: str) -> Iterator[Sentence]:
    plain = CODE.sub(_blank, COMMENT.sub(_blank, line))
    marks = MARKS.match(plain)
    begin = marks.end() if marks else 0
    quote, role = plain.lstrip().startswith(">"), bool(ROLE.match(plain))
    for start, end in _parts(plain, begin):
        text = plain[start:end]
        if text.strip(" |*_-:"):
            yield Sentence(text, number, start + 1, section, quote, role, waived)


def _parts(text: str, begin: int) -> Iterator[tuple[int, int]]:
    start = begin
    for cut in END.finditer(text, begin):
        if SHORT.search(text[max(start, cut.start() - LOOK_BACK) : cut.start()]):
            continue
        yield start, cut.start()
        start = cut.end()
    yield start, len(text)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
