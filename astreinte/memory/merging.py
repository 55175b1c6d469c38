"""A text that a person has edited, and a newer generated one: both sets of changes, section by section.

The base is the generated text that the person began from. Where both changed the same lines, the person's stand, and
the generated ones follow in an HTML comment, so that nothing is lost and nothing a person wrote is overwritten.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

HEADING = re.compile(r"^## +\S")
FENCE = re.compile(r"^\s{0,3}(```|~~~)")
REPLACED = "<!-- astreinte, {section}:\n{text}\n-->"


@dataclass(frozen=True)
class Merged:
    """`conflicts` are the headings of sections where both sides changed the same lines."""

    text: str
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Change:
    """Lines [start, end) of the base give way to these."""

    start: int
    end: int
    lines: tuple[str, ...]

    def touches(self, other: "_Change") -> bool:
        if self.start == other.start:
            return True
        return self.start < other.end and other.start < self.end


def merge(base: str, person: str, generated: str) -> Merged:
    """The person's text with what is new in the generated one."""
    old, own, new = _sections(base), _sections(person), _sections(generated)
    conflicts: list[str] = []
    parts: list[str] = []
    for name in _order(own, new):
        lines, clash = _section(old.get(name), own.get(name), new.get(name), name)
        parts += lines
        if clash:
            conflicts.append(name)
    return Merged("\n".join(parts), tuple(conflicts))


def _sections(text: str) -> dict[str, list[str]]:
    """Lines by heading, its own line included; what stands before the first is under the empty name."""
    found: dict[str, list[str]] = {"": []}
    name, fenced = "", False
    for line in text.split("\n"):
        fenced ^= bool(FENCE.match(line))
        if not fenced and HEADING.match(line):
            name = line.strip()
            while name in found:
                name += " "
            found[name] = []
        found[name].append(line)
    return found


def _order(own: dict[str, list[str]], new: dict[str, list[str]]) -> list[str]:
    """The generated order; a section that only the person has comes after the one it follows there."""
    order = list(new)
    before = ""
    for name in own:
        if name not in new:
            order.insert(order.index(before) + 1 if before in order else len(order), name)
        before = name
    return order


def _section(old: list[str] | None, own: list[str] | None, new: list[str] | None, name: str) -> tuple[list[str], bool]:
    if own is None:
        return ([], False) if old is not None and old == new else (new or [], False)
    if new is None:
        return ([], False) if own == old else (own, False)
    if own in (old, new):
        return new, False
    return (own, False) if new == old else _lines(old or [], own, new, name)


def _lines(old: list[str], own: list[str], new: list[str], name: str) -> tuple[list[str], bool]:
    ours, theirs = _changes(old, own), _changes(old, new)
    free = [one for one in theirs if not any(one.touches(each) for each in ours)]
    lost = [one for one in theirs if one not in free and not any(one == each for each in ours)]
    merged = list(_applied(old, sorted([*ours, *free], key=lambda one: (one.start, one.end))))
    said = [line for one in lost for line in one.lines if line.strip()]
    if said:
        text = "\n".join(said).replace("--", "- -")
        merged += [*REPLACED.format(section=name.removeprefix("## ").strip(), text=text).split("\n"), ""]
    return merged, bool(lost)


def _changes(old: Sequence[str], new: Sequence[str]) -> list[_Change]:
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [_Change(i1, i2, tuple(new[j1:j2])) for tag, i1, i2, j1, j2 in codes if tag != "equal"]


def _applied(old: Sequence[str], changes: Sequence[_Change]) -> Iterator[str]:
    place = 0
    for change in changes:
        yield from old[place : change.start]
        yield from change.lines
        place = max(place, change.end)
    yield from old[place:]
