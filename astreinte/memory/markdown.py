"""Edits of a Markdown file that people and other programs edit too: add a line, keep every byte of the rest."""

import re
import unicodedata

ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])")
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
HEADING = re.compile(r"^#{1,2} ", re.MULTILINE)


def one_line(value: object) -> str:
    """One line of plain text: no terminal sequences, no control, bidirectional or invisible characters."""
    text = str(value)
    if text.isprintable():
        return " ".join(text.split())
    text = ANSI.sub("", text)
    kept = (" " if unicodedata.category(character) in UNSEEN else character for character in text)
    return " ".join("".join(kept).split())


def quoted(value: object) -> str:
    """One line that cannot pass for a request: the arrow of the inbox belongs to those who write requests."""
    return one_line(value).replace("→", "->")


def cell(value: object) -> str:
    """`quoted`, for a table."""
    return quoted(value).replace("|", "\\|")


def append_line(text: str, line: str) -> str:
    """The line at the end, after the final newline that other programs tend to drop."""
    return _ended(text) + line + _newline(text)


def append_to_section(text: str, headings: tuple[str, ...], line: str) -> str:
    """The line after the last line of the first section so headed; a missing section is made at the end."""
    newline = _newline(text)
    found = next((match for heading in headings if (match := _heading(text, heading))), None)
    if found is None:
        head = _ended(text)
        return f"{head}{newline if head else ''}## {headings[0]}{newline}{newline}{line}{newline}"
    after = HEADING.search(text, found.end())
    end = after.start() if after else len(text)
    body = text[found.end() : end].rstrip()
    rest = text[end:]
    gap = newline * 2 if not body else newline
    return text[: found.end()] + body + gap + line + newline + (newline + rest if rest else "")


def _heading(text: str, heading: str) -> re.Match[str] | None:
    return re.search(rf"^## {re.escape(heading)}[ \t]*(?=\r?$)", text, re.MULTILINE | re.IGNORECASE)


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + _newline(text)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
