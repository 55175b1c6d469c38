"""Post-mortems that people wrote, as past incidents: any Markdown, read tolerantly."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from .postmortems import MARK
from .recall import LONGEST, Episode

TITLE = re.compile(r"^#\s+(?:post[- ]?mortem\s*:?\s*)?(?P<title>\S.*)$", re.MULTILINE | re.IGNORECASE)
DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
SERVICES = re.compile(r"^services_impacted:\s*\[?(?P<names>[^\]\n]*)", re.MULTILINE)
CAUSE = re.compile(
    r"^#{2,3}\s*(?:cause\s+root|root\s+cause|causes?(?:\s+racine)?)\b[^\n]*\n+(?P<cause>[^\n#]+)",
    re.MULTILINE | re.IGNORECASE,
)
MOST = 1_000_000


def foreign(folder: Path, known: Mapping[str, str]) -> Iterator[Episode]:
    """Those in the folder that have changed since they were `known`; `id` is the file's name.

    That of an incident which is known by its journal is told by it: kept as an empty episode that nothing resembles.
    """
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
        id_ = path.name
        try:
            stamp = str(path.stat().st_mtime_ns)
            if known.get(id_) == stamp:
                continue
            text = path.read_bytes()[:MOST].decode("utf-8", "replace")
        except OSError:
            continue
        mark = MARK.search(text)
        yield (
            Episode(id_, "", stamp=stamp) if mark and mark["incident"] in known else _read(id_, path.stem, stamp, text)
        )


def _read(id_: str, stem: str, stamp: str, text: str) -> Episode:
    title, day = TITLE.search(text), DATE.search(stem) or DATE.search(text)
    services, cause = SERVICES.search(text), CAUSE.search(text)
    return Episode(
        id=id_,
        title=title["title"] if title else stem,
        service=services["names"].replace(",", " ") if services else "",
        cause=cause["cause"].strip() if cause else "",
        text=text[:LONGEST],
        day=day[0] if day else "",
        state="",
        stamp=stamp,
    )
