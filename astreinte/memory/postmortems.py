"""Post-mortem files: one per incident, its own one replaced, what a person has edited in it kept."""

import hashlib
import re
import unicodedata
from pathlib import Path

from .files import ProjectFolder
from .merging import merge

MARK = re.compile(r"\n?<!-- astreinte: (?P<incident>\S+) (?P<digest>[0-9a-f]{16}) -->\s*\Z")
LONGEST = 60
ORIGINS = Path(".astreinte") / "postmortems"
"""Where each generated text is kept, for telling later what a person has changed."""


def slug(title: str, otherwise: str) -> str:
    """Lower-case ASCII words joined by `-`; `otherwise` where the title has none."""
    ascii_text = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:LONGEST].strip("-") or otherwise.lower()


def write(folder: ProjectFolder, directory: Path, incident: str, name: str, text: str) -> Path:
    """Write the incident's text and return the file it is in.

    The file that carries the incident's mark is replaced, under whatever name. What a person has edited in it since is
    kept: both texts are merged by section from the generated text that the edits began from. Where that is gone, the
    new text goes to `….new.md` beside it. A name that another incident has is completed by this incident's id.
    """
    own, origin = _own(folder, directory, incident), folder.project / ORIGINS / f"{incident}.md"
    path = own or _free(folder, directory / f"{name}.md", incident)
    generated = text.strip() + "\n"
    edited = own is not None and _edited(folder.read(own))
    base = folder.read(origin)
    if own and edited and not base:
        path = own.with_suffix(".new.md")
    folder.edit(path, lambda now: _renewed(now, base, generated, incident))
    folder.edit(origin, lambda _: generated)
    return path


def read(folder: ProjectFolder, directory: Path, incident: str) -> tuple[Path, str] | None:
    """The incident's file and its text without the mark, as it stands now."""
    own = _own(folder, directory, incident)
    return None if own is None else (own, _body(folder.read(own)))


def edit(folder: ProjectFolder, directory: Path, incident: str, base: str, text: str) -> bool:
    """Replace the text of the incident's file if it still is `base`; whether it was. The mark stays."""
    own, done = _own(folder, directory, incident), False
    if own is None:
        return False

    def changed(now: str) -> str:
        nonlocal done
        mark = MARK.search(now)
        done = mark is not None and _body(now).strip() == base.strip()
        return f"{text.strip()}\n\n{mark[0].strip()}\n" if done and mark else now

    folder.edit(own, changed)
    return done


def texts(folder: ProjectFolder, directory: Path) -> list[tuple[str, str]]:
    """Incident and text of every post-mortem of ours in the folder."""
    read_ = [folder.read(path) for path in sorted(directory.glob("*.md"))]
    return [(owner, _body(text)) for text in read_ if (owner := _owner(text))]


def _own(folder: ProjectFolder, directory: Path, incident: str) -> Path | None:
    candidates = [path for path in sorted(directory.glob("*.md")) if not path.name.endswith(".new.md")]
    return next((path for path in candidates if _owner(folder.read(path)) == incident), None)


def _free(folder: ProjectFolder, path: Path, incident: str) -> Path:
    taken = path.exists() and _owner(folder.read(path)) != incident
    return path.with_name(f"{path.stem}-{incident.lower()}.md") if taken else path


def _renewed(now: str, base: str, generated: str, incident: str) -> str:
    """The file's next text: what stands in it now, merged where a person has changed it."""
    body = merge(base, _body(now), generated).text if base and _edited(now) else generated
    return _marked(incident, body, generated)


def _marked(incident: str, body: str, generated: str) -> str:
    """The mark holds the digest of the generated text: any other text in the file is a person's."""
    return f"{body.strip()}\n\n<!-- astreinte: {incident} {_digest(generated)} -->\n"


def _body(text: str) -> str:
    mark = MARK.search(text)
    return text[: mark.start()].strip() + "\n" if mark else text


def _owner(text: str) -> str:
    mark = MARK.search(text)
    return mark["incident"] if mark else ""


def _edited(text: str) -> bool:
    mark = MARK.search(text)
    return mark is not None and _digest(text[: mark.start()]) != mark["digest"]


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogateescape")).hexdigest()[:16]
