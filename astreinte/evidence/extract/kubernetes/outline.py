"""Text of `kubectl describe` as a tree: keys, their values, and what is indented under them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

LONGEST = 121
"""Characters of a key; a longer text before a colon is prose."""

MOST = 20_000


@dataclass(slots=True)
class Item:
    """One line. `text` is the whole of it, stripped; a line that is no `key: value` has an empty key."""

    key: str = ""
    value: str = ""
    text: str = ""
    indent: int = -1
    items: list["Item"] = field(default_factory=list["Item"])
    _first: dict[str, "Item"] | None = None

    def find(self, key: str) -> "Item | None":
        """The first item with this key; once asked, nothing is added any more."""
        if self._first is None:
            self._first = {each.key: each for each in reversed(self.items)}
        return self._first.get(key)

    def get(self, key: str) -> str:
        found = self.find(key)
        return found.value if found else ""

    def under(self, key: str) -> list["Item"]:
        found = self.find(key)
        return found.items if found else []

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
        if not row.strip():
            continue
        item = _item(row)
        if item.indent == 0 and item.key == "Name" and root.items:
            yield root
            root = Item()
            path = [root]
        while path[-1].indent >= item.indent:
            path.pop()
        path[-1].items.append(item)
        path.append(item)
    if root.items:
        yield root


def _item(row: str) -> Item:
    text = row.strip()
    inner = row.lstrip(" ")
    indent = len(row) - len(inner)
    key, colon, value = text.partition(":")
    named = colon and 0 < len(key) <= LONGEST and (not value or value[0].isspace()) and not inner[0].isspace()
    return Item(key, value.strip(), text, indent) if named else Item("", "", text, indent)
