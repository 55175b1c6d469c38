"""Text of `kubectl describe` as a tree: keys, their values, and what is indented under them."""

from collections.abc import Iterator

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
        inner = row.lstrip(" ")
        text = inner.strip()
        if not text:
            continue
        item = _item(inner, text, len(row) - len(inner))
        if item.key == "Name" and not item.indent and root.items:
            yield root
            root = Item()
            path = [root]
        while path[-1].indent >= item.indent:
            path.pop()
        path[-1].items.append(item)
        path.append(item)
    if root.items:
        yield root


def _item(inner: str, text: str, indent: int) -> Item:
    key, colon, value = text.partition(":")
    if not colon or not 0 < len(key) <= LONGEST or inner[0].isspace():
        return Item("", "", text, indent)
    bare = value.lstrip()
    return Item("", "", text, indent) if value and len(bare) == len(value) else Item(key, bare, text, indent)
