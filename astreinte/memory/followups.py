"""What incidents asked of agents and people, and whether it was done: a fold over journals and ticked lines."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from astreinte.domain import Entry

from .markdown import quoted
from .ranking import decision

Status = Literal["open", "overdue", "done", "reopened"]
ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Followup:
    """`due` is a date, empty where none was set. `recurred` is the later incident with the same cause and component.

    A request that was done is `reopened` when its cause came back afterwards: what was done did not hold.
    """

    incident: str
    to: str
    text: str
    due: str
    done_when: str
    status: Status
    recurred: str = ""


def followups(journals: Iterable[Sequence[Entry]], ticked: Collection[str], today: date) -> list[Followup]:
    """All requests, the most urgent first.

    Args:
        journals: the entries of each incident.
        ticked: lines that somebody ticked off, each naming its incident.
        today: in the user's zone.
    """
    known = [list(entries) for entries in journals if entries]
    later = _recurrences(known)
    lines = [plain(line) for line in ticked]
    found = [one for entries in known for one in _of(entries, lines, later.get(entries[0].incident, ""), today)]
    return sorted(found, key=_urgency)


def plain(line: str) -> str:
    """A line without Markdown escapes and repeated blanks, as requests are compared."""
    return " ".join(ESCAPED.sub(r"\1", line).split())


def _of(entries: Sequence[Entry], ticked: Sequence[str], recurred: str, today: date) -> Iterable[Followup]:
    texts: dict[str, Entry] = {str(entry.data["text"]): entry for entry in entries if entry.kind == "followup"}
    for text, entry in texts.items():
        incident, due = entry.incident, str(entry.data.get("due", ""))
        said = plain(quoted(text)).removeprefix(incident).lstrip(" :")
        done = any(incident in line and said in line for line in ticked)
        status = _status(done, recurred, due, today)
        yield Followup(
            incident, str(entry.data["to"]), said, due, str(entry.data.get("done_when", "")), status, recurred
        )


def _status(done: bool, recurred: str, due: str, today: date) -> Status:
    if done:
        return "reopened" if recurred else "done"
    return "overdue" if due and date.fromisoformat(due) < today else "open"


def _recurrences(journals: Sequence[Sequence[Entry]]) -> dict[str, str]:
    """From an incident to the next one with the same decided cause on the same component."""
    last: dict[tuple[str, str], str] = {}
    found: dict[str, str] = {}
    for entries in sorted(journals, key=lambda each: each[0].occurred_at):
        decided = decision(entries)
        if decided is None or decided.cause is None:
            continue
        key = (decided.cause, decided.component)
        if key in last:
            found[last[key]] = entries[0].incident
        last[key] = entries[0].incident
    return found


def _urgency(one: Followup) -> tuple[int, str, str]:
    order: dict[Status, int] = {"overdue": 0, "reopened": 1, "open": 2, "done": 3}
    return order[one.status], one.due or "9999", one.incident
