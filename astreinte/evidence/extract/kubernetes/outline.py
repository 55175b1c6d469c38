"""Text of `kubectl describe` as a tree: keys, their values, and what is indented under them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LINE = re.compile(r"^(?P<indent> *)(?P<key>[^\s:][^:]{0,120}?):(?:\s+(?P<value>\S.*))?$")
MOST = 20_000


@dataclass
class Item:
    """One line. `text` is the whole of it, stripped; a line that is no `key: value` has an empty key."""

    key: str = ""
    value: str = ""
    text: str = ""
    indent: int = -1
    items: list["Item"] = field(default_factory=list["Item"])

    def find(self, key: str) -> "Item | None":
        return next((each for each in self.items if each.key == key), None)

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
    indent = len(row) - len(row.lstrip(" "))
    found = LINE.match(row.rstrip())
    return Item(found["key"], found["value"] or "", text, indent) if found else Item("", "", text, indent)
