"""Post-mortems that people wrote, as past incidents: any Markdown, read tolerantly."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from .recall import LONGEST, Episode

TITLE = re.compile(r"^#\s+(?:post[- ]?mortem\s*:?\s*)?(?P<title>\S.*)$", re.MULTILINE | re.IGNORECASE)
DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
SERVICES = re.compile(r"^services_impacted:\s*\[?(?P<names>[^\]\n]*)", re.MULTILINE)
CAUSE = re.compile(
    r"^(cause\s+root|root\s+causes?|causes?(\s+racines?)?|contributing\s+(factors|conditions)|"
    r"(facteurs|conditions)\s+contributi\w+)\b",
    re.IGNORECASE,
)
PEOPLE = re.compile(
    r"^(attendees?|participants?|people|authors?|présents|personnes|auteurs?|responders?)\b", re.IGNORECASE
)
"""Sections of names: nothing of them is kept."""

MOST = 1_000_000


def foreign(folder: Path, known: Mapping[str, str], prefix: str = "") -> Iterator[Episode]:
    """Those in the folder that have changed since they were `known`; `id` is the file's path in it after the prefix.

    That of an incident which is known by its journal is told by it: kept as an empty episode that nothing resembles.
    """
    for name, stamp in sorted(_files(str(folder), "", deep=bool(prefix))):
        id_, path = prefix + name, folder / name
        if known.get(id_) == stamp:
            continue
        from .postmortems import MARK  # as a rule nothing has changed, and nothing is read

        try:
            text = path.read_bytes()[:MOST].decode("utf-8", "replace")
        except OSError:
            continue
        mark = MARK.search(text)
        yield (
            Episode(id_, "", stamp=stamp) if mark and mark["incident"] in known else _read(id_, path.stem, stamp, text)
        )


def _files(folder: str, below: str, *, deep: bool) -> Iterator[tuple[str, str]]:
    """Paths of Markdown files below a folder, with their versions; what cannot be read is left out."""
    with suppress(OSError), os.scandir(folder) as found:
        for each in found:
            with suppress(OSError):
                if deep and each.is_dir(follow_symlinks=False):
                    yield from _files(each.path, f"{below}{each.name}/", deep=True)
                elif each.name.endswith(".md"):
                    yield below + each.name, str(each.stat().st_mtime_ns)


def _read(id_: str, stem: str, stamp: str, text: str) -> Episode:
    from .chronicle import sections

    title, parts = TITLE.search(text), sections(text)
    cause = next((body for name, body in parts.items() if CAUSE.search(name) and body), "")
    services = SERVICES.search(text)
    kept = [f"{name} {body}" for name, body in parts.items() if not PEOPLE.search(name)]
    return Episode(
        id=id_,
        title=title["title"] if title else stem,
        service=services["names"].replace(",", " ") if services else "",
        cause=cause.split("\n\n")[0].strip(),
        text=("\n".join(kept) or text)[:LONGEST],
        day=_day(stem, text),
        state="",
        stamp=stamp,
    )


def _day(stem: str, text: str) -> str:
    """Of the file's name, else of the timeline, else the first that the text names."""
    if own := DATE.search(stem):
        return own[0]
    from .chronicle import chronicle

    rows = chronicle(text).rows
    found = DATE.search(text)
    return f"{rows[0].at:%Y-%m-%d}" if rows else found[0] if found else ""
