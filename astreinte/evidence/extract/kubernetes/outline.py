"""Text of `kubectl describe` as a tree: keys, their values, and what is indented under them."""

from collections.abc import Iterator, Sequence

from astreinte.evidence.known_lines import once_a_line

LONGEST = 121
"""Characters of a key; a longer text before a colon is prose."""

MOST = 20_000


class Item:
    """One line. `text` is the whole of it, stripped; a line that is no `key: value` has an empty key.

    A case has thousands of them: they are made as plainly as can be.
    """

    __slots__ = ("_first", "indent", "items", "key", "text", "value")

    def __init__(self, key: str = "", value: str = "", text: str = "", indent: int = -1) -> None:
        self.key, self.value, self.text, self.indent = key, value, text, indent
        self.items: list[Item] = []
        self._first: dict[str, Item] | None = None

    def find(self, key: str) -> "Item | None":
        """The first item with this key; once asked, nothing is added any more."""
        if self._first is None:
            self._first = {each.key: each for each in reversed(self.items)}
        return self._first.get(key)

    def get(self, key: str) -> str:
        found = self.find(key)
        return found.value if found else ""

    def under(self, key: str) -> Sequence["Item"]:
        found = self.find(key)
        return found.items if found else ()

    def texts(self, key: str) -> list[str]:
        """The value and what stands under it, one text a line."""
        found = self.find(key)
        return [found.value, *(each.text for each in found.items)] if found else []

    def pairs(self, key: str) -> dict[str, str]:
        return {each.key: each.value for each in self.under(key) if each.key}


def outlines(rows: list[str]) -> Iterator[Item]:
    """One tree per described object: each begins with `Name:` at the margin."""
    root = Item()
    path = [root]
    for row in rows[:MOST]:
        key, value, text, indent = _parts(row)
        if not text:
            continue
        if key == "Name" and not indent and root.items:
            yield root
            root = Item()
            path = [root]
        while path[-1].indent >= indent:
            path.pop()
        item = Item(key, value, text, indent)
        path[-1].items.append(item)
        path.append(item)
    if root.items:
        yield root


@once_a_line
def _parts(row: str) -> tuple[str, str, str, int]:
    """Key, value, the whole text and its indent."""
    inner = row.lstrip(" ")
    text, indent = inner.strip(), len(row) - len(inner)
    key, colon, value = text.partition(":")
    if not colon or not 0 < len(key) <= LONGEST or inner[0].isspace():
        return "", "", text, indent
    bare = value.lstrip()
    return ("", "", text, indent) if value and len(bare) == len(value) else (key, bare, text, indent)
