"""What was deployed, as a diff of manifests or values: which component, which lines."""

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from astreinte.domain import Reading, Signal
from astreinte.evidence.redaction import strip_controls

from .context import Context
from .seen import of_kind, seen
from .touched import moved, what_of

FILE = re.compile(r"^(?:---|\+\+\+|diff --git a/\S+) (?:[ab]/)?(?P<path>\S+)")
ADDED = re.compile(r"^\+(?!\+\+)\s*(?P<text>\S.*)$")
TAKEN = re.compile(r"^-(?!--)\s*(?P<text>\S.*)$")
IMAGE = re.compile(r"\b(image|tag|version|chart|revision|digest)\s*:")
CHANGES = frozenset({"config-changed", "image-changed"})
REPLICA = re.compile(r"-(?:\d{1,3}|[0-9a-f]{6,10}-[a-z0-9]{5})$")
PLAIN = frozenset({
    "apps", "app", "base", "overlays", "clusters", "manifests", "deploy", "charts", "prod", "values", "conf", "config",
    "etc", "src",
})  # fmt: skip


def find_deployed(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`config-changed` for each file of a diff, and `image-changed` where an image, a tag or a version moved.

    Attribute `what`: `config`, `code`, `text` or `dependency`; of the last the detail says which version moved.
    """
    for reading in of_kind(readings, "gitops", "changes"):
        for path, old, new in _files(reading):
            entity = f"service:{_owner(path, context)}"
            what = what_of(path)
            pin = moved(old, new) if what == "dependency" else ""
            lines = pin or f"{'; '.join(old[:2])} -> {'; '.join(new[:2])}"
            detail = f"{path}: {lines}"
            yield seen("config-changed", entity, reading, detail, path=path, what=what)
            if what == "config" and any(IMAGE.search(text) for text in new):
                yield seen("image-changed", entity, reading, detail, path=path)


def rehomed(signals: Sequence[Signal], context: Context) -> Iterator[Signal]:
    """A change of a whole release or chart, which nothing else speaks of, belongs to each component named after it.

    One of a file that the inventory gives to nobody, and that is named after a component, belongs to that one.
    """
    names = {REPLICA.sub("", s.entity.rpartition(":")[2].rpartition("/")[2]) for s in signals if s.id not in CHANGES}
    given = {path for service in context.services.values() for path in service.config}
    for signal in signals:
        if signal.id not in CHANGES:
            yield signal
            continue
        release = signal.entity.rpartition(":")[2]
        parts = sorted(name for name in names if name.startswith(f"{release}-"))
        if "path" in signal.attributes and release not in names and parts:
            yield from (replace(signal, entity=f"service:{name}") for name in parts)
        elif (stem := _stem(signal, given)) in names and stem != release:
            yield replace(signal, entity=f"service:{stem}")
        else:
            yield signal


def _stem(signal: Signal, given: Collection[str]) -> str:
    """The name of the changed file without its ending; empty for a file of the inventory, and for other changes."""
    path = signal.attributes.get("path", "")
    return "" if path in given else posixpath.basename(path).partition(".")[0]


def _files(reading: Reading) -> Iterator[tuple[str, list[str], list[str]]]:
    path, old, new = "", list[str](), list[str]()
    for row in [*strip_controls(reading.text).split("\n"), "--- "]:
        if found := FILE.match(row):
            if path and (old or new) and path != found["path"]:
                yield path, old, new
                old, new = [], []
            path = path if found["path"] == "/dev/null" else found["path"]
        elif path and (found := ADDED.match(row)):
            new.append(found["text"])
        elif path and (found := TAKEN.match(row)):
            old.append(found["text"])
    if path and (old or new):
        yield path, old, new


def _owner(path: str, context: Context) -> str:
    """The component that the path names: the inventory's, else the deepest folder with a name of its own."""
    parts = [part for part in posixpath.dirname(path).split("/") if part and part not in PLAIN]
    known = next((part for part in reversed(parts) if part in context.services or part == context.service), "")
    return known or (parts[-1] if parts else context.service)
