"""JSON inside a text: where a document begins and ends, and which command prints such a one."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

MOST = 50
"""Documents that are looked for in one text."""

LONGEST = 2_000_000
DECODER = json.JSONDecoder()
SHAPES: tuple[tuple[frozenset[str], str, str], ...] = (
    (frozenset({"Id", "State", "Config"}), "docker", "inspect"),
    (frozenset({"Id", "State", "Name"}), "docker", "inspect"),
    (frozenset({"Name", "State", "HostConfig"}), "docker", "inspect"),
    (frozenset({"Names", "Status"}), "docker", "ps -a --format json"),
    (frozenset({"Names", "State"}), "docker", "ps -a --format json"),
    (frozenset({"MemPerc", "CPUPerc"}), "docker", "stats --format json"),
    (frozenset({"Type", "Action", "Actor"}), "docker", "events --format json"),
    (frozenset({"Project", "Service", "State", "Name"}), "docker", "compose ps --format json"),
    (frozenset({"smart_status"}), "smartctl", "-a -j"),
    (frozenset({"json_format_version", "device"}), "smartctl", "-a -j"),
)
"""Keys that one tool's objects have, and no other's."""

OTHERS = (frozenset({"status", "data"}), frozenset({"alerts"}), frozenset({"labels", "annotations"}),
          frozenset({"kind", "apiVersion"}), frozenset({"ruleName", "state"}))  # fmt: skip
"""Documents that say themselves what they are."""


@dataclass(frozen=True)
class Document:
    """Rows from `start` up to, not including, `end`; the tool is empty where the document says what it is itself."""

    start: int
    end: int
    tool: str = ""
    args: tuple[str, ...] = ()


def documents_of(rows: Sequence[str]) -> Iterator[Document]:
    """The documents of known shape, each at the start of a row; those of one shape that follow one another as one."""
    last: Document | None = None
    free = 0
    starts = [at for at, row in enumerate(rows) if row[:1] in {"{", "["} and _may_begin(row)]
    for at in starts[:MOST]:
        if at < free or (found := _document(rows, at)) is None:
            continue
        free = found.end
        if last and last.end == found.start and (last.tool, last.args) == (found.tool, found.args) and found.tool:
            last = Document(last.start, found.end, found.tool, found.args)
            continue
        if last:
            yield last
        last = found
    if last:
        yield last


def _may_begin(row: str) -> bool:
    """Whether JSON may begin so: with an object or a list of them, not `[ERROR]` or `[12:00]`."""
    return row.rstrip() in {"{", "[", "[{"} or row.startswith(('{"', '[{"', '{ "', "[ {"))


def _document(rows: Sequence[str], at: int) -> Document | None:
    text = "\n".join(rows[at:])[:LONGEST]
    try:
        value, length = DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    if text[length:].partition("\n")[0].strip():
        return None
    known = _known(value)
    return Document(at, at + text.count("\n", 0, length) + 1, *known) if known else None


def _known(value: Any) -> tuple[str, tuple[str, ...]] | None:
    first = next(iter(cast("list[Any]", value)), None) if isinstance(value, list) else value
    if not isinstance(first, dict):
        return None
    keys = set(cast("Mapping[str, Any]", first))
    if keys == {"containers"}:
        return "crictl", ("ps", "-o", "json")
    status = cast("Mapping[str, Any]", first).get("status")
    if isinstance(status, dict) and "kind" not in keys and {"metadata", "state"} <= set(cast("dict[str, Any]", status)):
        return "crictl", ("inspect",)
    for needed, tool, args in SHAPES:
        if needed <= keys:
            return tool, tuple(args.split())
    return ("", ()) if any(needed <= keys for needed in OTHERS) else None
