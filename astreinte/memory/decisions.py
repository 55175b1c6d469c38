"""The kit's decisions log: appended to in the style that it already has, never rewritten."""

import re

from .markdown import append_line, append_to_section, cell, quoted
from .port import Verdict

DAY = re.compile(r"^## \d{4}-\d{2}-\d{2}[ \t]*\r?$", re.MULTILINE)
BLOCK = re.compile(r"^### \[\d{4}-\d{2}-\d{2}\]", re.MULTILINE)
LINE = re.compile(r"^- \[\d{4}-\d{2}-\d{2}\] \[", re.MULTILINE)
HEAD = re.compile(r"^\|[^\n]*\n\|[ \t:|-]+\n", re.MULTILINE)
HEADING = "Décisions"


def decide(text: str, incident: str, day: str, agent: str, said: Verdict) -> str:
    """The log with the incident's decision; the text itself where it holds that decision already."""
    subject = f"{incident} : {quoted(said.subject)}"
    if subject in text or cell(subject) in text:
        return text
    styles = [(pattern.search(text), write) for pattern, write in ((LINE, _line), (BLOCK, _block), (DAY, _rows))]
    found = [(match.start(), write) for match, write in styles if match]
    write = max(found, key=lambda each: each[0])[1] if found else _block
    return write(text, subject, day, agent, said)


def _rows(text: str, subject: str, day: str, agent: str, said: Verdict) -> str:
    """A table row under the day's heading, with as many cells as the rows above it."""
    cells = [cell(subject), cell(said.decision), cell(said.context), cell(said.rejected), cell(agent)]
    rows = [line for line in text.splitlines() if line.startswith("|")]
    width = rows[-1].replace("\\|", "").count("|") - 1 if rows else len(cells)
    row = "| " + " | ".join((cells + [""] * width)[: max(width, 2)]) + " |"
    head = HEAD.search(text)
    new = re.search(rf"^## {day}[ \t]*\r?$", text, re.MULTILINE) is None
    return append_to_section(text, (day,), head[0] + row if head and new else row)


def _block(text: str, subject: str, day: str, agent: str, said: Verdict) -> str:
    lines = [
        f"### [{day}] {subject}",
        f"- **Contexte** : {quoted(said.context)}",
        f"- **Décision** : {quoted(said.decision)}",
        f"- **Alternatives rejetées** : {quoted(said.rejected) or '—'}",
        f"- **Agent** : {quoted(agent)}",
    ]
    newline = "\r\n" if "\r\n" in text else "\n"
    return append_to_section(text, (HEADING,), newline + newline.join(lines))


def _line(text: str, subject: str, day: str, agent: str, said: Verdict) -> str:
    rejected = f" | Écarté : {quoted(said.rejected)}" if said.rejected else ""
    return append_line(
        text, f"- [{day}] [{quoted(agent)}] Sujet : {subject} | Décision : {quoted(said.decision)}{rejected}"
    )
