"""Post-mortem files: one per incident, its own one replaced, a text that a person has edited left alone."""

import hashlib
import re
import unicodedata
from pathlib import Path

from .files import ProjectFolder

MARK = re.compile(r"\n?<!-- astreinte: (?P<incident>\S+) (?P<digest>[0-9a-f]{16}) -->\s*\Z")
LONGEST = 60


def slug(title: str, otherwise: str) -> str:
    """Lower-case ASCII words joined by `-`; `otherwise` where the title has none."""
    ascii_text = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:LONGEST].strip("-") or otherwise.lower()


def write(folder: ProjectFolder, directory: Path, incident: str, name: str, text: str) -> Path:
    """Write the incident's text and return the file it is in.

    The file that carries the incident's mark is replaced, under whatever name. Where a person has edited it since, the
    new text goes to `….new.md` beside it. A name that another incident has is completed by this incident's id.
    """
    own = _own(folder, directory, incident)
    path = own or _free(folder, directory / f"{name}.md", incident)
    if own and _edited(folder.read(own)):
        path = own.with_suffix(".new.md")
    folder.edit(path, lambda _: _marked(incident, text))
    return path


def _own(folder: ProjectFolder, directory: Path, incident: str) -> Path | None:
    candidates = [path for path in sorted(directory.glob("*.md")) if not path.name.endswith(".new.md")]
    return next((path for path in candidates if _owner(folder.read(path)) == incident), None)


def _free(folder: ProjectFolder, path: Path, incident: str) -> Path:
    taken = path.exists() and _owner(folder.read(path)) != incident
    return path.with_name(f"{path.stem}-{incident.lower()}.md") if taken else path


def _marked(incident: str, text: str) -> str:
    body = text.strip() + "\n"
    return f"{body}\n<!-- astreinte: {incident} {_digest(body)} -->\n"


def _owner(text: str) -> str:
    mark = MARK.search(text)
    return mark["incident"] if mark else ""


def _edited(text: str) -> bool:
    mark = MARK.search(text)
    return mark is not None and _digest(text[: mark.start()]) != mark["digest"]


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogateescape")).hexdigest()[:16]
