"""The lines that a BMAD or Grimoire kit reads: learnings, requests, hand-offs, decisions. Functions from text to text.

A line that the file already has is not added again: the incident id in it makes it the same line.
"""

import re
from datetime import datetime

from .markdown import append_line, append_to_section, cell, one_line, quoted
from .port import Lessons, Request

REQUESTS = ("Requêtes inter-agents", "Requêtes en attente", "Inter-agent requests")
TAG = re.compile(r"[^\w-]+")
TICKED = re.compile(r"^\s*(?:[-*+]\s+\[[xX✓✔]\]\s|\|.*\|\s*(?:✅|✔|✓|fait|done)[^|]*\|\s*$)", re.IGNORECASE)


def tag(name: str) -> str:
    """A lower-case tag without spaces; nobody is `incident`."""
    cleaned = plain(name).lower()
    return "incident" if cleaned in {"", "aucun"} else cleaned


def plain(name: str) -> str:
    """Letters, digits, `_` and `-`: what may name a file."""
    return TAG.sub("-", one_line(name)).strip("-")


def learn(text: str, incident: str, day: str, learning: str) -> str:
    """One physical line; the incident's earlier line about the same thing stays as it is."""
    said = _said(incident, learning)
    return text if _has(text, incident, said) else append_line(text, f"- [{day}] {incident} : {said}")


def request(text: str, incident: str, source: str, asked: Request) -> str:
    """One line per target, in the requests section."""
    due = f", échéance {quoted(asked.due)}" if asked.due else ""
    done = f", fait quand : {quoted(asked.done_when)}" if asked.done_when else ""
    what = f"[{tag(source)}→{tag(asked.to)}] {incident} : {_said(incident, asked.text)}"
    return text if what in text else append_to_section(text, REQUESTS, f"- [ ] {what}{due}{done}")


def escalate(text: str, incident: str, escalation: str) -> str:
    """The line that the user's own inbox shows."""
    what = f"[incident→user] ESCALADE : {incident} : {_said(incident, escalation)}"
    return text if what in text else append_to_section(text, REQUESTS, f"- [ ] {what}")


def architecture(text: str, incident: str, day: str, change: str) -> str:
    """A list item, never a table: the kit's drift check reads a table as agents."""
    what = f"{incident} : {_said(incident, change)}"
    return text if what in text else append_to_section(text, ("Infrastructure",), f"- [{day}] {what}")


def hand_off(text: str, lessons: Lessons, asked: Request, now: datetime) -> str:
    """A row of the hand-off log, without table header; `now` is wall-clock time."""
    what = f"{tag(lessons.lead)} → {tag(asked.to)} | {lessons.incident} : {cell(_said(lessons.incident, asked.text))} |"
    row = f"| {now:%Y-%m-%d %H:%M} | {what} ⏳ |"
    return text if what in text else append_line(text or "# Handoff Log\n\n", row)


def ticked(text: str) -> list[str]:
    """Lines that somebody ticked off: checked boxes, and hand-offs marked as done."""
    return [line for line in text.splitlines() if TICKED.match(line)]


def _said(incident: str, text: str) -> str:
    """The text without the id that every line begins with anyway."""
    return quoted(text).removeprefix(incident).lstrip(" :")


def _has(text: str, incident: str, said: str) -> bool:
    return any(incident in line and said in line for line in text.splitlines())
