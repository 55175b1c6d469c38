"""The entry of the MCP server in an assistant's JSON file: one member added to the text, every other byte kept."""

import json
import re
from dataclasses import dataclass
from typing import Any

SPACE = re.compile(r"[ \t\r\n]*")
NAME = "astreinte"
ENTRY: dict[str, Any] = {"command": "astreinte", "args": ["mcp"], "env": {}}


@dataclass(frozen=True)
class Member:
    """A member of a JSON object by the offsets of its value."""

    name: str
    start: int
    end: int


def whole(key: str) -> str:
    """A file with nothing but the entry."""
    return json.dumps({key: {NAME: ENTRY}}, indent=2) + "\n"


def insertion(text: str, key: str) -> tuple[str, int] | None:
    """What to insert where; None where the entry is there already.

    Raises:
        ValueError: the text is no JSON object, or `key` in it is none.
    """
    json.loads(text)
    top = _members(text, SPACE.match(text, 0).end())  # pyright: ignore[reportOptionalMemberAccess] - it matches anything
    servers = next((member for member in top if member.name == key), None)
    if servers is None:
        opened = text.index("{") + 1
        return _piece(f'"{key}": ' + _indented({NAME: ENTRY}, 2), 2, more=bool(top)), opened
    inside = _members(text, servers.start)
    if any(member.name == NAME for member in inside):
        return None
    return _piece(f'"{NAME}": ' + _indented(ENTRY, 4), 4, more=bool(inside)), servers.start + 1


def _piece(member: str, indent: int, *, more: bool) -> str:
    return "\n" + " " * indent + member + ("," if more else "\n" + " " * (indent - 2))


def _indented(value: Any, indent: int) -> str:
    return json.dumps(value, indent=2).replace("\n", "\n" + " " * indent)


def _members(text: str, at: int) -> list[Member]:
    """The members of the object that begins at `at`, in text known to be JSON."""
    if text[at] != "{":
        raise ValueError("not a JSON object")
    found: list[Member] = []
    place = _skip(text, at + 1)
    while text[place] != "}":
        name, place = json.JSONDecoder().raw_decode(text, place)
        start = _skip(text, _skip(text, place) + 1)
        _, end = json.JSONDecoder().raw_decode(text, start)
        found.append(Member(name, start, end))
        place = _skip(text, end)
        place = _skip(text, place + 1) if text[place] == "," else place
    return found


def _skip(text: str, at: int) -> int:
    match = SPACE.match(text, at)
    return match.end() if match else at
