"""YAML by the fast reader in C, with the words of the one in Python where a text cannot be read."""

import re
from typing import Any

import yaml
import yaml12

FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, in C where it is built."""
LEVELS = 5_000
"""So deep a text may be nested for a fast reader: it calls itself at each level and does not watch its stack."""
LEADING = re.compile(r"[ \t?:-]{100,}")
"""What can stand before the first word of a line, where there is much of it."""


def load_yaml(text: str) -> Any:
    """What `yaml.safe_load` gives, in a tenth of its time.

    Raises:
        yaml.YAMLError: not YAML; with the line, the column and the place in the text.
        RecursionError: nested too deep.
    """
    if nesting(text) <= LEVELS:
        try:
            return yaml.load(text, Loader=FAST)  # noqa: S506 - a safe loader
        except Exception:  # noqa: BLE001, S110 - whatever it is, the reader in Python says it better
            pass
    return yaml.safe_load(text)


def load_shipped(text: str) -> Any:
    """A file of our own, which says the same to every reader: a test holds them to that. By the fastest one.

    Raises:
        yaml.YAMLError: the file is damaged.
    """
    try:
        return yaml12.parse_yaml(text)
    except ValueError:
        return load_yaml(text)


def nesting(text: str) -> int:
    """The levels that a text can have at most: each takes a bracket, or half a column before the words of a line."""
    leading = max(map(len, LEADING.findall(text)), default=100)
    return text.count("[") + text.count("{") + 2 * leading
