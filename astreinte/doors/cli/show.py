"""What a command prints: one JSON document, or a few lines for a tired person."""

import json
import os
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from astreinte.domain import Entry, Question


def document(data: Any) -> None:
    """One JSON document on stdout."""
    print(json.dumps(data, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))


def console() -> Any:
    """Rich on stdout; NO_COLOR, TERM=dumb and pipes are Rich's own business."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def outcome(found: Any, questions: "Mapping[str, Question]", ports: Any, *, json: bool) -> None:
    """The outcome JSON of the contract, or its summary with the questions that wait."""
    if json:
        document(found.model_dump(mode="json"))
        return
    standing(found, questions, ports)


def standing(found: Any, questions: "Mapping[str, Question]", ports: Any) -> None:
    """A `Standing` or an outcome, and the questions that wait."""
    from astreinte.templates.escape import block

    shown = ports.labels
    print(block(ports.words.render("status", outcome=found, names=shown.names, causes=shown.causes)))
    for each in questions.values():
        print(strong(block(asked(each, found.id))))


def explained(drawing: Any, ports: Any) -> None:
    """The diagnostic tree of a case, its hypotheses with their proof, what was ruled out."""
    from astreinte.templates.escape import block

    text = ports.words.render("explain", drawing=drawing, causes=ports.labels.causes)
    print(block(text))


def strong(text: str) -> str:
    """Bold on a terminal that shows it."""
    plain = not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return text if plain else f"\x1b[1m{text}\x1b[0m"


def asked(question: "Question", incident: str) -> str:
    """The question, its numbered choices, and how to answer from a shell."""
    choices = [f"  {place}. {choice.label}" for place, choice in enumerate(question.choices, 1)]
    ids = "|".join(choice.id for choice in question.choices) or "TEXT"
    command = [f"  astreinte answer {incident} {question.id} {ids}"] if incident else []
    return "\n".join([f"[{question.id}] {question.prompt}", *choices, *command])


def timeline(newest: "tuple[Sequence[Entry], int]", ports: Any, most: int) -> None:
    """The newest lines of the timeline in the user's zone, all for 0; the date on the first and at each day change.

    `newest` are the entries, and how many older ones were left out.
    """
    from astreinte.memory.markdown import one_line
    from astreinte.memory.timeline import sentence, told

    day, words = None, ports.words
    entries, older = newest
    lines = told(entries, words, ports.labels)
    left = len(lines[:-most]) if most else 0
    if left + older:
        print(words.say("earlier_lines", count=left + older))
    for entry in lines[left:]:
        if (today := words.zone.day(entry.occurred_at)) != day:
            day = today
            print(strong(f"{today:%Y-%m-%d}"))
        print(f"  {words.zone.show(entry.occurred_at, '%H:%M:%S')}  {one_line(sentence(entry, words, ports.labels))}")


def rows(found: Sequence[Any], ports: Any, *, json: bool) -> None:
    if json:
        from astreinte.domain import dump

        document([dump(row) for row in found])
        return
    if not found:
        print(ports.words.say("no_incident"))
        return
    shown = [_shown(row, ports) for row in found]
    head = tuple(ports.words.say(f"column_{name}") for name in ("id", "state", "severity", "lead", "when", "title"))
    widths = [max(map(len, column)) for column in zip(head, *shown, strict=True)]
    for line in (head, *shown):
        text = "  ".join(f"{cell:{width}}" for cell, width in zip(line, widths, strict=True)).rstrip()
        print(strong(text) if line is head else text)


def _shown(row: Any, ports: Any) -> tuple[str, ...]:
    from astreinte.memory.markdown import one_line

    words, lead = ports.words, ports.settings.names.get(row.lead, row.lead)
    when = words.zone.show(row.declared, "%Y-%m-%d %H:%M")
    cells = (row.id, words.say(f"state_{row.state}"), row.severity, lead, when, row.title)
    return tuple(map(one_line, cells))


def readings(entries: "Sequence[Entry]", *, json: bool) -> None:
    """Evidence by reference: id, status, query, and the excerpt."""
    found = [{"id": entry.data["id"], **entry.data} for entry in entries if entry.kind == "reading"]
    if json:
        document(found)
        return
    out = console()
    for each in found:
        query = each["query"]
        out.print(f"{each['id']}  {each['status']:7}  {query['tool']} {' '.join(query['args'])}", markup=False)
        if each.get("why"):
            out.print(f"             {each['why']}", markup=False)


def table(title: str, columns: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    from rich.table import Table

    drawn = Table(*columns, title=title)
    for line in lines:
        drawn.add_row(*line)
    console().print(drawn)


def say(text: str) -> None:
    """A message for the person, on stderr."""
    print(text, file=sys.stderr)


@contextmanager
def advancing(whole: int, *, quiet: bool) -> Generator[Callable[[str], None]]:
    """A progress bar on stderr; what it yields takes the name of each that is done."""
    if quiet:
        yield lambda _name: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=whole)
        yield lambda name: bar.update(task, advance=1, description=name)
